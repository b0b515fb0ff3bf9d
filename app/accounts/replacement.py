"""Replacements: which colleague does an advisor's work while the advisor is away."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now, today
from app.database import Model
from app.extensions import db


class OverlappingReplacement(Exception):
    """The advisor is already replaced on some of these days, by the replacement `known`."""

    def __init__(self, known: "Replacement") -> None:
        super().__init__(f"overlaps replacement {known.id}")
        self.known = known


class Replacement(Model):
    """A colleague replaces an advisor from `first_day` to `last_day`, both included."""

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
        """Return those that have not ended yet, of one advisor or of all."""
        live = select(cls).where(cls.withdrawn_at.is_(None), cls.last_day >= today())
        if advisor:
            live = live.where(cls.advisor_id == advisor.id)
        return list(db.session.scalars(live.order_by(cls.first_day, cls.id)))

    @classmethod
    def on(cls, day: date) -> list[Self]:
        """Return those in force on a day, at most one for each advisor."""
        live = select(cls).options(joinedload(cls.substitute)).where(cls.withdrawn_at.is_(None))
        return list(db.session.scalars(live.where(cls.first_day <= day, cls.last_day >= day)))

    def withdraw(self, by: User) -> bool:
        """Cancel it; False if it was cancelled before."""
        if self.withdrawn_at is not None:
            return False
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("replacement.withdrawn", self, None, by)
        return True


def stand_in(person: int, away: Mapping[int, int]) -> int:
    """Return the id of whoever does a person's work; `away` maps ids to those of substitutes.

    A substitute may be replaced too. If that leads in a circle, everybody is away, and the work
    stays with the person it was meant for.
    """
    passed = [person]
    while passed[-1] in away:
        following = away[passed[-1]]
        if following in passed:
            return person
        passed.append(following)
    return passed[-1]


def on_duty(advisor: User, day: date) -> User:
    """Return whoever does an advisor's work on a day: the advisor or a substitute."""
    away = _substitutes(day)
    found = stand_in(advisor.id, away)
    return advisor if found == advisor.id else db.session.get_one(User, found)


def in_charge_of(advisor: User, day: date) -> set[int]:
    """Return the ids of the advisors whose work this advisor does on a day, including their own."""
    away = _substitutes(day)
    return {advisor.id, *(person for person in away if stand_in(person, away) == advisor.id)}


def plan(
    advisor: User, substitute: User, first_day: date, last_day: date, *, by: User
) -> Replacement:
    """Plan a replacement, or return the same one if it is planned already.

    Call it in a write transaction. Raises `OverlappingReplacement`.
    """
    db.session.get_one(User, advisor.id, with_for_update=True)
    for known in Replacement.to_come(advisor):
        if (known.first_day, known.last_day) == (first_day, last_day) and (
            known.substitute_id == substitute.id
        ):
            return known
        if known.first_day <= last_day and first_day <= known.last_day:
            raise OverlappingReplacement(known)
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


def mail_reader(advisor: User | None, day: date) -> User | None:
    """Return who gets a mail meant for an advisor on a day; None if that person has left."""
    found = on_duty(advisor, day) if advisor else None
    return found if found and found.is_active else None


def _substitutes(day: date) -> dict[int, int]:
    """Map ids of absent advisors to those of their substitutes, without substitutes who left."""
    return {
        known.advisor_id: known.substitute_id
        for known in Replacement.on(day)
        if known.substitute.is_active
    }
