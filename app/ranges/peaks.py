"""Busy days that a merchant declares: from when to when, and how many numbers in all."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.ranges.forecast import Peak


class PeaksOverlap(Exception):
    """The days overlap those of a peak that was declared before."""

    def __init__(self, known: "DeclaredPeak") -> None:
        super().__init__(f"overlaps peak {known.id}")
        self.known = known


class DeclaredPeak(Model):
    """A peak of one contract, until it is withdrawn."""

    __tablename__ = "declared_peak"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("quantity >= 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    quantity: Mapped[int]
    declared_at: Mapped[datetime] = mapped_column(default=now)
    declared_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()

    @classmethod
    def of(cls, contract: Contract, today: date) -> list[Self]:
        """The peaks of a contract that are not over, the nearest first."""
        ahead = select(cls).where(
            cls.contract_id == contract.id, cls.withdrawn_at.is_(None), cls.last_day >= today
        )
        return list(db.session.scalars(ahead.order_by(cls.first_day, cls.id)))

    @property
    def peak(self) -> Peak:
        """The same days for the forecast, which knows no database."""
        return Peak(self.first_day, self.last_day, self.quantity)

    def withdraw(self, by: User) -> None:
        """Withdraw it; a second time changes nothing."""
        if self.withdrawn_at is None:
            self.withdrawn_at, self.withdrawn_by_id = now(), by.id
            record("peak.withdrawn", self, self.contract.merchant, by)


def declare(contract: Contract, peak: Peak, by: User) -> DeclaredPeak:
    """Declare how many numbers these days will take; the same again is the existing peak.

    Call it with the contract locked. Raises `PeaksOverlap`: no day belongs to two peaks.
    """
    for known in DeclaredPeak.of(contract, peak.first):
        if known.peak == peak:
            return known
        if known.peak.meets(peak):
            raise PeaksOverlap(known)
    declared = DeclaredPeak(
        contract=contract,
        first_day=peak.first,
        last_day=peak.last,
        quantity=peak.quantity,
        declared_by_id=by.id,
    )
    db.session.add(declared)
    record("peak.declared", declared, contract.merchant, by, quantity=peak.quantity)
    return declared
