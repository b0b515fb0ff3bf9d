"""What a merchant answers on the way."""

from datetime import datetime
from typing import Self

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.contracts import plans
from app.database import Model
from app.extensions import db

LONGEST_TIMES = 200


class PlanAnswer(Model):
    """Which plan a merchant has, or that they have asked Sendcloud about it."""

    __tablename__ = "plan_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), unique=True)
    plan_code: Mapped[str | None] = mapped_column(String(20))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    demo_requested_at: Mapped[datetime | None]
    demo_requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # When the merchant can be reached, in their words.
    demo_times: Mapped[str | None] = mapped_column(String(LONGEST_TIMES))

    merchant: Mapped[Merchant] = relationship()

    @classmethod
    def of(cls, merchant: Merchant) -> Self | None:
        """This merchant's answer, if there is one."""
        return db.session.scalar(select(cls).where(cls.merchant_id == merchant.id))

    @property
    def is_confirmed(self) -> bool:
        """Whether the merchant has said which plan is active."""
        return self.confirmed_at is not None

    @property
    def is_asked(self) -> bool:
        """Whether Sendcloud was asked for a demonstration."""
        return self.demo_requested_at is not None

    @property
    def plan(self) -> plans.Plan | None:
        """The plan that is active."""
        return plans.plan(self.plan_code) if self.plan_code else None

    def confirm(self, plan_code: str, by: User) -> None:
        """The merchant says that this plan is active."""
        self.plan_code = plan_code
        self.confirmed_at, self.confirmed_by_id = now(), by.id
        record("plan.confirmed", self, self.merchant, by, plan=plan_code)

    def ask_for_demo(self, by: User, times: str | None = None) -> bool:
        """Ask Sendcloud's sales, once: False where they were asked before.

        Whoever had named a plan and is no longer sure asks anew, and the plan is not known any more.
        """
        asked, confirmed = self.demo_requested_at, self.confirmed_at
        self.plan_code = self.confirmed_at = self.confirmed_by_id = None
        if asked and not (confirmed and confirmed > asked):
            return False
        self.demo_times = times
        self.demo_requested_at, self.demo_requested_by_id = now(), by.id
        record("plan.demo_requested", self, self.merchant, by)
        return True
