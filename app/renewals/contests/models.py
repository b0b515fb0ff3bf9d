"""A contested range: a merchant's certificate grants numbers that another merchant has recorded.

Contesting stops nobody: the range goes on giving its numbers. An advisor compares both certificates and
decides. *Keep*: the recorded range stays as it is. *Release*: its numbers that were not drawn are its
contract's no more, so that whoever contests can record them; the drawn ones stay where they are, for they
are on letters. Nothing is ever moved from one merchant to the other: each range is recorded by its owner.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.ranges import tracking_number
from app.ranges.bounds import Bounds
from app.ranges.models import NumberRange
from app.ranges.releasing import release_remainder
from app.renewals.models import to_storable
from app.uploads.models import Stored, Upload

LONGEST_REASON = 500


class Decision(StrEnum):
    """What an advisor decides about a contested range."""

    KEEP = "keep"
    RELEASE = "release"


class NothingToContest(Exception):
    """No range of another merchant holds any of these numbers."""


class Decided(Exception):
    """The contest was decided before."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The certificate of whoever contests: a file, which wins, or a text."""

    text: str = ""
    upload: Upload | None = None
    # A file that was written into the store and has no row yet.
    stored: Stored | None = None

    def __bool__(self) -> bool:
        return bool(self.text.strip() or self.upload or self.stored)


class RangeContest(Model):
    """What one contract contests of a range of another. A range has at most one open for each contract."""

    __tablename__ = "range_contest"
    __table_args__ = (
        CheckConstraint("first_serial <= last_serial", name="serials"),
        CheckConstraint("(upload_id IS NULL) <> (text IS NULL)", name="certificate"),
        CheckConstraint("decision IN ('keep', 'release')", name="decision"),
        CheckConstraint(
            "(decided_at IS NULL) = (decision IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (reason IS NULL)",
            name="decided",
        ),
        Index(
            "uq_range_contest_open",
            "contract_id",
            "range_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Who contests, and the numbers that they were granted.
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    product_code: Mapped[str] = mapped_column(String(2))
    first_serial: Mapped[int] = mapped_column(BigInteger)
    last_serial: Mapped[int] = mapped_column(BigInteger)
    text: Mapped[str | None] = mapped_column(Text)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    # The range in the way, of another contract.
    range_id: Mapped[int] = mapped_column(ForeignKey(NumberRange.id), index=True)
    contested_at: Mapped[datetime] = mapped_column(default=now)
    contested_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    decision: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    range: Mapped[NumberRange] = relationship()
    upload: Mapped[Upload | None] = relationship(lazy="joined")
    contested_by: Mapped[User] = relationship(foreign_keys=[contested_by_id])
    decided_by: Mapped[User | None] = relationship(foreign_keys=[decided_by_id])

    @property
    def is_open(self) -> bool:
        """Whether it waits for an advisor's decision."""
        return self.decided_at is None

    @property
    def first_number(self) -> str:
        """The first number that the contesting merchant was granted."""
        return tracking_number.write(self.product_code, self.first_serial)

    @property
    def last_number(self) -> str:
        """The last number that the contesting merchant was granted."""
        return tracking_number.write(self.product_code, self.last_serial)

    @property
    def drawn(self) -> int:
        """How many numbers of the contested range are on letters; they stay where they are."""
        return self.range.next_serial - self.range.first_free_serial

    @classmethod
    def about(cls, contract: Contract) -> list[Self]:
        """The contests that a contract has begun, and those of its ranges, the newest first."""
        own = select(NumberRange.id).where(NumberRange.contract_id == contract.id)
        found = select(cls).where(or_(cls.contract_id == contract.id, cls.range_id.in_(own)))
        return list(db.session.scalars(found.order_by(cls.id.desc())))

    @classmethod
    def open_of(cls, contract: Contract, known: NumberRange) -> Self | None:
        """The open contest of a contract against a range."""
        own = select(cls).where(
            cls.contract_id == contract.id, cls.range_id == known.id, cls.decided_at.is_(None)
        )
        return db.session.scalar(own)

    def decide(self, decision: Decision, reason: str, by: User) -> int:
        """Decide it, in writing; return how many numbers were released.

        Call it with the contract of the contested range locked. Raises `Decided`.
        """
        db.session.refresh(self, with_for_update={"of": RangeContest})
        if not self.is_open:
            raise Decided
        self.decision, self.reason = decision.value, reason
        self.decided_at, self.decided_by = now(), by
        record(f"contest.{decision.value}", self, self.contract.merchant, by)
        record(f"contest.{decision.value}", self, self.range.contract.merchant, by)
        return release_remainder(self.range, by=by) if decision is Decision.RELEASE else 0


def contest(
    contract: Contract, bounds: Bounds, evidence: Evidence, by: User
) -> tuple[RangeContest, bool]:
    """Contest the range of another merchant that holds some of these numbers; whether that is new.

    Call it with the contract locked. Raises `NothingToContest`.
    """
    known = NumberRange.meeting(bounds)
    if known is None or known.contract_id == contract.id:
        raise NothingToContest
    going_on = RangeContest.open_of(contract, known)
    if going_on:
        return going_on, False
    upload = Upload.add(evidence.stored) if evidence.stored else evidence.upload
    begun = RangeContest(
        contract=contract,
        product_code=bounds.product_code,
        first_serial=bounds.first,
        last_serial=bounds.last,
        text=None if upload else to_storable(evidence.text),
        upload=upload,
        range=known,
        contested_by_id=by.id,
    )
    db.session.add(begun)
    record("contest.begun", begun, contract.merchant, by)
    record("contest.begun", begun, known.contract.merchant, None)
    return begun, True
