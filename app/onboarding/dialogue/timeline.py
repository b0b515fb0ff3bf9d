"""The timeline of a contract: what happened between merchant and advisor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import AuditEvent, User
from app.contracts.models import Contract
from app.extensions import db
from app.mail.models import OutboxMail
from app.onboarding.dialogue.mails import INTERNAL
from app.onboarding.dialogue.models import Message, MessageKind


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of the timeline: what happened when, by whom, and the text of a message."""

    at: datetime
    what: str
    who: str
    text: str = ""
    # Who got the request, where it changed hands.
    to: str = ""
    message: Message | None = None


def timeline(
    contract: Contract, messages: Sequence[Message], *, for_advisor: bool
) -> list[TimelineEntry]:
    """Everything that happened, oldest first; a merchant sees no notes and no internal mails."""
    facts = [
        (contract.requested_at, "requested", contract.requested_by),
        (contract.activated_at, "activated", contract.activated_by),
    ]
    entries = [
        TimelineEntry(at, what, who.name if who else "")
        for at, what, who in facts
        if at is not None
    ]
    entries += [
        TimelineEntry(
            message.written_at, message.kind, message.author, message.text, message=message
        )
        for message in messages
        if for_advisor or message.kind != MessageKind.NOTE
    ]
    entries += [*_handover_entries(contract), *_suspension_entries(contract)]
    entries += [
        TimelineEntry(mail.bounced_at, "bounced", mail.recipient)
        for mail in OutboxMail.bounced_about(contract)
        if mail.bounced_at and (for_advisor or mail.kind not in INTERNAL)
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _handover_entries(contract: Contract) -> list[TimelineEntry]:
    """Each time the request changed hands, from the journal."""
    events = select(AuditEvent).where(
        AuditEvent.merchant_id == contract.merchant_id,
        AuditEvent.subject == f"{Contract.__tablename__}:{contract.id}",
        AuditEvent.act.in_(("contract.taken", "contract.assigned")),
    )
    return [_handover_entry(event) for event in db.session.scalars(events.order_by(AuditEvent.id))]


def _handover_entry(event: AuditEvent) -> TimelineEntry:
    by = db.session.get_one(User, event.actor_id)
    advisor = db.session.get_one(User, event.details.get("advisor", by.id))
    what = "taken" if advisor is by else "assigned"
    return TimelineEntry(event.at, what, by.name, to=advisor.name)


def _suspension_entries(contract: Contract) -> list[TimelineEntry]:
    return [
        TimelineEntry(change.changed_at, change.change, change.changed_by.name, change.reason)
        for change in contract.suspension_changes
    ]
