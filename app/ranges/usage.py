"""Ranges that Sendcloud issues: their use is reported here, by the last number or by a file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from app.accounts.models import User, record
from app.clock import day_of, today
from app.contracts.models import Contract
from app.extensions import db
from app.ranges import tracking_number
from app.ranges.label_file import UsedNumber
from app.ranges.models import NumberDraw, NumberRange
from app.ranges.reserve import REMEMBERED

PURPOSE = "sendcloud"
# A weekend, a holiday: a file exported today may have a last label that is so old.
FRESH = timedelta(days=3)


class IssuedHere(Exception):
    """This program issues the range's numbers itself: no use of it is reported."""


class NotInRange(Exception):
    """The number lies outside the range."""


class UsedBefore(Exception):
    """A later number was reported before; `last` is the last one used."""

    def __init__(self, last: str) -> None:
        super().__init__(last)
        self.last = last


def report_use(contract: Contract, used: Sequence[UsedNumber], *, by: User) -> int:
    """Mark as used what these numbers show to be used of a contract's ranges; return how many are new.

    Ranges before one that has been begun are used up. Call it with the contract locked. Raises
    `NotInRange` where none of the numbers belongs to the contract, and `UsedBefore`.
    """
    ranges = [
        known
        for known in NumberRange.all_of(contract)
        if not (known.is_issued_here or known.is_released)
    ]
    begun = [n for n, known in enumerate(ranges) if last_used(known, used) is not None]
    if not begun:
        raise NotInRange
    new = 0
    for known in ranges[: begun[-1]]:
        days = last_of_each_day(known, used)
        if days:
            days[max(days)] = known.last_serial
        new += _use_up_to(known, known.last_serial, by, days, _first_used(known, used))
    newest = ranges[begun[-1]]
    last = last_used(newest, used) or newest.first_serial
    days, first = last_of_each_day(newest, used), _first_used(newest, used)
    new += _use_up_to(newest, last, by, days, first)
    newest.told_on = max(_last_known_day(used), newest.told_on or date.min)
    return new


def _last_known_day(used: Sequence[UsedNumber]) -> date:
    """Today for what is typed and for a fresh file; for an old file, the last day it names."""
    named = [one.day for one in used if one.day]
    if not named or max(named) >= today() - FRESH:
        return today()
    return max(named)


def use_up_to(of: NumberRange, serial: int, *, by: User, days: Mapping[date, int] = {}) -> int:
    """Mark the numbers up to a serial as used; return how many are new.

    `days` holds the last serial of some days, where a file named them. Numbers without a day are
    spread evenly over the days since the last use, so that the forecast sees no jump. Raises
    `IssuedHere`, `NotInRange` and `UsedBefore`.
    """
    return _use_up_to(of, serial, by, days, None)


def _use_up_to(
    of: NumberRange, serial: int, by: User, days: Mapping[date, int], first: int | None
) -> int:
    """As `use_up_to`; `first` is the lowest serial that a file named."""
    if of.is_issued_here:
        raise IssuedHere
    if not _holds(of, serial):
        raise NotInRange
    if serial < of.next_serial - 1:
        raise UsedBefore(tracking_number.write(of.product_code, of.next_serial - 1))
    new = serial - of.next_serial + 1
    if not new:
        return 0
    for day, last in sorted(_steps(of, serial, days, first).items()):
        _use(of, min(last, serial), day, by)
    db.session.flush()
    record(
        "range.used_elsewhere",
        of,
        of.contract.merchant,
        by,
        last=tracking_number.write(of.product_code, serial),
    )
    return new


def _steps(
    of: NumberRange, serial: int, days: Mapping[date, int], first: int | None
) -> dict[date, int]:
    """The last serial of each day.

    Numbers before the first one of a file were used on the days before it, unless there are no more
    of them than on one day: then some line is missing, as of a label that was voided.
    """
    if not days:
        return _spread(of, serial, today())
    named = _within_memory(days) | {today(): serial}
    lasts = sorted(days.values())
    a_day = max((later - last for last, later in pairwise(lasts)), default=0)
    if first is None or first - of.next_serial <= a_day:
        return named
    return _spread(of, first - 1, min(named) - timedelta(days=1)) | named


def last_of_each_day(of: NumberRange, used: Iterable[UsedNumber]) -> dict[date, int]:
    """The last serial of this range on each day that the file names."""
    found: dict[date, int] = {}
    for one in used:
        if one.day and one.product_code == of.product_code and _holds(of, one.serial):
            found[one.day] = max(found.get(one.day, 0), one.serial)
    return found


def last_used(of: NumberRange, used: Iterable[UsedNumber]) -> int | None:
    """The last serial of this range that the file names."""
    own = [u.serial for u in used if u.product_code == of.product_code and _holds(of, u.serial)]
    return max(own, default=None)


def _first_used(of: NumberRange, used: Iterable[UsedNumber]) -> int | None:
    own = [u.serial for u in used if u.product_code == of.product_code and _holds(of, u.serial)]
    return min(own, default=None)


def _holds(of: NumberRange, serial: int) -> bool:
    return of.first_serial <= serial <= of.last_serial


def _use(of: NumberRange, last: int, day: date, by: User) -> None:
    count = last - of.next_serial + 1
    if count <= 0:
        return
    db.session.add(
        NumberDraw(
            range_id=of.id,
            first_serial=of.next_serial,
            count=count,
            drawn_on=day,
            drawn_by_id=by.id,
            purpose=PURPOSE,
        )
    )
    of.next_serial = last + 1


def _within_memory(days: Mapping[date, int]) -> dict[date, int]:
    """A file may name any day: move those after today, and those before what a forecast remembers."""
    found: dict[date, int] = {}
    for day, last in days.items():
        kept = min(max(day, today() - REMEMBERED), today())
        found[kept] = max(found.get(kept, 0), last)
    return found


def _spread(of: NumberRange, serial: int, until: date) -> dict[date, int]:
    """The last serial of each day from the last use until a day, spread evenly."""
    newest = db.session.query(NumberDraw.drawn_on).filter_by(range_id=of.id)
    since = newest.order_by(NumberDraw.drawn_on.desc()).limit(1).scalar()
    first = (since or day_of(of.opened_at)) + timedelta(days=1)
    first = min(max(first, today() - REMEMBERED), until)
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    before, new = of.next_serial - 1, serial - of.next_serial + 1
    return {day: before + new * (n + 1) // len(days) for n, day in enumerate(days)}
