"""The merchant's answer about their Sendcloud plan."""

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
    """The merchant's Sendcloud plan, or that they have requested a demonstration."""

    __tablename__ = "plan_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), unique=True)
    plan_code: Mapped[str | None] = mapped_column(String(20))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    demo_requested_at: Mapped[datetime | None]
    demo_requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # When the merchant is available for it, in their own words.
    demo_times: Mapped[str | None] = mapped_column(String(LONGEST_TIMES))

    merchant: Mapped[Merchant] = relationship()

    @classmethod
    def of(cls, merchant: Merchant) -> Self | None:
        """This merchant's answer; None if there is none yet."""
        return db.session.scalar(select(cls).where(cls.merchant_id == merchant.id))

    @property
    def is_confirmed(self) -> bool:
        """Whether the merchant has named their plan."""
        return self.confirmed_at is not None

    @property
    def is_asked(self) -> bool:
        """Whether a demonstration was requested."""
        return self.demo_requested_at is not None

    @property
    def plan(self) -> plans.Plan | None:
        """The plan the merchant has named; None if none."""
        return plans.plan(self.plan_code) if self.plan_code else None

    def confirm(self, plan_code: str, by: User) -> None:
        """Record that the merchant has this plan."""
        self.plan_code = plan_code
        self.confirmed_at, self.confirmed_by_id = now(), by.id
        record("plan.confirmed", self, self.merchant, by, plan=plan_code)

    def ask_for_demo(self, by: User, times: str | None = None) -> bool:
        """Record the request for a demonstration; return False if it was made before.

        A merchant who had named a plan since their last request may make another. The plan is
        unknown again from then on.
        """
        asked, confirmed = self.demo_requested_at, self.confirmed_at
        self.plan_code = self.confirmed_at = self.confirmed_by_id = None
        if asked and not (confirmed and confirmed > asked):
            return False
        self.demo_times = times
        self.demo_requested_at, self.demo_requested_by_id = now(), by.id
        record("plan.demo_requested", self, self.merchant, by)
        return True
