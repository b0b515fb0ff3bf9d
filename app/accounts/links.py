"""Single-use links sent by mail: to confirm an address, set a password or accept an invitation."""

import hashlib
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_LENGTH, Merchant, User
from app.clock import now
from app.database import Model
from app.extensions import db


class Purpose(StrEnum):
    """What following a link does."""

    CONFIRMATION = "confirmation"
    PASSWORD = "password"  # noqa: S105
    INVITATION = "invitation"


LIFETIMES = {
    Purpose.CONFIRMATION: timedelta(days=7),
    Purpose.PASSWORD: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=14),
}


class AccountLink(Model):
    """One link sent to one address. Only the hash of its token is stored."""

    __tablename__ = "account_link"
    __table_args__ = (
        CheckConstraint("purpose IN ('confirmation', 'password', 'invitation')", name="purpose"),
        CheckConstraint("role IN ('owner', 'shipper', 'accountant')", name="role"),
        CheckConstraint("staff_role IN ('advisor', 'admin')", name="staff_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[str] = mapped_column(String(12))
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # Of an invitation: the company and the role there, or the role at Sendcloud.
    merchant_id: Mapped[int | None] = mapped_column(ForeignKey(Merchant.id), index=True)
    role: Mapped[str | None] = mapped_column(String(10))
    staff_role: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    merchant: Mapped[Merchant | None] = relationship()
    created_by: Mapped[User | None] = relationship(foreign_keys=[created_by_id])

    @classmethod
    def issue(cls, purpose: Purpose, email: str, **facts: object) -> tuple[Self, str]:
        """Create a link; return it and its token, which must go into the mail and nowhere else."""
        token = secrets.token_urlsafe(32)
        link = cls(
            purpose=purpose,
            email=email.strip().lower(),
            token_hash=_hash(token),
            expires_at=now() + LIFETIMES[purpose],
            **facts,
        )
        db.session.add(link)
        return link, token

    @classmethod
    def by_token(cls, token: str, purpose: Purpose) -> Self | None:
        """Return the link with this token, even if it was used or has expired."""
        wanted = select(cls).where(cls.token_hash == _hash(token), cls.purpose == purpose)
        return db.session.scalar(wanted)

    @classmethod
    def pending_invitations(cls, merchant: Merchant) -> list[Self]:
        """Return the invitations to a company that can still be accepted, oldest first."""
        pending = select(cls).where(
            cls.merchant_id == merchant.id, cls.purpose == Purpose.INVITATION, *cls._live()
        )
        return list(db.session.scalars(pending.order_by(cls.id)))

    @classmethod
    def pending_staff_invitations(cls) -> list[Self]:
        """Return the invitations to Sendcloud's staff that can still be accepted, oldest first."""
        pending = select(cls).where(
            cls.staff_role.is_not(None), cls.purpose == Purpose.INVITATION, *cls._live()
        )
        return list(db.session.scalars(pending.order_by(cls.id)))

    @classmethod
    def _live(cls) -> tuple[ColumnElement[bool], ...]:
        """Return the conditions of `is_live` in SQL."""
        return cls.used_at.is_(None), cls.withdrawn_at.is_(None), cls.expires_at > now()

    @property
    def is_live(self) -> bool:
        """Whether it can be used now."""
        return self.used_at is None and self.withdrawn_at is None and now() < self.expires_at

    @classmethod
    def withdraw_all(cls, purpose: Purpose, user: User) -> None:
        """Invalidate every unused link of a person with this purpose."""
        live = update(cls).where(cls.user_id == user.id, cls.purpose == purpose, *cls._live())
        db.session.execute(live.values(withdrawn_at=now()))

    def use(self) -> bool:
        """Mark it as used; False if it was used before, also by another process."""
        used = (
            update(AccountLink)
            .where(AccountLink.id == self.id, *AccountLink._live())
            .values(used_at=now())
            .returning(AccountLink.id)
        )
        return db.session.scalar(used) is not None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
