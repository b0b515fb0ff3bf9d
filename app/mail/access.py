"""Look-ups of mails for the development pages; what is not found is a 404."""

from flask import abort

from app.extensions import db
from app.mail.models import OutboxMail


def mail_or_404(mail_id: int) -> OutboxMail:
    """Return the mail with this id, or 404."""
    return db.session.get(OutboxMail, mail_id) or abort(404)
