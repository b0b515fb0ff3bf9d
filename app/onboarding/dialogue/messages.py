"""What merchant and advisor say to each other about a contract."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.dialogue.models import Message, MessageKind

# A merchant may remind the advisor once in this time.
BETWEEN_REMINDERS = timedelta(days=1)


class TooSoon(Exception):
    """The advisor was written to within a day, or never, or has nothing left to do."""


def ask(contract: Contract, text: str, by: User | str) -> Message:
    """The advisor, or an address at Sendcloud without account, asks the merchant something."""
    return _say(contract, MessageKind.QUESTION, text, by)


def tell(contract: Contract, text: str, by: User | str) -> Message:
    """The advisor, or an address at Sendcloud without account, says something that asks nothing."""
    return _say(contract, MessageKind.MESSAGE, text, by)


def answer(contract: Contract, text: str, by: User, completed: Sequence[str] = ()) -> Message:
    """The merchant answers, adds something of their own, or has completed what they told."""
    message = _say(contract, MessageKind.ANSWER, text, by)
    message.completed = list(completed)
    return message


def note(contract: Contract, text: str, by: User | str) -> Message:
    """An advisor writes something down that only advisors see."""
    return _say(contract, MessageKind.NOTE, text, by)


def next_reminder(contract: Contract) -> datetime | None:
    """When the merchant may remind the advisor: at most once a day until the activation."""
    if contract.is_activated:
        return None
    last = Message.newest(contract, MessageKind.REMINDER)
    since = last.written_at if last else contract.requested_at
    return since + BETWEEN_REMINDERS if since else None


def remind(contract: Contract, by: User) -> Message:
    """The merchant reminds the advisor; raises `TooSoon`."""
    due = next_reminder(contract)
    if due is None or now() < due:
        raise TooSoon
    return _say(contract, MessageKind.REMINDER, "", by)


def _say(contract: Contract, kind: MessageKind, text: str, by: User | str) -> Message:
    person = by if isinstance(by, User) else None
    message = Message(contract=contract, kind=kind, text=text, written_by=person)
    message.refused_files, message.completed = [], []
    message.written_as = by if isinstance(by, str) else None
    db.session.add(message)
    record(f"dialogue.{kind}", message, contract.merchant, person)
    return message
