"""Reminding those who wait for La Poste: what the workers sweep for."""

from app.database import begin_write
from app.extensions import db
from app.onboarding.la_poste.mails import send_la_poste_reminder
from app.onboarding.la_poste.models import LaPosteReminder


def remind_who_waits() -> int:
    """Write every reminder that is due; return how many.

    Any number of workers may run this at once, and one that was off for weeks writes one mail for
    each merchant: the mail and the next day stand in one transaction.
    """
    written = 0
    while _remind_next():
        written += 1
    return written


def _remind_next() -> bool:
    begin_write(db.session)
    reminder = LaPosteReminder.next_due()
    if reminder:
        send_la_poste_reminder(reminder)
        reminder.mark_sent()
    db.session.commit()
    return reminder is not None
