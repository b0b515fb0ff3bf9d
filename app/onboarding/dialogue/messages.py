"""Adding messages to the dialogue about a contract. The mails are in `mails`."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.dialogue.models import Message, MessageKind

# The least time between two reminders by a merchant.
BETWEEN_REMINDERS = timedelta(days=1)


class TooSoon(Exception):
    """No reminder is due: the last is too recent, or the contract is not requested, or active."""


def ask(contract: Contract, text: str, by: User | str) -> Message:
    """Add a question to the merchant. `by` is an address if its author has no account."""
    return _add(contract, MessageKind.QUESTION, text, by)


def tell(contract: Contract, text: str, by: User | str) -> Message:
    """Add a message to the merchant that expects no answer; `by` as in `ask`."""
    return _add(contract, MessageKind.MESSAGE, text, by)


def answer(contract: Contract, text: str, by: User, completed: Sequence[str] = ()) -> Message:
    """Add a merchant's answer. `completed` names the entries of `COMPLETED` they changed."""
    message = _add(contract, MessageKind.ANSWER, text, by)
    message.completed = list(completed)
    return message


def note(contract: Contract, text: str, by: User | str) -> Message:
    """Add a note that only advisors see; `by` as in `ask`."""
    return _add(contract, MessageKind.NOTE, text, by)


def next_reminder(contract: Contract) -> datetime | None:
    """From when on the merchant may send a reminder.

    None if the contract is not requested, or activated.
    """
    if contract.is_activated:
        return None
    last = Message.newest(contract, MessageKind.REMINDER)
    since = last.written_at if last else contract.requested_at
    return since + BETWEEN_REMINDERS if since else None


def remind(contract: Contract, by: User) -> Message:
    """Add a merchant's reminder to the advisor. Raises `TooSoon`."""
    due = next_reminder(contract)
    if due is None or now() < due:
        raise TooSoon
    return _add(contract, MessageKind.REMINDER, "", by)


def _add(contract: Contract, kind: MessageKind, text: str, by: User | str) -> Message:
    person = by if isinstance(by, User) else None
    message = Message(contract=contract, kind=kind, text=text, written_by=person)
    message.refused_files, message.completed = [], []
    message.written_as = by if isinstance(by, str) else None
    db.session.add(message)
    record(f"dialogue.{kind}", message, contract.merchant, person)
    return message
