"""Pages that show the outbox, in development only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, current_app, make_response, render_template
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.extensions import db
from app.mail.access import mail_or_404
from app.mail.models import OutboxMail

blueprint = Blueprint("mail", __name__)
SHOWN = 200
View = Callable[..., Any]


def development_only(view: View) -> View:
    """Open to everybody in development; in production a 404."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_app.config["DEVELOPMENT"]:
            abort(404)
        return view(*args, **kwargs)

    guarded.guards = ("development_only",)  # type: ignore[attr-defined]
    return guarded


@blueprint.get("/dev/mails")
@development_only
def dev_mails() -> str:
    """List the newest mails of the outbox."""
    newest = select(OutboxMail).order_by(OutboxMail.id.desc()).limit(SHOWN)
    return render_template("mail/dev_mails.html", mails=db.session.scalars(newest).all())


@blueprint.get("/dev/mails/<int:mail_id>")
@development_only
def dev_mail(mail_id: int) -> str:
    """Show a mail as plain text."""
    return render_template("mail/dev_mail.html", mail=mail_or_404(mail_id))


@blueprint.get("/dev/mails/<int:mail_id>/html")
@development_only
def dev_mail_html(mail_id: int) -> Response:
    """Show a mail as HTML."""
    response = make_response(mail_or_404(mail_id).html)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return response
