"""The reminder for merchants who wait for La Poste."""

from app.mail.models import OutboxMail
from app.onboarding.la_poste.models import LaPosteReminder, missing_items
from app.onboarding.mails import queue_to_owner


def send_la_poste_reminder(reminder: LaPosteReminder) -> OutboxMail:
    """To the owner: what is still to obtain from La Poste."""
    missing = missing_items(reminder.contract)
    return queue_to_owner(
        "la_poste_reminder", reminder.contract, replies_join=False, missing=missing
    )
