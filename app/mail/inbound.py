"""Replies and bounces: what arrives in the program's own mailbox, acted upon exactly once.

Each mail has a row under its Message-ID. What a mail leads to and the mark that it is done are
written in one transaction; the mark in the mailbox comes after. A worker that is killed in between
leaves a mail that looks unread, and the next one only puts the mark.
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
from app.mail.mailbox import TROUBLE, Mailbox, open_mailbox
from app.mail.models import InboundMail, OutboxMail
from app.mail.reading import ReadMail, Unreadable, key_of, read_mail

logger = logging.getLogger(__name__)

# What a handler does in the transaction: False where the mail does not fit after all.
Act = Callable[[OutboxMail], bool]
# Given a reply and the mail it answers, does what is slow and returns the rest; None: no.
ReplyHandler = Callable[[ReadMail, OutboxMail], Act | None]
BounceHandler = Callable[[OutboxMail], None]
# Given a mail that nobody asked for and the code of its address, as for a reply.
CodedHandler = Callable[[ReadMail, str], Callable[[], bool] | None]

MOST_AT_ONCE = 100
# A mail that has failed, or killed its worker, so often is left to a person.
MOST_ATTEMPTS = 5


class Outcome(StrEnum):
    """What came of a mail."""

    REPLY = "reply"
    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    CODED = "coded"
    UNFIT = "unfit"
    FAILED = "failed"


_HANDLED = {Outcome.REPLY, Outcome.BOUNCE, Outcome.AUTOMATIC, Outcome.CODED}


def on_mail_about(app: Flask, table: str, *, reply: ReplyHandler, bounce: BounceHandler) -> None:
    """Have the mails that come back about something of this table go to these handlers."""
    app.extensions.setdefault("inbound", {})[table] = (reply, bounce)


def on_coded_mail(app: Flask, handler: CodedHandler) -> None:
    """Have the mails to an address with a code (`addresses.with_code`) go to this handler."""
    app.extensions["inbound_coded"] = handler


def read_mailbox() -> Counter[Outcome]:
    """Act upon every mail that waits; any number of workers may do so at once."""
    outcomes: Counter[Outcome] = Counter()
    try:
        with open_mailbox(current_app.config) as mailbox:
            for uid in mailbox.waiting()[:MOST_AT_ONCE]:
                outcome = _take(mailbox, uid)
                if outcome is not None:
                    outcomes[outcome] += 1
    except TROUBLE as trouble:
        logger.warning("the mailbox did not answer: %s", type(trouble).__name__)
    if outcomes:
        logger.info("mails read: %s", ", ".join(f"{o} {n}" for o, n in sorted(outcomes.items())))
    return outcomes


def _take(mailbox: Mailbox, uid: str) -> Outcome | None:
    """One mail; None where another worker has it, or it must wait."""
    if mailbox.size(uid) > current_app.config["INBOUND_MEGABYTES"] * MEGABYTE:
        mailbox.leave_to_a_person(uid)
        return Outcome.UNFIT
    raw = mailbox.fetch(uid)
    if raw is None:
        return None
    outcome = _act_once(raw)
    if outcome in _HANDLED:
        mailbox.mark_read(uid)
    elif outcome is not None:
        mailbox.leave_to_a_person(uid)
    return outcome


def _act_once(raw: bytes) -> Outcome | None:
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
        return _act(key, read_mail(raw))
    except Unreadable:
        return _finish(key, Outcome.UNFIT, None)
    except Exception as error:
        # Without its words, which may be somebody's. The claim runs out, and it is tried again.
        logger.error("a mail could not be acted upon: %s", type(error).__name__)
        db.session.rollback()
        return None


def _act(key: str, read: ReadMail) -> Outcome:
    if read.bounce:
        back = OutboxMail.by_message_ids(read.bounce.message_ids)
        return _finish(key, Outcome.BOUNCE, _about(back, note_bounce), back)
    code = code_in(read.recipients)
    if code:
        # Whoever writes to it was told the code: a mailbox that forwards by itself is welcome.
        handler: CodedHandler | None = current_app.extensions.get("inbound_coded")
        return _finish(key, Outcome.CODED, handler and handler(read, code))
    if read.is_automatic:
        return _finish(key, Outcome.AUTOMATIC, lambda: True)
    original = OutboxMail.by_message_ids(read.answers)
    handlers = _handlers(original)
    act = handlers[0](read, original) if handlers and original else None
    return _finish(key, Outcome.REPLY, _about(original, act), original)


def _about(mail: OutboxMail | None, act: Act | None) -> Callable[[], bool] | None:
    """The act, on the mail as it is then, held until the commit."""
    if mail is None or act is None:
        return None
    mail_id = mail.id
    return lambda: act(db.session.get_one(OutboxMail, mail_id, with_for_update=True))


def note_bounce(back: OutboxMail) -> bool:
    """A mail of ours will never arrive: its noun is told, once."""
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
    """Act and mark as done, in one transaction, unless another worker was quicker.

    Where there is nothing to do, or it does not fit after all, the mail is left to a person.
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
