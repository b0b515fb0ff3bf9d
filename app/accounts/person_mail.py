"""Mails to people who have an account."""

from typing import Any

from app.accounts.models import User
from app.mail import outbox
from app.mail.models import OutboxMail


def queue_to(person: User, kind: str, **values: Any) -> OutboxMail:
    """Queue a mail of this kind in the person's language; its templates know them as `person`.

    `values` are what `outbox.queue` takes beside the address and the language.
    """
    return outbox.queue(kind, to=person.email, language=person.language, person=person, **values)
