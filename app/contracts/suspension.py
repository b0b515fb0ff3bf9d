"""Stopping a contract for now, and letting it go on. Each time with a reason the merchant reads."""

from datetime import datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import LONGEST_REASON, Contract
from app.database import Model
from app.extensions import db

SUSPENDED, RESUMED = "suspended", "resumed"


class StandingChange(Model):
    """That a contract was suspended or resumed: its history; the contract knows where it stands."""

    __tablename__ = "standing_change"
    __table_args__ = (CheckConstraint("change IN ('suspended', 'resumed')", name="change"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    change: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    changed_by: Mapped[User] = relationship()

    @classmethod
    def of(cls, contract: Contract) -> list[Self]:
        """Every change of a contract, oldest first."""
        own = select(cls).where(cls.contract_id == contract.id).order_by(cls.id)
        return list(db.session.scalars(own)) if contract.id else []


def suspend(contract: Contract, reason: str, by: User) -> StandingChange | None:
    """Stop it for now; None where it is not active: nothing changes."""
    if not contract.is_active:
        return None
    contract.suspended_at, contract.suspended_by = now(), by
    contract.suspension_reason = reason
    return _changed(contract, SUSPENDED, reason, by)


def resume(contract: Contract, reason: str, by: User) -> StandingChange | None:
    """Let it go on; None where it is not suspended: nothing changes."""
    if not contract.is_suspended:
        return None
    contract.suspended_at = contract.suspended_by = contract.suspension_reason = None
    return _changed(contract, RESUMED, reason, by)


def _changed(contract: Contract, change: str, reason: str, by: User) -> StandingChange:
    made = StandingChange(contract=contract, change=change, reason=reason, changed_by=by)
    db.session.add(made)
    record(f"contract.{change}", contract, contract.merchant, by)
    return made
