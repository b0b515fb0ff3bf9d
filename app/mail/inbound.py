"""Handles the mails that arrive in the program's own mailbox, each exactly once.

Each mail has a row under its Message-ID. Its effects and the note that it is done are written in
one transaction; the mail is marked as read in the mailbox afterwards. If a worker is killed in
between, the mail still looks unread, and the next worker only marks it.
"""

import logging
from collections import Counter
from collections.abc import Callable
from enum import StrEnum

from flask import Flask, current_app

from app.config import MEGABYTE
from app.database import begin_write
from app.extensions import db
from app.mail.addresses import code_in
from app.mail.mailbox import MAILBOX_ERRORS, Mailbox, open_mailbox
from app.mail.models import InboundMail, OutboxMail
from app.mail.reading import ReadMail, UnreadableMail, key_of, read_mail

logger = logging.getLogger(__name__)

# The part of a handler that runs in the transaction; False if the mail does not apply after all.
Act = Callable[[OutboxMail], bool]
# Gets a reply and the mail it answers; does what is slow and returns the rest, or None to decline.
ReplyHandler = Callable[[ReadMail, OutboxMail], Act | None]
BounceHandler = Callable[[OutboxMail], None]
# Gets a mail and the code in the address it was sent to; returns as a `ReplyHandler` does.
CodedHandler = Callable[[ReadMail, str], Callable[[], bool] | None]

MOST_AT_ONCE = 100
# A mail that has failed, or crashed its worker, this often is left to a person.
MOST_ATTEMPTS = 5


class Outcome(StrEnum):
    """The result of handling a mail."""

    REPLY = "reply"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    CODED = "coded"
    UNFIT = "unfit"
    FAILED = "failed"


_HANDLED = {Outcome.REPLY, Outcome.BOUNCE, Outcome.AUTOMATIC, Outcome.CODED}


def on_mail_about(app: Flask, table: str, *, reply: ReplyHandler, bounce: BounceHandler) -> None:
    """Register the handlers for replies to, and bounces of, mails about rows of this table."""
    app.extensions.setdefault("inbound", {})[table] = (reply, bounce)


def on_coded_mail(app: Flask, handler: CodedHandler) -> None:
    """Register the handler for mails to an address with a code (`addresses.with_code`)."""
    app.extensions["inbound_coded"] = handler


def read_mailbox() -> Counter[Outcome]:
    """Handle the unread mails, at most `MOST_AT_ONCE`; return how many had which outcome.

    Any number of workers may call it at the same time.
    """
    outcomes: Counter[Outcome] = Counter()
    try:
        with open_mailbox(current_app.config) as mailbox:
            for uid in mailbox.waiting()[:MOST_AT_ONCE]:
                outcome = _take(mailbox, uid)
                if outcome is not None:
                    outcomes[outcome] += 1
    except MAILBOX_ERRORS as error:
        logger.warning("the mailbox did not answer: %s", type(error).__name__)
    if outcomes:
        logger.info("mails read: %s", ", ".join(f"{o} {n}" for o, n in sorted(outcomes.items())))
    return outcomes


def _take(mailbox: Mailbox, uid: str) -> Outcome | None:
    """Handle one mail; None if another worker has it, or it must be tried again later."""
    if mailbox.size(uid) > current_app.config["INBOUND_MEGABYTES"] * MEGABYTE:
        mailbox.leave_to_a_person(uid)
        return Outcome.UNFIT
    raw = mailbox.fetch(uid)
    if raw is None:
        return None
    outcome = _handle_once(raw)
    if outcome in _HANDLED:
        mailbox.mark_read(uid)
    elif outcome is not None:
        mailbox.leave_to_a_person(uid)
    return outcome


def _handle_once(raw: bytes) -> Outcome | None:
    key = key_of(raw)
    begin_write(db.session)
    found = InboundMail.claim(key)
    done = Outcome(found.outcome) if found and found.outcome else None
    worn_out = found is not None and found.attempts > MOST_ATTEMPTS
    db.session.commit()
    if found is None or done is not None:
        return done
    if worn_out:
        return _finish(key, Outcome.FAILED, None)
    try:
        return _handle(key, read_mail(raw))
    except UnreadableMail:
        return _finish(key, Outcome.UNFIT, None)
    except Exception as error:
        # The message of the error may quote the mail, so only its type is logged. The mail is
        # tried again when its claim expires.
        logger.error("a mail could not be acted upon: %s", type(error).__name__)
        db.session.rollback()
        return None


def _handle(key: str, read: ReadMail) -> Outcome:
    if read.bounce:
        back = OutboxMail.by_message_ids(read.bounce.message_ids)
        return _finish(key, Outcome.BOUNCE, _bind(back, note_bounce), back)
    code = code_in(read.recipients)
    if code:
        # Before `is_automatic`: only somebody who was given the code can write to this address,
        # and they may have their mailbox forward mails automatically.
        handler: CodedHandler | None = current_app.extensions.get("inbound_coded")
        return _finish(key, Outcome.CODED, handler and handler(read, code))
    if read.is_automatic:
        return _finish(key, Outcome.AUTOMATIC, lambda: True)
    original = OutboxMail.by_message_ids(read.answers)
    handlers = _handlers(original)
    act = handlers[0](read, original) if handlers and original else None
    return _finish(key, Outcome.REPLY, _bind(original, act), original)


def _bind(mail: OutboxMail | None, act: Act | None) -> Callable[[], bool] | None:
    """Return `act` bound to the mail, which it reads anew and locks until the commit."""
    if mail is None or act is None:
        return None
    mail_id = mail.id
    return lambda: act(db.session.get_one(OutboxMail, mail_id, with_for_update=True))


def note_bounce(back: OutboxMail) -> bool:
    """Note that a mail of ours will never arrive, and call the handler of its table, once."""
    handlers = _handlers(back)
    if back.mark_bounced() and handlers:
        handlers[1](back)
    return True


def _handlers(mail: OutboxMail | None) -> tuple[ReplyHandler, BounceHandler] | None:
    table = (mail.about or "").partition(":")[0] if mail else ""
    registered: dict[str, tuple[ReplyHandler, BounceHandler]]
    registered = current_app.extensions.get("inbound", {})
    return registered.get(table)


def _finish(
    key: str,
    outcome: Outcome,
    act: Callable[[], bool] | None,
    answered: OutboxMail | None = None,
) -> Outcome:
    """Act and note the mail as done, in one transaction, unless another worker has done it.

    Without an act, or if the act declines, the mail is left to a person.
    """
    answered_id = answered.id if answered else None
    begin_write(db.session)
    found = InboundMail.locked(key)
    if found.outcome:
        db.session.rollback()
        return Outcome(found.outcome)
    if outcome is not Outcome.FAILED and not (act and act()):
        outcome, answered_id = Outcome.UNFIT, None
    found.finish(outcome, answered_id)
    db.session.commit()
    return outcome
