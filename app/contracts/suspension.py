"""Suspending a contract and resuming it, each with a reason that the merchant reads."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.database import Model
from app.extensions import db

if TYPE_CHECKING:
    from app.contracts.models import Contract

LONGEST_REASON = 500
SUSPENDED, RESUMED = "suspended", "resumed"


class SuspensionChange(Model):
    """A contract was suspended or resumed. The newest change says whether it is suspended."""

    __tablename__ = "suspension_change"
    __table_args__ = (
        CheckConstraint("change IN ('suspended', 'resumed')", name="change"),
        # The newest of a contract is looked up whenever a contract is read.
        Index("ix_suspension_change_newest", "contract_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    change: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    changed_at: Mapped[datetime] = mapped_column(default=now)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    contract: Mapped["Contract"] = relationship(back_populates="suspension_changes")
    # A change is hardly shown without its author.
    changed_by: Mapped[User] = relationship(lazy="joined", innerjoin=True)


def suspend(contract: "Contract", reason: str, by: User) -> SuspensionChange | None:
    """Suspend it; return None, and change nothing, if it is not active.

    Lock the contract first: then two advisors at the same moment make one suspension.
    """
    return _note(contract, SUSPENDED, reason, by) if contract.is_active else None


def resume(contract: "Contract", reason: str, by: User) -> SuspensionChange | None:
    """Resume it; return None, and change nothing, if it is not suspended. Lock it first."""
    return _note(contract, RESUMED, reason, by) if contract.is_suspended else None


def _note(contract: "Contract", change: str, reason: str, by: User) -> SuspensionChange:
    noted = SuspensionChange(contract=contract, change=change, reason=reason, changed_by=by)
    db.session.add(noted)
    db.session.flush()
    # Read again at its next use: the newest change is another one now.
    db.session.expire(contract, ["suspension_id"])
    record(f"contract.{change}", contract, contract.merchant, by)
    return noted
