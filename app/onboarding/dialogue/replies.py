"""Mails that come back about a contract: replies join its dialogue, bounces alert the others."""

from datetime import timedelta

from flask import Flask, current_app

from app.accounts.models import Merchant, User
from app.accounts.replacement import mail_reader
from app.clock import now, today
from app.contracts.locking import locked_in_transaction
from app.contracts.models import Contract
from app.extensions import db
from app.mail import inbound
from app.mail.models import OutboxMail
from app.mail.reading import Attachment, ReadMail
from app.onboarding import mails
from app.onboarding.dialogue import documents
from app.onboarding.dialogue import models as dialogue
from app.onboarding.dialogue.models import Message
from app.uploads.content import FileRefused
from app.uploads.models import Stored, check_upload, write_file
from app.uploads.names import tidy_name

# Longer is no reply that anybody reads on a timeline: a person looks at it in the mailbox.
LONGEST_REPLY = 20_000
MOST_FILES = 10
# More is said by two machines that answer each other without saying that they are ones.
MOST_IN_AN_HOUR = 20
# What the advisor answers in one of these is meant for the merchant; whatever else comes back from
# them – to a colleague, to a warning – stays among advisors.
FOR_THE_MERCHANT = frozenset({"request_to_advisor", "answer", "reminder"})


def init_app(app: Flask) -> None:
    """Hear of the mails about a contract, or about a company without one, that come back."""
    inbound.on_mail_about(app, Contract.__tablename__, reply=join_dialogue, bounce=alert_others)
    inbound.on_mail_about(app, Merchant.__tablename__, reply=_unheard, bounce=alert_the_company)


def join_dialogue(read: ReadMail, original: OutboxMail) -> inbound.Act | None:
    """A reply to a mail about a contract: its files are checked and written, the rest is to do.

    None where it says nothing, or its sender is nobody who is written to about this contract.
    """
    contract = _contract(original)
    if (
        not contract.is_requested
        or not read.sender
        or _author(contract, read.sender, original) is None
    ):
        return None
    if _said_lately(contract) >= MOST_IN_AN_HOUR:
        return None
    if not (read.text or read.attachments) or len(read.text) > LONGEST_REPLY:
        return None
    files, refused = _files(read.attachments)

    def say(mail: OutboxMail) -> bool:
        contract = locked_in_transaction(_subject_id(mail))
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
    """Tell the other people of the company, and the advisor, that a mail did not arrive."""
    if back.kind in dialogue.INTERNAL:
        return
    contract = _contract(back)
    support: str = current_app.config["SUPPORT_EMAIL"]
    on_duty = mail_reader(contract.taken_by, today())
    advisor = on_duty.email if on_duty else contract.requested_to
    if advisor is None or _same(advisor, back.recipient):
        advisor = support
    _alert(contract.merchant, contract, back, advisor)


def alert_the_company(back: OutboxMail) -> None:
    """Tell a company without contract, and the support, that a mail did not arrive."""
    if back.kind not in dialogue.INTERNAL:
        merchant = db.session.get_one(Merchant, _subject_id(back))
        _alert(merchant, None, back, current_app.config["SUPPORT_EMAIL"])


def _alert(merchant: Merchant, contract: Contract | None, back: OutboxMail, advisor: str) -> None:
    people = {membership.user.email for membership in merchant.memberships}
    for address in sorted({*people, advisor}):
        if not _same(address, back.recipient):
            mails.bounced(merchant, contract, back, address)


def _unheard(read: ReadMail, original: OutboxMail) -> None:
    """A reply about a company as such has nobody to be read by: it is left to a person."""


def _say(
    contract: Contract,
    author: User | str,
    text: str,
    files: list[Stored],
    refused: list[str],
) -> None:
    if isinstance(author, User) and not author.is_advisor:
        message, tell = dialogue.answer(contract, text, author), mails.answer
    elif "?" in text:
        message, tell = dialogue.ask(contract, text, author), mails.question
    else:
        message, tell = dialogue.tell(contract, text, author), mails.message
    message.refused_files = refused
    documents.attach(message, files, author if isinstance(author, User) else None)
    tell(message)


def _is_internal(author: User | str, answered: OutboxMail) -> bool:
    is_merchant = isinstance(author, User) and not author.is_advisor
    return not is_merchant and answered.kind not in FOR_THE_MERCHANT


def _note(
    contract: Contract, author: User | str, text: str, attachments: tuple[Attachment, ...]
) -> None:
    """Kept among advisors; of its files only the names, since documents are the merchant's too."""
    message = dialogue.note(contract, text, author)
    message.refused_files = [tidy_name(attachment.name) for attachment in attachments]


def _author(contract: Contract, sender: str, original: OutboxMail) -> User | str | None:
    """Who may speak: the company's people, advisors, and an address without account that we wrote to."""
    person = User.by_email(sender)
    if person is None:
        return sender if _same(sender, original.recipient) else None
    if not person.is_active:
        return None
    if person.is_advisor or person.merchant == contract.merchant:
        return person
    return None


def _said_lately(contract: Contract) -> int:
    since = now() - timedelta(hours=1)
    return sum(said.written_at > since for said in Message.about(contract))


def _files(attachments: tuple[Attachment, ...]) -> tuple[list[Stored], list[str]]:
    """The files that are documents, written; the names of the others."""
    taken: list[Stored] = []
    refused = [tidy_name(attachment.name) for attachment in attachments[MOST_FILES:]]
    for attachment in attachments[:MOST_FILES]:
        try:
            taken.append(write_file(check_upload(attachment.data), attachment.name))
        except FileRefused:
            refused.append(tidy_name(attachment.name))
    return taken, refused


def _contract(mail: OutboxMail) -> Contract:
    return db.session.get_one(Contract, _subject_id(mail))


def _subject_id(mail: OutboxMail) -> int:
    return int((mail.about or "").partition(":")[2])


def _same(one: str, other: str) -> bool:
    return one.strip().lower() == other.strip().lower()
