"""Reminding merchants who wait for La Poste, by the worker."""

from app.database import begin_write
from app.extensions import db
from app.onboarding.la_poste.mails import send_la_poste_reminder
from app.onboarding.la_poste.models import LaPosteReminder


def send_due_reminders() -> int:
    """Send every reminder that is due; return how many.

    Several workers may run this at once: the mail and the day of the next one are written in one
    transaction. After weeks without a worker, each merchant still gets one mail only.
    """
    sent = 0
    while _send_next():
        sent += 1
    return sent


def _send_next() -> bool:
    begin_write(db.session)
    reminder = LaPosteReminder.next_due()
    if reminder:
        send_la_poste_reminder(reminder)
        reminder.mark_sent()
    db.session.commit()
    return reminder is not None
