"""What merchant and advisor say to each other about a contract, and the timeline made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Self

from flask_babel import LazyString
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_LENGTH, AuditEvent, User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _
from app.mail.models import OutboxMail

if TYPE_CHECKING:
    from app.onboarding.dialogue.documents import Document

LONGEST_MESSAGE = 2_000
# A merchant may remind the advisor once in this time.
BETWEEN_REMINDERS = timedelta(days=1)


# Mails that the merchant has no part in: one to a colleague, one that tells of another that did not
# arrive. When such a one does not arrive either, nobody is alerted.
INTERNAL = frozenset({"assigned", "bounced", "taken_over"})


class Kind(StrEnum):
    """What a message is: a note is seen by advisors only."""

    QUESTION = "question"
    MESSAGE = "message"  # of an advisor, and asks for no answer
    ANSWER = "answer"
    REMINDER = "reminder"
    NOTE = "note"


# What the advisor is told of by name when the merchant completes it.
COMPLETED: Mapping[str, LazyString] = {
    "coclico": _("N° COCLICO"),
    "contract_number": _("Numéro de contrat"),
    "tracking_account": _("Compte de suivi"),
    "starts_on": _("Début du contrat"),
    "ends_on": _("Fin du contrat"),
    "site": _("Site de dépôt"),
    "sender": _("Expéditeur"),
}
# What advisors say; whoever speaks last has nothing to answer.
OF_ADVISORS = frozenset({Kind.QUESTION, Kind.MESSAGE, Kind.NOTE})
OF_MERCHANTS = frozenset({Kind.ANSWER, Kind.REMINDER})


class TooSoon(Exception):
    """The advisor was written to within a day, or never, or has nothing left to do."""


class Message(Model):
    """Something said about a contract."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('question', 'answer', 'reminder', 'note', 'message')", name="kind"
        ),
        CheckConstraint("(written_by_id IS NULL) <> (written_as IS NULL)", name="author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # The address it came from, where that has no account: the support's.
    written_as: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    # The names of files that came along by mail and were not taken.
    refused_files: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What the merchant has completed on their page: names of `COMPLETED`.
    completed: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    contract: Mapped[Contract] = relationship()
    written_by: Mapped[User | None] = relationship()
    documents: Mapped[list["Document"]] = relationship(
        back_populates="message", order_by="Document.id"
    )

    @property
    def completed_in_words(self) -> str:
        """What the merchant has completed, as the reader calls it."""
        return ", ".join(str(COMPLETED.get(name, name)) for name in self.completed)

    @property
    def author(self) -> str:
        """Who wrote it, as it is shown: a name, or an address without account."""
        return self.written_by.name if self.written_by else self.written_as or ""

    @property
    def author_address(self) -> str:
        """Where an answer to it goes."""
        return self.written_by.email if self.written_by else self.written_as or ""

    @classmethod
    def about(cls, contract: Contract) -> list[Self]:
        """Everything said about a contract, oldest first."""
        said = select(cls).where(cls.contract_id == contract.id).order_by(cls.written_at, cls.id)
        return list(db.session.scalars(said)) if contract.id else []

    @classmethod
    def open_question(cls, contract: Contract) -> Self | None:
        """The question that the merchant has not answered yet."""
        asked, said = cls.newest(contract, Kind.QUESTION), cls.newest(contract, Kind.ANSWER)
        return asked if asked and (said is None or said.id < asked.id) else None

    @classmethod
    def newest(cls, contract: Contract, kind: Kind) -> Self | None:
        """The last message of a kind."""
        said = select(cls).where(cls.contract_id == contract.id, cls.kind == kind)
        return db.session.scalar(said.order_by(cls.id.desc()).limit(1))


def ask(contract: Contract, text: str, by: User | str) -> Message:
    """The advisor, or an address at Sendcloud without account, asks the merchant something."""
    return _say(contract, Kind.QUESTION, text, by)


def tell(contract: Contract, text: str, by: User | str) -> Message:
    """The advisor, or an address at Sendcloud without account, says something that asks nothing."""
    return _say(contract, Kind.MESSAGE, text, by)


def answer(contract: Contract, text: str, by: User, completed: Sequence[str] = ()) -> Message:
    """The merchant answers, adds something of their own, or has completed what they told."""
    message = _say(contract, Kind.ANSWER, text, by)
    message.completed = list(completed)
    return message


def note(contract: Contract, text: str, by: User | str) -> Message:
    """An advisor writes something down that only advisors see."""
    return _say(contract, Kind.NOTE, text, by)


def next_reminder(contract: Contract) -> datetime | None:
    """When the merchant may remind the advisor: at most once a day until the activation."""
    if contract.is_activated:
        return None
    last = Message.newest(contract, Kind.REMINDER)
    since = last.written_at if last else contract.requested_at
    return since + BETWEEN_REMINDERS if since else None


def remind(contract: Contract, by: User) -> Message:
    """The merchant reminds the advisor; raises `TooSoon`."""
    due = next_reminder(contract)
    if due is None or now() < due:
        raise TooSoon
    return _say(contract, Kind.REMINDER, "", by)


def _say(contract: Contract, kind: Kind, text: str, by: User | str) -> Message:
    person = by if isinstance(by, User) else None
    message = Message(contract=contract, kind=kind, text=text, written_by=person)
    message.refused_files, message.completed = [], []
    message.written_as = by if isinstance(by, str) else None
    db.session.add(message)
    record(f"dialogue.{kind}", message, contract.merchant, person)
    return message


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: what happened when, by whom, and what was said."""

    at: datetime
    what: str
    who: str
    text: str = ""
    # Whom something was handed to.
    to: str = ""
    message: Message | None = None  # with its documents


def timeline(contract: Contract, messages: Sequence[Message], *, for_advisor: bool) -> list[Entry]:
    """Everything that happened between merchant and advisor, oldest first."""
    facts = [
        (contract.requested_at, "requested", contract.requested_by),
        (contract.activated_at, "activated", contract.activated_by),
    ]
    entries = [
        Entry(at, what, who.name if who else "") for at, what, who in facts if at is not None
    ]
    entries += [
        Entry(message.written_at, message.kind, message.author, message.text, message=message)
        for message in messages
        if for_advisor or message.kind != Kind.NOTE
    ]
    entries += [*_hands(contract), *_suspensions(contract)]
    entries += [
        Entry(mail.bounced_at, "bounced", mail.recipient)
        for mail in OutboxMail.bounced_about(contract)
        if mail.bounced_at and (for_advisor or mail.kind not in INTERNAL)
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _hands(contract: Contract) -> list[Entry]:
    """In whose hands the request came, one after the other, as the journal has it."""
    told = select(AuditEvent).where(
        AuditEvent.merchant_id == contract.merchant_id,
        AuditEvent.subject == f"{Contract.__tablename__}:{contract.id}",
        AuditEvent.act.in_(("contract.taken", "contract.assigned")),
    )
    return [_hand(event) for event in db.session.scalars(told.order_by(AuditEvent.id))]


def _hand(event: AuditEvent) -> Entry:
    by = db.session.get_one(User, event.actor_id)
    advisor = db.session.get_one(User, event.details.get("advisor", by.id))
    what = "taken" if advisor is by else "assigned"
    return Entry(event.at, what, by.name, to=advisor.name)


def _suspensions(contract: Contract) -> list[Entry]:
    return [
        Entry(change.changed_at, change.change, change.changed_by.name, change.reason)
        for change in contract.suspension_changes
    ]
