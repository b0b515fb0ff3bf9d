"""The outbox, and the mails found in the mailbox."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ForeignKey, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Model, insert_new
from app.extensions import db

# After this a mail claimed by a worker that has died may be claimed by another.
CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)


class OutboxMail(Model):
    """One mail to one recipient, written in the transaction of the fact that it reports."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    # The Message-ID of the mail whose thread it continues.
    in_reply_to: Mapped[str | None] = mapped_column(String(120))
    # The row it is about, as the journal names it: « contract:12 ».
    about: Mapped[str | None] = mapped_column(String(60), index=True)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    # When the server refused it for good.
    refused_at: Mapped[datetime | None]
    # When it bounced after the server had accepted it.
    bounced_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now, index=True)
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))

    @classmethod
    def claim_next(cls) -> Self | None:
        """Claim the next mail that is due, so that no other worker sends it for `CLAIM`."""
        due = (
            select(cls)
            .where(cls.sent_at.is_(None), cls.refused_at.is_(None), cls.next_try_at <= now())
            .where(or_(cls.claimed_until.is_(None), cls.claimed_until < now()))
            .order_by(cls.next_try_at, cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        mail = db.session.scalar(due)
        if mail:
            mail.claimed_until = now() + CLAIM
            mail.attempts += 1
        return mail

    @classmethod
    def by_message_ids(cls, message_ids: Collection[str]) -> Self | None:
        """Return our newest mail with one of these Message-IDs."""
        named = select(cls).where(cls.message_id.in_(message_ids))
        return db.session.scalar(named.order_by(cls.id.desc()).limit(1))

    @classmethod
    def bounced_about(cls, subject: Model) -> list[Self]:
        """Return the bounced mails about a row, oldest first."""
        back = select(cls).where(cls.about == subject_name(subject), cls.bounced_at.is_not(None))
        return list(db.session.scalars(back.order_by(cls.id)))

    @classmethod
    def count_about(cls, subject: Model, kinds: Collection[str], since: datetime) -> int:
        """Return how many mails of these kinds were written about a row since a moment."""
        about = (cls.about == subject_name(subject), cls.kind.in_(kinds), cls.created_at >= since)
        return db.session.scalar(select(func.count()).select_from(cls).where(*about)) or 0

    def mark_bounced(self) -> bool:
        """Note that it bounced; False if that is known already."""
        if self.bounced_at is not None:
            return False
        self.bounced_at = now()
        return True

    def mark_sent(self) -> None:
        """Note that the server has accepted it."""
        self.sent_at = now()
        self.claimed_until = self.last_error = None

    def mark_refused(self, reason: str) -> None:
        """Note that the server will never accept it: it is not tried again."""
        self.refused_at = now()
        self.claimed_until = None
        self.last_error = reason[:200]

    def try_later(self, reason: str) -> None:
        """Schedule the next attempt after 1, 2, 4 … minutes, at most an hour."""
        wait = timedelta(minutes=2 ** min(self.attempts - 1, 6))
        self.next_try_at = now() + min(wait, LONGEST_WAIT)
        self.claimed_until = None
        self.last_error = reason[:200]


class InboundMail(Model):
    """A mail found in the mailbox, which one worker handles once."""

    __tablename__ = "inbound_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    # The hash of its Message-ID, or of the whole mail if it has none.
    key: Mapped[str] = mapped_column(String(64), unique=True)
    found_at: Mapped[datetime] = mapped_column(default=now)
    claimed_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    # Written in the transaction of the mail's effects.
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    # Our mail that it answers, or that bounced.
    outbox_mail_id: Mapped[int | None] = mapped_column(ForeignKey(OutboxMail.id))

    @classmethod
    def claim(cls, key: str) -> Self | None:
        """Claim the mail; None if another worker holds it. A mail that is done is returned as is."""
        insert_new(db.session, cls, [{"key": key, "found_at": now(), "attempts": 0}])
        mail = cls.locked(key)
        if mail.done_at is not None:
            return mail
        if mail.claimed_until is not None and mail.claimed_until >= now():
            return None
        mail.claimed_until = now() + CLAIM
        mail.attempts += 1
        return mail

    @classmethod
    def locked(cls, key: str) -> Self:
        """Return the row of a known mail, locked until the commit."""
        return db.session.scalars(select(cls).where(cls.key == key).with_for_update()).one()

    def finish(self, outcome: str, answered_id: int | None) -> None:
        """Note the outcome; `answered_id` is the id of our mail that it answers, if any."""
        self.done_at, self.outcome, self.claimed_until = now(), outcome, None
        self.outbox_mail_id = answered_id


def subject_name(subject: Model) -> str:
    """Return how a mail names a row: « contract:12 ». The row must have its id."""
    return f"{subject.__tablename__}:{subject.id}"  # type: ignore[attr-defined]
