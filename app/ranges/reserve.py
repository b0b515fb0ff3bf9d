"""The whole reserve of a contract: its ranges, what was drawn by day, and until when it lasts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Self

from sqlalchemy import func, select

from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.forecast import Forecast, History, Peak, forecast
from app.ranges.models import NumberDraw, NumberRange
from app.ranges.peaks import DeclaredPeak
from app.ranges.warnings import Level

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
        """The reserves of several contracts by their number, with three questions in all.

        A shorter memory is quicker, and knows nothing of last year.
        """
        ids, day = [contract.id for contract in contracts], today()
        counts = _counts(ids, day - remembered)
        ranges, peaks = _ranges(ids), _peaks(ids, day)
        return {
            one: cls(tuple(ranges[one]), History(counts[one], day), tuple(peaks[one]))
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
    def size(self) -> int:
        """How many numbers the ranges hold that are not used up."""
        return sum(known.size for known in self.in_use)

    @cached_property
    def forecast(self) -> Forecast | None:
        """Until when it lasts; None where the history is too short."""
        return forecast(self.history, self.left, self.peaks)

    def forecast_within(self, days: int) -> Forecast | None:
        """As `forecast`, quicker, and saying nothing of what comes after so many days."""
        return forecast(self.history, self.left, self.peaks, horizon=timedelta(days=days))

    @property
    def level(self) -> Level:
        """How it stands, for warnings."""
        found = self.forecast
        return Level(self.left, self.size, found is not None, found.days_left if found else None)

    @property
    def newest_range_id(self) -> int:
        """Warnings are armed anew when a range is recorded; 0 where there never was one."""
        return max((known.id for known in self.ranges), default=0)


def _ranges(contract_ids: Sequence[int]) -> dict[int, list[NumberRange]]:
    own = select(NumberRange).where(NumberRange.contract_id.in_(contract_ids))
    found = defaultdict(list)
    for known in db.session.scalars(own.order_by(NumberRange.opened_at, NumberRange.id)):
        found[known.contract_id].append(known)
    return found


def _counts(contract_ids: Sequence[int], since: date) -> dict[int, dict[date, int]]:
    by_day = (
        select(NumberRange.contract_id, NumberDraw.drawn_on, func.sum(NumberDraw.count))
        .join(NumberRange, NumberDraw.range_id == NumberRange.id)
        .where(NumberRange.contract_id.in_(contract_ids), NumberDraw.drawn_on >= since)
        .group_by(NumberRange.contract_id, NumberDraw.drawn_on)
    )
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for contract_id, drawn_on, count in db.session.execute(by_day):
        found[contract_id][drawn_on] = int(count)
    return found


def _peaks(contract_ids: Sequence[int], day: date) -> dict[int, list[Peak]]:
    ahead = select(DeclaredPeak).where(
        DeclaredPeak.contract_id.in_(contract_ids),
        DeclaredPeak.withdrawn_at.is_(None),
        DeclaredPeak.last_day >= day,
    )
    found = defaultdict(list)
    for declared in db.session.scalars(ahead.order_by(DeclaredPeak.first_day)):
        found[declared.contract_id].append(declared.peak)
    return found
