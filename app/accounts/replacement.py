"""Who does an advisor's work while they are away."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now, today
from app.database import Model
from app.extensions import db


class Overlapping(Exception):
    """Somebody replaces this advisor on some of these days already."""

    def __init__(self, known: "Replacement") -> None:
        super().__init__(f"meets replacement {known.id}")
        self.known = known


class Replacement(Model):
    """That an advisor is replaced by a colleague from a first day to a last, both included."""

    __tablename__ = "replacement"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("advisor_id <> substitute_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    advisor_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    substitute_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    planned_at: Mapped[datetime] = mapped_column(default=now)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    advisor: Mapped[User] = relationship(foreign_keys=[advisor_id])
    substitute: Mapped[User] = relationship(foreign_keys=[substitute_id])

    @classmethod
    def to_come(cls, advisor: User | None = None) -> list[Self]:
        """Those of today and later, of one advisor or of all."""
        live = select(cls).where(cls.withdrawn_at.is_(None), cls.last_day >= today())
        if advisor:
            live = live.where(cls.advisor_id == advisor.id)
        return list(db.session.scalars(live.order_by(cls.first_day, cls.id)))

    @classmethod
    def on(cls, day: date) -> list[Self]:
        """Those in force on a day: one an advisor."""
        live = select(cls).options(joinedload(cls.substitute)).where(cls.withdrawn_at.is_(None))
        return list(db.session.scalars(live.where(cls.first_day <= day, cls.last_day >= day)))

    def withdraw(self, by: User) -> bool:
        """Take it back; False where it was before."""
        if self.withdrawn_at is not None:
            return False
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("replacement.withdrawn", self, None, by)
        return True


def stand_in(person: int, away: Mapping[int, int]) -> int:
    """Who does the work of a person, where `away` tells who replaces whom.

    A replacement may be replaced in turn. Where that leads back in a circle everybody is away, and
    the work stays with the person it was meant for.
    """
    passed = [person]
    while passed[-1] in away:
        following = away[passed[-1]]
        if following in passed:
            return person
        passed.append(following)
    return passed[-1]


def on_duty(advisor: User, day: date) -> User:
    """Who does an advisor's work on a day: they themselves, or whoever stands in for them."""
    away = _away(day)
    found = stand_in(advisor.id, away)
    return advisor if found == advisor.id else db.session.get_one(User, found)


def in_charge_of(advisor: User, day: date) -> set[int]:
    """The advisors whose work is this one's on a day: their own, and whomever they stand in for."""
    away = _away(day)
    return {advisor.id, *(person for person in away if stand_in(person, away) == advisor.id)}


def plan(
    advisor: User, substitute: User, first_day: date, last_day: date, *, by: User
) -> Replacement:
    """Name who replaces an advisor; the same twice is one. Raises `Overlapping`.

    Call it in a write transaction.
    """
    db.session.get_one(User, advisor.id, with_for_update=True)
    for known in Replacement.to_come(advisor):
        if (known.first_day, known.last_day) == (first_day, last_day) and (
            known.substitute_id == substitute.id
        ):
            return known
        if known.first_day <= last_day and first_day <= known.last_day:
            raise Overlapping(known)
    planned = Replacement(
        advisor=advisor,
        substitute=substitute,
        first_day=first_day,
        last_day=last_day,
        planned_by_id=by.id,
    )
    db.session.add(planned)
    record("replacement.planned", planned, None, by, advisor=advisor.id, substitute=substitute.id)
    return planned


def reached(advisor: User | None, day: date) -> User | None:
    """Who reads a mail meant for an advisor on a day; None where nobody who works here would."""
    found = on_duty(advisor, day) if advisor else None
    return found if found and found.is_active else None


def _away(day: date) -> dict[int, int]:
    """Who replaces whom; somebody who has left replaces nobody."""
    return {
        known.advisor_id: known.substitute_id
        for known in Replacement.on(day)
        if known.substitute.is_active
    }
