"""The mail that reminds a merchant of La Poste."""

from app.mail.models import OutboxMail
from app.onboarding.la_poste.models import LaPosteReminder, missing_items
from app.onboarding.mails import queue_to_owner


def send_la_poste_reminder(reminder: LaPosteReminder) -> OutboxMail:
    """To the owner: La Poste has still to answer, and this is what to obtain."""
    missing = missing_items(reminder.contract)
    return queue_to_owner(
        "la_poste_reminder", reminder.contract, replies_join=False, missing=missing
    )
