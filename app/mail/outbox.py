"""Writing a mail: from three templates into a row, in the transaction of its fact."""

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
    """Write the mail of templates `mail/<kind>.subject.txt`, `.txt` and `.html`.

    It goes out after the commit, or not at all if the transaction is rolled back. With the
    Message-ID of an earlier mail as `in_reply_to` it joins its thread. Replies to a mail `about`
    something go to the mailbox of the program, where there is one, unless they are meant for
    somebody else; that it did not arrive is heard in any case.
    """
    if about is not None:
        db.session.flush()  # the subject needs its number
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
    """The mail as it would be sent, for a preview: written nowhere."""
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
    """The whole address of a page, also where no request tells the host: in the worker."""
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def wake_worker_after_commit() -> None:
    """Send soon what a transaction has queued, and forget what a rollback took back."""
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
