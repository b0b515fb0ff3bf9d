"""Sending what the outbox holds, patiently."""

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from flask import current_app
from flask_mail import BadHeaderError, Connection, Message

from app.database import begin_write
from app.extensions import db
from app.mail.inbound import note_bounce
from app.mail.models import OutboxMail

logger = logging.getLogger(__name__)

# What a server, or the way to it, may fail with; smtplib's own errors are OSErrors too.
_TROUBLE = OSError
_FIRST_PERMANENT_CODE = 500
# What a "never" is final for. A refused greeting, login or sender is ours to mend, and waits.
_ABOUT_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
# A mail that cannot be put into the form of one: a header of several lines, an impossible domain.
_UNWRITABLE = (BadHeaderError, ValueError)


class PatientConnection(Connection):
    """Flask-Mail's connection with a timeout, and deaf to a server that fails at goodbye.

    A QUIT that fails after the mail was taken is no reason to send it twice.
    """

    def configure_host(self) -> smtplib.SMTP:
        """Connect as Flask-Mail does, but never wait for ever."""
        mail, seconds = self.mail, current_app.config["MAIL_TIMEOUT"]
        context = ssl.create_default_context()
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.server, mail.port or 465, timeout=seconds, context=context
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port or 25, timeout=seconds)
        if mail.use_tls:
            host.starttls(context=context)
        if mail.username and mail.password:
            host.login(mail.username, mail.password)
        return host

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        if self.host is None:
            return
        try:
            self.host.quit()
        except _TROUBLE:
            logger.info("the mail server was gone before goodbye")


def deliver_pending() -> int:
    """Send every mail that is due, one after the other; return how many were sent.

    Any number of workers may run this at once: each claims a mail before it sends it. A worker
    killed between the server's yes and the mark sends that mail again, under the same Message-ID.
    """
    sent = 0
    while mail := _claim():
        sent += _try(mail)
    return sent


def _claim() -> OutboxMail | None:
    begin_write(db.session)
    mail = None if _must_wait_for_a_server() else OutboxMail.claim_next()
    db.session.commit()
    return mail


def _must_wait_for_a_server() -> bool:
    """Without a server, development keeps mails for /dev/mails; elsewhere they wait."""
    config = current_app.config
    return not config["MAIL_SERVER"] and not config["DEVELOPMENT"]


def _try(mail: OutboxMail) -> bool:
    message = _message(mail)
    mail_id = mail.id
    db.session.rollback()  # nothing is held open while a server is waited for
    try:
        with _connection() as connection:
            if connection:
                # What cannot be delivered comes back to the envelope's address.
                connection.send(message, current_app.config["INBOUND_ADDRESS"] or None)
            _note(mail_id, OutboxMail.mark_sent)
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max(code for code, _ in refusal.recipients.values())
        _note_failure(mail_id, code, refusal)
        return False
    except smtplib.SMTPResponseException as refusal:
        _note_failure(mail_id, refusal.smtp_code, refusal)
        return False
    except _TROUBLE as trouble:
        _note_failure(mail_id, 0, trouble)
        return False
    except _UNWRITABLE as trouble:
        logger.exception("mail %s cannot be written", mail_id)
        _note(mail_id, _give_up, type(trouble).__name__)
        return False
    return True


@contextmanager
def _connection() -> Iterator[Connection | None]:
    if not current_app.config["MAIL_SERVER"]:
        yield None
        return
    with PatientConnection(current_app.extensions["mail"]) as connection:
        yield connection


def _message(mail: OutboxMail) -> Message:
    headers = {"Auto-Submitted": "auto-generated"}
    if mail.in_reply_to:
        headers |= {"In-Reply-To": mail.in_reply_to, "References": mail.in_reply_to}
    message = Message(
        subject=mail.subject,
        recipients=[mail.recipient],
        body=mail.text,
        html=mail.html,
        reply_to=mail.reply_to,
        extra_headers=headers,
    )
    message.msgId = mail.message_id
    return message


def _note_failure(mail_id: int, code: int, trouble: Exception) -> None:
    reason = f"{type(trouble).__name__} {code}" if code else type(trouble).__name__
    logger.warning("mail %s was not taken: %s", mail_id, reason)
    permanent = code >= _FIRST_PERMANENT_CODE and isinstance(trouble, _ABOUT_THE_MAIL)
    _note(mail_id, _give_up if permanent else OutboxMail.try_later, reason)


def _give_up(mail: OutboxMail, reason: str) -> None:
    """It will never arrive: whoever hears of mails that come back hears of this one too."""
    mail.mark_refused(reason)
    note_bounce(mail)


def _note(mail_id: int, mark: Callable[..., None], *reason: str) -> None:
    begin_write(db.session)
    mark(db.session.get_one(OutboxMail, mail_id), *reason)
    db.session.commit()
