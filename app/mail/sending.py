"""Sends the mails of the outbox, and retries those that fail."""

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

# What is raised when the server, or the connection to it, fails; smtplib's errors are OSErrors too.
_SERVER_ERRORS = OSError
_FIRST_PERMANENT_CODE = 500
# Errors that can be permanent. A refused greeting, login or sender is an error of our
# configuration: the mail waits until it is corrected.
_ABOUT_THE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)
# A mail that cannot be written, because of a header with line breaks or an impossible domain.
_UNWRITABLE = (BadHeaderError, ValueError)


class TimeoutConnection(Connection):
    """Flask-Mail's connection with a timeout, which ignores an error at the final QUIT.

    A mail that the server has accepted must not be sent twice because QUIT fails.
    """

    def configure_host(self) -> smtplib.SMTP:
        """Connect as Flask-Mail does, but with `MAIL_TIMEOUT`; close the socket on any failure."""
        mail, seconds = self.mail, current_app.config["MAIL_TIMEOUT"]
        context = ssl.create_default_context()
        if mail.use_ssl:
            host: smtplib.SMTP = smtplib.SMTP_SSL(
                mail.server, mail.port or 465, timeout=seconds, context=context
            )
        else:
            host = smtplib.SMTP(mail.server, mail.port or 25, timeout=seconds)
        try:
            if mail.use_tls:
                host.starttls(context=context)
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
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
        except _SERVER_ERRORS:
            logger.info("the mail server was gone before QUIT")
        finally:
            self.host.close()


def deliver_pending() -> int:
    """Send every mail that is due, one after another; return how many were sent.

    Any number of workers may call it at once: each claims a mail before it sends it. If a worker
    is killed after the server has accepted a mail and before that is noted, the mail is sent
    again, with the same Message-ID.
    """
    sent = 0
    while mail := _claim():
        sent += _try(mail)
    return sent


def _claim() -> OutboxMail | None:
    begin_write(db.session)
    mail = None if _lacks_server() else OutboxMail.claim_next()
    db.session.commit()
    return mail


def _lacks_server() -> bool:
    """Whether mails must wait for a server to be configured.

    In development they need none: they count as sent and are shown at /dev/mails.
    """
    config = current_app.config
    return not config["MAIL_SERVER"] and not config["DEVELOPMENT"]


def _try(mail: OutboxMail) -> bool:
    message = _message(mail)
    mail_id = mail.id
    db.session.rollback()  # no transaction stays open while waiting for the server
    try:
        with _connection() as connection:
            if connection:
                # Bounces go to the envelope's sender.
                connection.send(message, current_app.config["INBOUND_ADDRESS"] or None)
            _note(mail_id, OutboxMail.mark_sent)
    except smtplib.SMTPRecipientsRefused as refusal:
        code = max(code for code, _ in refusal.recipients.values())
        _note_failure(mail_id, code, refusal)
        return False
    except smtplib.SMTPResponseException as refusal:
        _note_failure(mail_id, refusal.smtp_code, refusal)
        return False
    except _SERVER_ERRORS as error:
        _note_failure(mail_id, 0, error)
        return False
    except _UNWRITABLE as error:
        logger.exception("mail %s cannot be written", mail_id)
        _note(mail_id, _give_up, type(error).__name__)
        return False
    return True


@contextmanager
def _connection() -> Iterator[Connection | None]:
    if not current_app.config["MAIL_SERVER"]:
        yield None
        return
    with TimeoutConnection(current_app.extensions["mail"]) as connection:
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


def _note_failure(mail_id: int, code: int, error: Exception) -> None:
    reason = f"{type(error).__name__} {code}" if code else type(error).__name__
    logger.warning("mail %s was not taken: %s", mail_id, reason)
    permanent = code >= _FIRST_PERMANENT_CODE and isinstance(error, _ABOUT_THE_MAIL)
    _note(mail_id, _give_up if permanent else OutboxMail.try_later, reason)


def _give_up(mail: OutboxMail, reason: str) -> None:
    """Note that the mail was refused for good, and treat it as a bounce."""
    mail.mark_refused(reason)
    note_bounce(mail)


def _note(mail_id: int, mark: Callable[..., None], *reason: str) -> None:
    begin_write(db.session)
    mark(db.session.get_one(OutboxMail, mail_id), *reason)
    db.session.commit()
