"""Writing mails into the outbox, from three templates, in the transaction of what they report."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import css_inline
from flask import current_app, render_template
from sqlalchemy import event
from sqlalchemy.orm import Session

from app import jobs
from app.database import Model
from app.extensions import db
from app.language import in_language
from app.mail.models import OutboxMail, subject_name
from app.mail.sending import deliver_pending

_STYLE = Path(__file__).parent / "mail.css"
_QUEUED = "sillage_mail_queued"


def queue(
    kind: str,
    *,
    to: str,
    language: str,
    reply_to: str | None = None,
    in_reply_to: str | None = None,
    about: Model | None = None,
    replies_join: bool = True,
    **values: Any,
) -> OutboxMail:
    """Write a mail from the templates `mail/<kind>.subject.txt`, `.txt` and `.html`.

    It is sent after the commit, or not at all if the transaction is rolled back. `in_reply_to` is
    the Message-ID of an earlier mail whose thread it continues. `about` is the row whose handlers
    (`inbound.on_mail_about`) get bounces and, if `replies_join`, replies: those then go to the
    program's mailbox, if there is one, instead of `reply_to`. `values` go to the templates.
    """
    if about is not None:
        db.session.flush()  # the row needs an id
        if replies_join:
            reply_to = current_app.config["INBOUND_ADDRESS"] or reply_to
    mail = render(kind, to=to, language=language, reply_to=reply_to, **values)
    mail.in_reply_to = in_reply_to
    mail.about = subject_name(about) if about is not None else None
    db.session.add(mail)
    db.session.info[_QUEUED] = True
    return mail


def render(
    kind: str, *, to: str, language: str, reply_to: str | None = None, **values: Any
) -> OutboxMail:
    """Return the mail as it would be sent, without storing it."""
    values |= {"public_url": current_app.config["PUBLIC_URL"], "link": link}
    with in_language(language):
        subject = render_template(f"mail/{kind}.subject.txt", **values).strip()
        text = render_template(f"mail/{kind}.txt", **values).strip() + "\n"
        html = render_template(f"mail/{kind}.html", subject=subject, **values)
    return OutboxMail(
        kind=kind,
        message_id=f"<{uuid4()}@{_own_domain()}>",
        recipient=to,
        reply_to=reply_to,
        language=language,
        subject=" ".join(subject.split())[:250],
        text=text,
        html=css_inline.CSSInliner(
            extra_css=_STYLE.read_text(), load_remote_stylesheets=False
        ).inline(html),
    )


def link(endpoint: str, **values: Any) -> str:
    """Return the absolute URL of a page, also outside of a request, as in the worker."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def wake_worker_after_commit() -> None:
    """Wake the worker after each commit of a transaction that has queued a mail."""
    if not event.contains(Session, "after_commit", _after_commit):
        event.listen(Session, "after_commit", _after_commit)
        event.listen(Session, "after_rollback", _after_rollback)


def _after_commit(session: Session) -> None:
    if session.info.pop(_QUEUED, False):
        jobs.wake(deliver_pending)


def _after_rollback(session: Session) -> None:
    session.info.pop(_QUEUED, None)


def _own_domain() -> str:
    sender: str = current_app.config["MAIL_DEFAULT_SENDER"]
    return sender.rsplit("@", 1)[-1].rstrip("> ")
