"""The expected use of each contract's next days, cached so that long lists need not compute it.

The workers compute it once a day for each contract. The cache holds the expected use, not the
projected end, which moves with every number drawn: what is left and what was drawn today are always
read afresh. A row carries its day and a mark made of everything else that went into it – the ranges,
the use reported by hand, the declared peaks. A row whose mark has changed is stale and ignored.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from sqlalchemy import JSON, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now, today
from app.contracts.models import Contract
from app.database import Model, begin_write, insert_new
from app.extensions import db
from app.ranges.forecast import ExpectedUse, Peak, expected_use, presumed_left
from app.ranges.models import Issuer, NumberRange
from app.ranges.reserve import Reserve, count_draws, peaks_of

# Further than any list looks for reserves near their end.
AHEAD = timedelta(days=14)
CHUNK = 200


class CachedForecast(Model):
    """The expected use of one contract, as of one day.

    `expected` begins with what is presumed used before; it is None where the history is too short.
    """

    __tablename__ = "reserve_prospect"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), unique=True)
    day: Mapped[date]
    mark: Mapped[str] = mapped_column(String(32))
    reckoned_at: Mapped[datetime] = mapped_column(default=now)
    expected: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))


class RangeFigures(NamedTuple):
    """The columns of a range that count here: three times as fast to read as the whole range."""

    id: int
    contract_id: int
    issuer: str
    first_serial: int
    first_free_serial: int
    last_serial: int
    next_serial: int
    told_on: date | None

    @property
    def left(self) -> int:
        """How many numbers are still free."""
        return self.last_serial - self.next_serial + 1

    @property
    def size(self) -> int:
        """How many numbers La Poste has allotted."""
        return self.last_serial - self.first_serial + 1

    @property
    def is_issued_here(self) -> bool:
        """Whether this program draws from it, and nobody else."""
        return self.issuer == Issuer.SILLAGE


@dataclass(frozen=True, slots=True)
class CachedReserve:
    """What a contract has left now, and the expected use of its next days.

    `in_use` are the ranges that have numbers left, in the order they are used up.
    """

    in_use: tuple[RangeFigures, ...]
    left: int
    expected_use: ExpectedUse | None
    drawn_today: int

    @property
    def presumed_left(self) -> int:
        """What is left, less the use presumed since it was last reported."""
        return (
            presumed_left(self.left, self.expected_use.presumed) if self.expected_use else self.left
        )

    @property
    def end(self) -> date | None:
        """The projected end; None beyond the days that are cached."""
        return self.expected_use.end(self.left, self.drawn_today) if self.expected_use else None


def cached_reserves(ids: Sequence[int]) -> dict[int, CachedReserve]:
    """The reserves of those contracts whose cached forecast is not stale, in four queries."""
    day = today()
    ranges, peaks, drawn = _numbers_of(ids), peaks_of(ids, day), count_draws(ids, day, day)
    kept = select(CachedForecast.contract_id, CachedForecast.mark, CachedForecast.expected).where(
        CachedForecast.day == day, CachedForecast.contract_id.in_(ids)
    )
    return {
        one: CachedReserve(
            tuple(known for known in ranges[one] if known.left),
            sum(known.left for known in ranges[one]),
            ExpectedUse(day, expected[0], tuple(expected[1:])) if expected else None,
            drawn.get(one, 0),
        )
        for one, mark, expected in db.session.execute(kept)
        if mark == _mark(ranges[one], peaks[one], drawn.get(one, 0))
    }


def _numbers_of(contract_ids: Sequence[int]) -> dict[int, list[RangeFigures]]:
    columns = [getattr(NumberRange, name) for name in RangeFigures._fields]
    own = select(*columns).where(
        NumberRange.contract_id.in_(contract_ids), NumberRange.released_serial.is_(None)
    )
    found = defaultdict(list)
    for row in db.session.execute(own.order_by(NumberRange.opened_at, NumberRange.id)):
        found[row.contract_id].append(RangeFigures(*row))
    return found


def refresh_forecasts() -> int:
    """Compute the forecasts that are missing or stale; return how many."""
    activated = select(Contract.id).where(Contract.activated_at.is_not(None))
    ids = iter(db.session.scalars(activated.order_by(Contract.id)).all())
    return sum(map(_keep, iter(lambda: list(islice(ids, CHUNK)), [])))


def _keep(ids: Sequence[int]) -> int:
    known = cached_reserves(ids)
    stale = select(Contract).where(Contract.id.in_([one for one in ids if one not in known]))
    missing = Reserve.of_all(db.session.scalars(stale).all())
    rows = list(_rows(missing))
    begin_write(db.session)
    db.session.execute(delete(CachedForecast).where(CachedForecast.contract_id.in_(missing)))
    insert_new(db.session, CachedForecast, rows)
    db.session.commit()
    return len(rows)


def _rows(reserves: dict[int, Reserve]) -> Iterator[dict[str, object]]:
    for contract_id, reserve in reserves.items():
        found, day = expected_use(reserve.history, reserve.peaks, AHEAD), reserve.history.today
        yield {
            "contract_id": contract_id,
            "day": day,
            "mark": _mark(reserve.ranges, reserve.peaks, reserve.history.on(day)),
            "reckoned_at": now(),
            "expected": [found.presumed, *found.expected] if found else None,
        }


def _mark(
    ranges: Sequence[NumberRange | RangeFigures], peaks: Sequence[Peak], drawn_today: int
) -> str:
    """What the expected use was computed from, besides past days.

    Numbers drawn here today do not change it, unless they have begun another range; use reported
    from elsewhere does, for it may be of any day.
    """
    current = next((known for known in ranges if known.left), None)
    told = [f"{current.id if current else None}", *map(repr, peaks)]
    for known in ranges:
        used = None if known.is_issued_here else known.next_serial
        told.append(
            f"{known.id} {known.first_free_serial} {known.last_serial} {known.told_on} {used}"
        )
    if current and not current.is_issued_here:
        told.append(f"{drawn_today}")
    return sha256("|".join(told).encode()).hexdigest()[:32]
