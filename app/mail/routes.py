"""Reading the mails that were sent, in development only."""

from flask import Blueprint, abort, current_app, make_response, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.extensions import db
from app.mail.models import OutboxMail

blueprint = Blueprint("mail", __name__)
SHOWN = 200


@blueprint.before_request
def _only_in_development() -> None:
    if not current_app.config["DEVELOPMENT"]:
        abort(404)


@blueprint.get("/dev/mails")
def dev_mails() -> str:
    """The outbox, newest first."""
    newest = select(OutboxMail).order_by(OutboxMail.id.desc()).limit(SHOWN)
    return render_template("mail/dev_mails.html", mails=db.session.scalars(newest).all())


@blueprint.get("/dev/mails/<int:mail_id>")
def dev_mail(mail_id: int) -> str:
    """One mail as plain text."""
    return render_template("mail/dev_mail.html", mail=_mail_or_404(mail_id))


@blueprint.get("/dev/mails/<int:mail_id>/html")
def dev_mail_html(mail_id: int) -> Response:
    """One mail as the mail program shows it."""
    response = make_response(_mail_or_404(mail_id).html)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response


def _mail_or_404(mail_id: int) -> OutboxMail:
    return db.session.get(OutboxMail, mail_id) or abort(404)
