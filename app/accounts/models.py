"""People, companies, who works where, the audit journal and counters of attempts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hmac import compare_digest
from secrets import token_hex
from typing import Self

from flask_login import UserMixin
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from stdnum.fr import siret

from app.clock import now
from app.database import FREE_KEY, Model
from app.extensions import db

COMPANY_LENGTH = 76  # two lines of an address
NAME_LENGTH = 80
DEMONSTRATION_DOMAIN = "@demo.test"
EMAIL_LENGTH = 254
PHONE_LENGTH = 25
SIREN_DIGITS = 9


class StaffRole(StrEnum):
    """What a member of Sendcloud's staff may do; a merchant's people have no staff role."""

    ADVISOR = "advisor"
    ADMIN = "admin"


class Role(StrEnum):
    """What somebody may do in their company."""

    OWNER = "owner"
    SHIPPER = "shipper"
    ACCOUNTANT = "accountant"


class User(Model, UserMixin):
    """A person who signs in."""

    __tablename__ = "user_account"
    __table_args__ = (
        CheckConstraint("language IN ('fr', 'en')", name="language"),
        CheckConstraint("staff_role IN ('advisor', 'admin')", name="staff_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    password_hash: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    staff_role: Mapped[str | None] = mapped_column(String(10))
    # Stored in every session cookie: changing it ends the open sessions.
    session_key: Mapped[str] = mapped_column(String(32), default=lambda: token_hex(16))
    created_at: Mapped[datetime] = mapped_column(default=now)
    # When they followed a link sent to their address.
    confirmed_at: Mapped[datetime | None]
    # Since when they cannot sign in. Their past acts stay in the journal.
    deactivated_at: Mapped[datetime | None]
    deactivated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")

    def get_id(self) -> str:
        """Return what the session stores, for Flask-Login."""
        return f"{self.id}.{self.session_key}"

    @classmethod
    def of_session(cls, remembered: str) -> Self | None:
        """Return the user of a stored session, or None if it was ended."""
        user_id, _, key = remembered.partition(".")
        user = db.session.get(cls, int(user_id)) if user_id.isdecimal() else None
        ended = user is None or not user.is_active or not compare_digest(user.session_key, key)
        return None if ended else user

    @classmethod
    def by_email(cls, email: str) -> Self | None:
        """Return the person with this address, ignoring case."""
        return db.session.scalar(select(cls).where(cls.email == email.strip().lower()))

    @classmethod
    def demonstration(cls) -> Sequence[Self]:
        """Return the demonstration's accounts, which the sign-in page lists in development."""
        demo = select(cls).where(cls.email.endswith(DEMONSTRATION_DOMAIN))
        working = demo.where(cls.deactivated_at.is_(None))
        return db.session.scalars(working.order_by(cls.id)).all()

    @classmethod
    def advisors(cls) -> Sequence[Self]:
        """Return the active advisors and admins, by name."""
        working = cls.staff_role.is_not(None), cls.deactivated_at.is_(None)
        return db.session.scalars(select(cls).where(*working).order_by(cls.name, cls.id)).all()

    def locked(self) -> Self:
        """Reload the user and lock the row, so that they cannot be deactivated before the commit."""
        return db.session.get_one(
            type(self), self.id, with_for_update=FREE_KEY, populate_existing=True
        )

    @property
    def is_active(self) -> bool:
        """Whether they may sign in."""
        return self.deactivated_at is None

    @property
    def is_advisor(self) -> bool:
        """Whether they belong to Sendcloud's staff: advisors and admins."""
        return self.staff_role is not None

    @property
    def is_confirmed(self) -> bool:
        """Whether they have confirmed their address."""
        return self.confirmed_at is not None

    @property
    def role(self) -> "Role | None":
        """Their role in their company; None without a company."""
        return Role(self.memberships[0].role) if self.memberships else None

    @property
    def may_renew(self) -> bool:
        """Whether they may renew the number range of their company."""
        return bool(self.memberships) and self.memberships[0].may_renew

    def rename(self, name: str) -> None:
        """Change their name."""
        if name != self.name:
            self.name = name
            record("account.renamed", self, self.merchant, self)

    def move_to(self, email: str) -> bool:
        """Change to a confirmed address; False if it is their address already."""
        if email == self.email:
            return False
        self.email, self.confirmed_at = email, now()
        record("account.address_changed", self, self.merchant, self)
        return True

    def confirm(self) -> None:
        """Note that their address is confirmed, once."""
        if self.confirmed_at is None:
            self.confirmed_at = now()
            record("address.confirmed", self, self.merchant, self)

    def set_password(self, password_hash: str) -> None:
        """Set the password and end every open session."""
        self.password_hash = password_hash
        self.end_sessions()
        record("password.changed", self, self.merchant, self)

    def end_sessions(self) -> None:
        """End every open session, on all devices."""
        self.session_key = token_hex(16)

    @property
    def merchant(self) -> "Merchant | None":
        """Their company, if any."""
        return self.memberships[0].merchant if self.memberships else None


class Merchant(Model):
    """A company that ships."""

    __tablename__ = "merchant"

    id: Mapped[int] = mapped_column(primary_key=True)
    company: Mapped[str] = mapped_column(String(COMPANY_LENGTH))
    siret: Mapped[str] = mapped_column(String(14))
    # For La Poste, and the address of the merchant's account at Sendcloud.
    phone: Mapped[str | None] = mapped_column(String(PHONE_LENGTH))
    sendcloud_email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    created_at: Mapped[datetime] = mapped_column(default=now)

    memberships: Mapped[list["Membership"]] = relationship(back_populates="merchant")

    @property
    def siret_in_groups(self) -> str:
        """The SIRET in groups of digits: « 732 829 320 00074 »."""
        return str(siret.format(self.siret))

    @property
    def siren(self) -> str:
        """The SIREN, which identifies the company: the first 9 digits of the SIRET."""
        return self.siret[:SIREN_DIGITS]

    @property
    def siren_in_groups(self) -> str:
        """The SIREN in groups of digits: « 732 829 320 »."""
        return " ".join(self.siren[start : start + 3] for start in range(0, SIREN_DIGITS, 3))

    @property
    def owner(self) -> User:
        """The company's owner; every company has exactly one."""
        return next(m.user for m in self.memberships if m.role == Role.OWNER)

    @property
    def warned_people(self) -> list[User]:
        """Who is warned that numbers run out: the owner, then whom the owner has named."""
        named = (m.user for m in self.memberships if m.role != Role.OWNER and m.is_warned)
        return [self.owner, *named]


class Membership(Model):
    """A person's role in a company."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "merchant_id"),
        CheckConstraint("role IN ('owner', 'shipper', 'accountant')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), index=True)
    role: Mapped[str] = mapped_column(String(10))
    # Since when the owner has them warned that numbers run out, and lets them renew the range.
    warned_since: Mapped[datetime | None]
    renews_since: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="memberships")
    merchant: Mapped[Merchant] = relationship(back_populates="memberships")

    @property
    def is_warned(self) -> bool:
        """Whether the owner has named them to be warned too."""
        return self.warned_since is not None

    @property
    def may_renew(self) -> bool:
        """Whether they may renew the range: the owner, and packers whom the owner lets."""
        is_let = self.role == Role.SHIPPER and self.renews_since is not None
        return self.role == Role.OWNER or is_let


class AuditEvent(Model):
    """One entry of the journal: written in the transaction of the act, never changed."""

    __tablename__ = "audit_event"
    __table_args__ = (
        # Every search of the journal returns the newest events first.
        Index("ix_audit_event_merchant", "merchant_id", "at"),
        Index("ix_audit_event_actor", "actor_id", "at"),
        Index("ix_audit_event_act", "act", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    merchant_id: Mapped[int | None] = mapped_column(ForeignKey(Merchant.id))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    details: Mapped[dict[str, str | int]] = mapped_column(JSON)

    actor: Mapped[User | None] = relationship()
    merchant: Mapped[Merchant | None] = relationship()


class RateCounter(Model):
    """How often something was attempted in one time window, counted over all processes."""

    __tablename__ = "rate_counter"
    __table_args__ = (UniqueConstraint("key", "window"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64))
    window: Mapped[int]
    tries: Mapped[int]


def record(
    act: str, subject: Model, merchant: Merchant | None, by: User | None, **details: str | int
) -> None:
    """Add an event to the journal, in the current transaction.

    `act` must be listed in `audit_labels.ACTS`; `details` must hold no personal data.
    """
    db.session.flush()  # the subject needs an id
    db.session.add(
        AuditEvent(
            act=act,
            subject=f"{subject.__tablename__}:{subject.id}",  # type: ignore[attr-defined]
            merchant_id=merchant.id if merchant else None,
            actor_id=by.id if by else None,
            details=details,
        )
    )


def sign_up(
    *, company: str, siret: str, name: str, email: str, password_hash: str, language: str
) -> User:
    """Create a company and its owner; return the owner.

    The caller checks that no account has the address: see `User.by_email`.
    """
    user = User(
        email=email.strip().lower(), name=name, password_hash=password_hash, language=language
    )
    merchant = Merchant(company=company, siret=siret)
    db.session.add(Membership(user=user, merchant=merchant, role=Role.OWNER))
    record("merchant.signed_up", merchant, merchant, user)
    return user
