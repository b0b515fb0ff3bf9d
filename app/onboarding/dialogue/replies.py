"""Incoming mails about a contract: replies join its dialogue, bounces alert the others."""

from datetime import timedelta

from flask import Flask, current_app

from app.accounts.models import Merchant, User
from app.accounts.replacement import mail_reader
from app.clock import now, today
from app.contracts.locking import lock_in_transaction
from app.contracts.models import Contract
from app.extensions import db
from app.mail import inbound
from app.mail.models import OutboxMail
from app.mail.reading import Attachment, ReadMail
from app.onboarding.dialogue import documents, messages
from app.onboarding.dialogue.mails import (
    INTERNAL,
    send_answer,
    send_bounce_notice,
    send_message,
    send_question,
)
from app.onboarding.dialogue.models import Message
from app.uploads.content import FileRefused
from app.uploads.models import Stored, check_upload, write_file
from app.uploads.names import tidy_name

# In characters. A longer reply is left in the mailbox, for a person to read.
LONGEST_REPLY = 20_000
MOST_FILES = 10
# Per contract. More than this is two auto-responders that answer each other.
MOST_IN_AN_HOUR = 20
# An advisor's reply to one of these mails is meant for the merchant. Their reply to any other – to a
# colleague, to a warning – becomes a note, which only advisors see.
FOR_THE_MERCHANT = frozenset({"request_to_advisor", "answer", "reminder"})


def init_app(app: Flask) -> None:
    """Register what replies and bounces do, for mails about a contract or a company."""
    inbound.on_mail_about(app, Contract.__tablename__, reply=join_dialogue, bounce=alert_others)
    inbound.on_mail_about(
        app, Merchant.__tablename__, reply=_ignore_reply, bounce=alert_the_company
    )


def join_dialogue(read: ReadMail, original: OutboxMail) -> inbound.Act | None:
    """Store the attachments of a reply; return the act that adds its text to the dialogue.

    None if the reply is empty, too long or one too many, or if its sender has no part in the
    dialogue: then a person has to look at the mailbox.
    """
    contract = _contract(original)
    if (
        not contract.is_requested
        or not read.sender
        or _author(contract, read.sender, original) is None
    ):
        return None
    if _count_recent_messages(contract) >= MOST_IN_AN_HOUR:
        return None
    if not (read.text or read.attachments) or len(read.text) > LONGEST_REPLY:
        return None
    files, refused = _store_files(read.attachments)

    def say(mail: OutboxMail) -> bool:
        contract = lock_in_transaction(_subject_id(mail))
        author = _author(contract, str(read.sender), mail)
        if author is None:
            return False
        if _is_internal(author, mail):
            _note(contract, author, read.text, read.attachments)
        else:
            _say(contract, author, read.text, files, refused)
        return True

    return say


def alert_others(back: OutboxMail) -> None:
    """Tell the advisor and the other people of the company that a mail has bounced."""
    if back.kind in INTERNAL:
        return
    contract = _contract(back)
    support: str = current_app.config["SUPPORT_EMAIL"]
    on_duty = mail_reader(contract.taken_by, today())
    advisor = on_duty.email if on_duty else contract.requested_to
    if advisor is None or _is_same_address(advisor, back.recipient):
        advisor = support
    _alert(contract.merchant, contract, back, advisor)


def alert_the_company(back: OutboxMail) -> None:
    """Tell the support and the people of a company without a contract that a mail has bounced."""
    if back.kind not in INTERNAL:
        merchant = db.session.get_one(Merchant, _subject_id(back))
        _alert(merchant, None, back, current_app.config["SUPPORT_EMAIL"])


def _alert(merchant: Merchant, contract: Contract | None, back: OutboxMail, advisor: str) -> None:
    people = {membership.user.email for membership in merchant.memberships}
    for address in sorted({*people, advisor}):
        if not _is_same_address(address, back.recipient):
            send_bounce_notice(merchant, contract, back, address)


def _ignore_reply(read: ReadMail, original: OutboxMail) -> None:
    """Leave a reply to a mail about a company in the mailbox, for a person to read."""


def _say(
    contract: Contract,
    author: User | str,
    text: str,
    files: list[Stored],
    refused: list[str],
) -> None:
    if isinstance(author, User) and not author.is_advisor:
        message, tell = messages.answer(contract, text, author), send_answer
    elif "?" in text:
        message, tell = messages.ask(contract, text, author), send_question
    else:
        message, tell = messages.tell(contract, text, author), send_message
    message.refused_files = refused
    documents.attach(message, files, author if isinstance(author, User) else None)
    tell(message)


def _is_internal(author: User | str, answered: OutboxMail) -> bool:
    is_merchant = isinstance(author, User) and not author.is_advisor
    return not is_merchant and answered.kind not in FOR_THE_MERCHANT


def _note(
    contract: Contract, author: User | str, text: str, attachments: tuple[Attachment, ...]
) -> None:
    """Add a note. Only the names of its files are kept: the merchant could see the documents."""
    message = messages.note(contract, text, author)
    message.refused_files = [tidy_name(attachment.name) for attachment in attachments]


def _author(contract: Contract, sender: str, original: OutboxMail) -> User | str | None:
    """The sender, if they take part in the dialogue; else None.

    That is the company's people, advisors, and the recipient of the mail they reply to.
    """
    person = User.by_email(sender)
    if person is None:
        return sender if _is_same_address(sender, original.recipient) else None
    if not person.is_active:
        return None
    if person.is_advisor or person.merchant == contract.merchant:
        return person
    return None


def _count_recent_messages(contract: Contract) -> int:
    since = now() - timedelta(hours=1)
    return sum(said.written_at > since for said in Message.about(contract))


def _store_files(attachments: tuple[Attachment, ...]) -> tuple[list[Stored], list[str]]:
    """Store the attachments that are documents; also return the names of the others."""
    stored: list[Stored] = []
    refused = [tidy_name(attachment.name) for attachment in attachments[MOST_FILES:]]
    for attachment in attachments[:MOST_FILES]:
        try:
            stored.append(write_file(check_upload(attachment.data), attachment.name))
        except FileRefused:
            refused.append(tidy_name(attachment.name))
    return stored, refused


def _contract(mail: OutboxMail) -> Contract:
    return db.session.get_one(Contract, _subject_id(mail))


def _subject_id(mail: OutboxMail) -> int:
    return int((mail.about or "").partition(":")[2])


def _is_same_address(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()
