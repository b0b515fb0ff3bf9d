"""Ranges of tracking numbers, and the numbers drawn from them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    case,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now, today
from app.contracts.models import Contract
from app.database import Model, take_turn
from app.extensions import db
from app.high_water.checking import check_counters, note_row, note_values
from app.ranges import tracking_number
from app.ranges.bounds import Bounds
from app.ranges.losses import after_losses
from app.ranges.splitting import RangeExhausted, shares

# What `take_turn` is asked for: ranges must not overlap, and a row that comes cannot be locked.
CHANGING_BOUNDS = "bounds of ranges"
# The purpose of a draw that moves a range past numbers lost with a restore: see `NumberLoss`.
LOST = "lost with a restore"


class Issuer(StrEnum):
    """The one system that draws from a range: a range entered in two prints numbers twice."""

    SILLAGE = "sillage"
    SENDCLOUD = "sendcloud"


class RangeOverlap(Exception):
    """The range overlaps a known one, of whichever merchant."""

    def __init__(self, known: "NumberRange") -> None:
        super().__init__(f"overlaps range {known.id}")
        self.known = known


class ContractSuspended(Exception):
    """No number is drawn while the contract is suspended."""


class SpecimenNumbers(Exception):
    """The range is of the product code of specimens, whose numbers are never on a letter."""


@dataclass(frozen=True, slots=True)
class DrawnNumber:
    """One tracking number, drawn for good."""

    range_id: int
    serial: int
    number: str


class NumberRange(Model):
    """The numbers from a first to a last that La Poste has allotted to a contract."""

    __tablename__ = "number_range"
    __table_args__ = (
        CheckConstraint("issuer IN ('sillage', 'sendcloud')", name="issuer"),
        CheckConstraint(
            "0 <= first_serial AND first_serial <= last_serial"
            " AND first_serial <= first_free_serial"
            " AND first_free_serial <= next_serial AND next_serial <= last_serial + 1"
            f" AND last_serial <= {tracking_number.LAST_POSSIBLE_SERIAL}",
            name="serials",
        ),
        CheckConstraint(
            "last_position - first_position = last_serial - first_serial", name="positions"
        ),
        # Nothing is drawn from a range once it is released.
        CheckConstraint(
            "released_serial IS NULL OR released_serial = next_serial"
            " OR (released_serial = first_serial AND next_serial = first_free_serial)",
            name="released",
        ),
        # Ranges never overlap. SQLite has a trigger for it: see the migration.
        ExcludeConstraint(
            (
                func.int8range(
                    text("first_position"),
                    text(
                        "coalesce(first_position + released_serial - first_serial,"
                        " last_position + 1)"
                    ),
                    text("'[)'"),
                ),
                "&&",
            ),
            name="ex_number_range_overlap",
            using="gist",
        ).ddl_if("postgresql"),
        Index("ix_number_range_positions", "first_position", "last_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    issuer: Mapped[str] = mapped_column(String(10))
    number_format: Mapped[str] = mapped_column(String(5), default="S13")
    product_code: Mapped[str] = mapped_column(String(2))
    first_serial: Mapped[int] = mapped_column(BigInteger)
    last_serial: Mapped[int] = mapped_column(BigInteger)
    # Where this program began: numbers before it were used elsewhere.
    first_free_serial: Mapped[int] = mapped_column(BigInteger)
    next_serial: Mapped[int] = mapped_column(BigInteger)
    # Serial and product code folded into one number, so that a database can compare ranges.
    first_position: Mapped[int] = mapped_column(BigInteger)
    last_position: Mapped[int] = mapped_column(BigInteger)
    # From this serial on the numbers are no longer this contract's, by an advisor's decision: see
    # `release_remainder`. The bounds stay as they were recorded.
    released_serial: Mapped[int | None] = mapped_column(BigInteger)
    # Why an advisor took a bound whose key does not fit, or a product that is questioned.
    override_reason: Mapped[str | None] = mapped_column(String(500))
    # Issued by Sendcloud: the day up to which its use was reported; None until the first report.
    told_on: Mapped[date | None]
    opened_at: Mapped[datetime] = mapped_column(default=now)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()

    @property
    def left(self) -> int:
        """How many numbers are still free."""
        return 0 if self.is_released else self.last_serial - self.next_serial + 1

    @classmethod
    def left_column(cls) -> ColumnElement[int]:
        """`left` as an expression of a query."""
        free = cls.last_serial - cls.next_serial + 1
        return case((cls.released_serial.is_(None), free), else_=0)

    @property
    def given(self) -> int:
        """How many numbers it has given here and may still give."""
        return self.next_serial - self.first_free_serial + self.left

    @property
    def is_released(self) -> bool:
        """Whether what was left of it belongs to the contract no more."""
        return self.released_serial is not None

    @property
    def held_until(self) -> int:
        """The serial after the last one that belongs to the contract."""
        return self.last_serial + 1 if self.released_serial is None else self.released_serial

    @classmethod
    def meets(cls, bounds: Bounds) -> tuple[ColumnElement[bool], ...]:
        """Conditions of a query: the range holds a number of these bounds."""
        end = func.coalesce(
            cls.first_position + cls.released_serial - cls.first_serial, cls.last_position + 1
        )
        return (
            cls.first_position < end,
            cls.first_position <= bounds.last_position,
            end > bounds.first_position,
            # For the index.
            cls.last_position >= bounds.first_position,
        )

    @property
    def is_issued_here(self) -> bool:
        """Whether this program alone issues its numbers."""
        return self.issuer == Issuer.SILLAGE

    @property
    def is_touched(self) -> bool:
        """Whether a number was drawn from it: its bounds never change any more."""
        return self.next_serial > self.first_free_serial

    @property
    def size(self) -> int:
        """How many numbers La Poste has allotted."""
        return self.last_serial - self.first_serial + 1

    @property
    def first_number(self) -> str:
        """The first number, as on a label."""
        return tracking_number.write(self.product_code, self.first_serial)

    @property
    def last_number(self) -> str:
        """The last number, as on a label."""
        return tracking_number.write(self.product_code, self.last_serial)

    @property
    def last_used_number(self) -> str:
        """The number used last; only where one was."""
        return tracking_number.write(self.product_code, self.next_serial - 1)

    @property
    def next_number(self) -> str:
        """The number that comes next; only where some are left."""
        return tracking_number.write(self.product_code, self.next_serial)

    @property
    def counter(self) -> str:
        """The name of its high-water mark: the bounds, which another database knows too."""
        return f"ranges-{self.product_code}-{self.first_serial:010d}-{self.last_serial:010d}"

    def is_same(self, contract: Contract, bounds: Bounds) -> bool:
        """Whether these bounds, of this contract, are this very range, released in no part."""
        return (
            self.contract_id == contract.id
            and not self.is_released
            and (self.first_position, self.last_position)
            == (bounds.first_position, bounds.last_position)
        )

    @classmethod
    def of(cls, contract: Contract, *, lock: bool = False) -> list[Self]:
        """The ranges this program issues for a contract, in the order they are used up.

        With `lock`, they are read afresh and nobody else draws from them before the commit.
        """
        query = (
            select(cls)
            .where(cls.contract_id == contract.id, cls.issuer == Issuer.SILLAGE)
            .order_by(cls.opened_at, cls.id)
        )
        if lock:
            query = query.with_for_update().execution_options(populate_existing=True)
        return list(db.session.scalars(query))

    @classmethod
    def all_of(cls, contract: Contract) -> list[Self]:
        """Every range of a contract, whoever issues it, in the order they are used up."""
        own = select(cls).where(cls.contract_id == contract.id)
        return list(db.session.scalars(own.order_by(cls.opened_at, cls.id)))

    @classmethod
    def meeting(cls, bounds: Bounds) -> Self | None:
        """A known range, of whichever merchant, that shares a number with these bounds."""
        return db.session.scalar(select(cls).where(*cls.meets(bounds)).limit(1))


class NumberDraw(Model):
    """Some neighbouring numbers drawn at once: when, by whom, for what."""

    __tablename__ = "number_draw"
    __table_args__ = (
        CheckConstraint("count > 0", name="count"),
        Index("uq_number_draw_start", "range_id", "first_serial", unique=True),
        Index("ix_number_draw_day", "range_id", "drawn_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    range_id: Mapped[int] = mapped_column(ForeignKey(NumberRange.id))
    first_serial: Mapped[int] = mapped_column(BigInteger)
    count: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(default=now, index=True)
    # The day in Paris: the forecast counts by days. Always set; nullable only because the column was
    # added later.
    drawn_on: Mapped[date] = mapped_column(default=today, nullable=True)
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    purpose: Mapped[str] = mapped_column(String(60))

    range: Mapped[NumberRange] = relationship()

    def numbers(self) -> Iterator[DrawnNumber]:
        """The numbers themselves, ascending."""
        for serial in range(self.first_serial, self.first_serial + self.count):
            number = tracking_number.write(self.range.product_code, serial)
            yield DrawnNumber(self.range_id, serial, number)


def open_range(
    contract: Contract, bounds: Bounds, *, by: User, issuer: Issuer, reason: str | None = None
) -> NumberRange:
    """Record a range that La Poste has allotted. One range at a time is opened or corrected.

    The same range of the same contract again is the existing one. Raises `RangeOverlap`, and
    `SpecimenNumbers`, which `read_bounds` reports as a finding beforehand.
    """
    if bounds.product_code == tracking_number.SPECIMEN_PRODUCT_CODE:
        raise SpecimenNumbers
    take_turn(db.session, CHANGING_BOUNDS)
    known = NumberRange.meeting(bounds)
    if known and known.is_same(contract, bounds):
        return known
    if known:
        raise RangeOverlap(known)
    bounds = after_losses(bounds)
    opened = NumberRange(
        contract_id=contract.id,
        issuer=issuer,
        product_code=bounds.product_code,
        first_serial=bounds.first,
        last_serial=bounds.last,
        first_free_serial=bounds.first_free,
        next_serial=bounds.first_free,
        first_position=bounds.first_position,
        last_position=bounds.last_position,
        override_reason=reason or None,
        opened_by_id=by.id,
    )
    db.session.add(opened)
    first, last = opened.first_number, opened.last_number
    record("range.opened", opened, contract.merchant, by, first=first, last=last)
    return opened


def draw_numbers(contract: Contract, wanted: int, *, by: User, purpose: str) -> list[DrawnNumber]:
    """Take the next numbers of a contract for good, all or none.

    Each range is moved on by one statement that cannot pass its end. Raises `RangeExhausted`,
    `ContractSuspended` and `DatabaseRestored`.
    """
    if _is_suspended(contract):
        raise ContractSuspended
    drawn: list[DrawnNumber] = []
    taken = shares(NumberRange.of(contract, lock=True), wanted)
    check_counters({share.range.counter: share.range.next_serial for share in taken})
    for share in taken:
        first = _advance(share.range.id, share.count)
        if first is None:
            raise RangeExhausted(wanted, left_for(contract))
        draw = NumberDraw(
            range=share.range,
            range_id=share.range.id,
            first_serial=first,
            count=share.count,
            drawn_by_id=by.id,
            purpose=purpose,
        )
        db.session.add(draw)
        drawn.extend(draw.numbers())
        db.session.flush()  # the row needs an id
        note_values({share.range.counter: first + share.count})
        note_row("draws", draw.id)
    return drawn


def _is_suspended(contract: Contract) -> bool:
    """Lock the contract until the commit, and ask the database whether it is suspended.

    Two statements: one that waits for the lock would tell what was before it waited.
    """
    row = Contract.id == contract.id
    db.session.execute(select(Contract.id).where(row).with_for_update())
    return db.session.scalar(select(Contract.suspension_id).where(row)) is not None


def left_for(contract: Contract) -> int:
    """How many numbers a contract has left, over all its ranges."""
    return sum(reserve.left for reserve in NumberRange.of(contract))


def is_issued_elsewhere(contract: Contract) -> bool:
    """Whether its labels are made at Sendcloud: its newest range is issued there, none left here."""
    ranges = [known for known in NumberRange.all_of(contract) if not known.is_released]
    return bool(ranges) and not (ranges[-1].is_issued_here or left_for(contract))


def preview_draw(contract: Contract, wanted: int) -> tuple[str, str]:
    """The first and the last number that a draw would give now; raises `RangeExhausted`."""
    taken = shares(NumberRange.of(contract), wanted)
    first, last = taken[0].range, taken[-1].range
    end = last.next_serial + taken[-1].count - 1
    return first.next_number, tracking_number.write(last.product_code, end)


def _advance(range_id: int, count: int) -> int | None:
    """Move a range on; the first serial taken, or None where so many are not left."""
    moved = (
        update(NumberRange)
        .where(NumberRange.id == range_id)
        .where(NumberRange.released_serial.is_(None))
        .where(NumberRange.next_serial + count - 1 <= NumberRange.last_serial)
        .values(next_serial=NumberRange.next_serial + count)
        .returning(NumberRange.next_serial)
        .execution_options(synchronize_session=False)
    )
    following = db.session.scalar(moved)
    return None if following is None else following - count
