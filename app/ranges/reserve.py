"""The whole reserve of a contract: its ranges, what was drawn by day, and until when it lasts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Self

from sqlalchemy import String, cast, func, select

from app.clock import day_of, today
from app.contracts.models import Contract
from app.contracts.suspension import SUSPENDED, SuspensionChange
from app.extensions import db
from app.ranges.forecast import Forecast, Peak, forecast, presumed_left
from app.ranges.history import FARTHEST, History, days_between, days_without_numbers
from app.ranges.models import LOST, NumberDraw, NumberRange
from app.ranges.peaks import DeclaredPeak
from app.ranges.warnings import ReserveLevel

# Two years: the same weeks of last year, and those around them.
REMEMBERED = timedelta(days=740)


@dataclass(frozen=True)
class Reserve:
    """What a contract has left, and what is known of how it is used."""

    ranges: tuple[NumberRange, ...]
    history: History
    peaks: tuple[Peak, ...] = ()

    @classmethod
    def of(cls, contract: Contract) -> Self:
        """The reserve of one contract, today."""
        return cls.of_all([contract])[contract.id]

    @classmethod
    def of_all(
        cls, contracts: Sequence[Contract], *, remembered: timedelta = REMEMBERED
    ) -> dict[int, Self]:
        """The reserves of several contracts by their number, in four queries.

        With a shorter `remembered` they are quicker to read, and know nothing of last year.
        """
        ids, day = [contract.id for contract in contracts], today()
        counts = _counts(ids, day - remembered)
        ranges, peaks, suspended = _ranges(ids), peaks_of(ids, day), _suspended_days(ids, day)
        return {
            one: cls(
                tuple(known for known in ranges[one] if not known.is_released),
                _history(ranges[one], counts[one], suspended[one], day),
                tuple(peaks[one]),
            )
            for one in ids
        }

    @property
    def in_use(self) -> list[NumberRange]:
        """The ranges that have numbers left, in the order they are used up."""
        return [known for known in self.ranges if known.left]

    @property
    def current(self) -> NumberRange | None:
        """The range that the next number comes from."""
        return next(iter(self.in_use), None)

    @property
    def queued(self) -> int:
        """The numbers that wait behind the current range."""
        return sum(known.left for known in self.in_use[1:])

    @property
    def left(self) -> int:
        """The numbers left in all."""
        return sum(known.left for known in self.ranges)

    @property
    def told(self) -> date | None:
        """The day up to which the use is known, where another system issues the numbers."""
        return self.history.told

    @property
    def presumed_left(self) -> int:
        """What is left, less the use presumed since it was last reported."""
        found = self.forecast
        return presumed_left(self.left, found.presumed) if found else self.left

    @property
    def is_presumed(self) -> bool:
        """Whether what is left is an estimate; pages and mails then say so."""
        return self.presumed_left < self.left

    @property
    def lefts(self) -> dict[int, int]:
        """What is left of each range, by its number, the presumed use taken off in order."""
        gone, found = self.left - self.presumed_left, {}
        for known in self.ranges:
            taken = min(gone, known.left)
            found[known.id], gone = known.left - taken, gone - taken
        return found

    @property
    def size(self) -> int:
        """How many numbers the ranges hold that are not used up."""
        return sum(known.size for known in self.in_use)

    @cached_property
    def forecast(self) -> Forecast | None:
        """Until when it lasts; None where the history is too short."""
        return forecast(self.history, self.left, self.peaks)

    def forecast_within(self, days: int) -> Forecast | None:
        """As `forecast`, quicker to compute; an end after so many days is not found."""
        return forecast(self.history, self.left, self.peaks, horizon=timedelta(days=days))

    @property
    def level(self) -> ReserveLevel:
        """The figures that warnings go by."""
        found = self.forecast
        return ReserveLevel(
            left=self.presumed_left,
            size=self.size,
            has_forecast=found is not None,
            days_left=found.days_left if found else None,
            days_to_warn_by=found.days_to_warn_by if found else None,
            largest_draw=self.history.largest_draw,
            is_presumed=self.is_presumed,
        )

    @property
    def newest_range_id(self) -> int:
        """The newest range, 0 if there is none: warnings start over when a range is recorded."""
        return max((known.id for known in self.ranges), default=0)


def count_draws(contract_ids: Sequence[int], first: date, last: date) -> dict[int, int]:
    """How many numbers were drawn from one day to another, by contract, in one query."""
    drawn = (
        select(NumberRange.contract_id, func.sum(NumberDraw.count))
        .join(NumberRange, NumberDraw.range_id == NumberRange.id)
        .where(
            NumberRange.contract_id.in_(contract_ids),
            NumberDraw.drawn_on.between(first, last),
            NumberDraw.purpose != LOST,
        )
        .group_by(NumberRange.contract_id)
    )
    return {one: int(count) for one, count in db.session.execute(drawn)}


def _history(
    ranges: Sequence[NumberRange],
    counts: Mapping[date, int],
    suspended: frozenset[date],
    day: date,
) -> History:
    opened: dict[date, int] = defaultdict(int)
    for known in ranges:
        opened[day_of(known.opened_at)] += known.given
    left = sum(known.left for known in ranges)
    return History(
        counts,
        day,
        blind=suspended | days_without_numbers(left, counts, opened, day),
        told=_last_told_day(ranges, counts),
    )


def _last_told_day(ranges: Sequence[NumberRange], counts: Mapping[date, int]) -> date | None:
    """The day up to which Sendcloud's use is known; None where this program issues the numbers."""
    current = next((known for known in ranges if known.left), None)
    if current is None or current.is_issued_here:
        return None
    elsewhere = (known for known in ranges if not known.is_issued_here)
    told = (known.told_on or day_of(known.opened_at) for known in elsewhere)
    return max((*told, *counts))


def _suspended_days(contract_ids: Sequence[int], day: date) -> dict[int, frozenset[date]]:
    """The days on any part of which a contract was suspended."""
    changes = select(SuspensionChange).where(SuspensionChange.contract_id.in_(contract_ids))
    since: dict[int, date] = {}
    found: dict[int, set[date]] = defaultdict(set)
    for change in db.session.scalars(changes.order_by(SuspensionChange.id)):
        if change.change == SUSPENDED:
            since[change.contract_id] = day_of(change.changed_at)
        elif change.contract_id in since:
            begun = since.pop(change.contract_id)
            found[change.contract_id].update(days_between(begun, day_of(change.changed_at)))
    for contract_id, begun in since.items():
        found[contract_id].update(days_between(begun, day))
    return defaultdict(frozenset, {one: frozenset(days) for one, days in found.items()})


def _ranges(contract_ids: Sequence[int]) -> dict[int, list[NumberRange]]:
    own = select(NumberRange).where(NumberRange.contract_id.in_(contract_ids))
    found = defaultdict(list)
    for known in db.session.scalars(own.order_by(NumberRange.opened_at, NumberRange.id)):
        found[known.contract_id].append(known)
    return found


def _counts(contract_ids: Sequence[int], since: date) -> dict[int, dict[date, int]]:
    """What was drawn on each day; one text a contract, ten times as fast as a row a day."""
    by_day = (
        select(
            NumberRange.contract_id, NumberDraw.drawn_on, func.sum(NumberDraw.count).label("sum")
        )
        .join(NumberRange, NumberDraw.range_id == NumberRange.id)
        .where(
            NumberRange.contract_id.in_(contract_ids),
            NumberDraw.drawn_on >= since,
            # Nobody knows on which days these were used.
            NumberDraw.purpose != LOST,
        )
        .group_by(NumberRange.contract_id, NumberDraw.drawn_on)
        .subquery()
    )
    written = cast(by_day.c.drawn_on, String) + ":" + cast(by_day.c.sum, String)
    told = select(by_day.c.contract_id, func.aggregate_strings(written, " "))
    days: dict[str, date] = _Days()
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for contract_id, text in db.session.execute(told.group_by(by_day.c.contract_id)):
        pairs = (one.split(":") for one in text.split(" "))
        found[contract_id] = {days[day]: int(count) for day, count in pairs}
    return found


class _Days(dict[str, date]):
    """Days by their ISO text: each is parsed once."""

    def __missing__(self, written: str) -> date:
        self[written] = date.fromisoformat(written)
        return self[written]


def peaks_of(contract_ids: Sequence[int], day: date) -> dict[int, list[Peak]]:
    """The peaks declared for several contracts, by their number."""
    told = select(DeclaredPeak).where(
        DeclaredPeak.contract_id.in_(contract_ids),
        DeclaredPeak.withdrawn_at.is_(None),
        # Past peaks explain what the recent weeks look like.
        DeclaredPeak.last_day >= day - FARTHEST,
    )
    found = defaultdict(list)
    for declared in db.session.scalars(told.order_by(DeclaredPeak.first_day, DeclaredPeak.id)):
        found[declared.contract_id].append(declared.peak)
    return found
