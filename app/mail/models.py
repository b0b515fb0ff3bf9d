"""The outbox."""

from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import String, Text, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Model
from app.extensions import db

# A sender that died holds a mail no longer than this.
CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)


class OutboxMail(Model):
    """One mail to one person. It exists if and only if the fact it tells of was committed."""

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    reply_to: Mapped[str | None] = mapped_column(String(254))
    # The mail whose thread it joins.
    in_reply_to: Mapped[str | None] = mapped_column(String(120))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(String(250))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=now)
    sent_at: Mapped[datetime | None]
    # The server said that it will never take it.
    refused_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=now, index=True)
    claimed_until: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))

    @classmethod
    def claim_next(cls) -> Self | None:
        """Take the next mail that is due, so that no other worker sends it meanwhile."""
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

    def mark_sent(self) -> None:
        """The server has taken it."""
        self.sent_at = now()
        self.claimed_until = self.last_error = None

    def mark_refused(self, reason: str) -> None:
        """The server will never take it: no further try."""
        self.refused_at = now()
        self.claimed_until = None
        self.last_error = reason[:200]

    def try_later(self, reason: str) -> None:
        """Try again after 1, 2, 4 … minutes, and hourly from there on."""
        wait = timedelta(minutes=2 ** min(self.attempts - 1, 6))
        self.next_try_at = now() + min(wait, LONGEST_WAIT)
        self.claimed_until = None
        self.last_error = reason[:200]
