"""The mails of the dialogue: one function and three templates each."""

from flask import current_app

from app.accounts.models import Merchant, User
from app.contracts.models import Contract
from app.mail import outbox
from app.mail.models import OutboxMail
from app.onboarding.dialogue.models import Message
from app.onboarding.mails import queue_to_owner
from app.onboarding.recipient import DEFAULT_LANGUAGE, Reader

# Mails between advisors, and alerts about a mail that bounced. Nobody is alerted when one of these
# bounces.
INTERNAL = frozenset({"assigned", "bounced", "taken_over"})


def send_question(message: Message) -> OutboxMail:
    """To the owner: the advisor's question."""
    return _to_merchant("question", message)


def send_message(message: Message) -> OutboxMail:
    """To the owner: the advisor's message, which expects no answer."""
    return _to_merchant("message", message)


def send_answer(message: Message) -> OutboxMail:
    """To the advisor: the merchant's answer, in the thread of the request."""
    return _to_advisor("answer", message)


def send_reminder(message: Message) -> OutboxMail:
    """To the advisor: the merchant's reminder, in the thread of the request."""
    return _to_advisor("reminder", message)


def send_bounce_notice(
    merchant: Merchant, contract: Contract | None, back: OutboxMail, to: str
) -> OutboxMail:
    """To the address `to`: the mail `back` about this company or contract has bounced."""
    person = User.by_email(to)
    return outbox.queue(
        "bounced",
        to=to,
        language=person.language if person else DEFAULT_LANGUAGE,
        about=contract or merchant,
        company=merchant.company,
        page=_page_for(person, merchant, contract),
        person=person,
        back=back,
    )


def _page_for(person: User | None, merchant: Merchant, contract: Contract | None) -> str | None:
    """The page where this person can act on it: a step for the owner, the desk for advisors."""
    asked = contract if contract and contract.is_requested else None
    if person == merchant.owner:
        here = outbox.link("onboarding.step", slug="advisor")
        return here if asked else outbox.link("onboarding.steps")
    if person is not None and not person.is_advisor:
        return None
    if asked:
        return outbox.link("desk.one_request", contract_id=asked.id)
    return outbox.link("portfolio.one", merchant_id=merchant.id)


def _to_merchant(kind: str, message: Message) -> OutboxMail:
    return queue_to_owner(kind, message.contract, reply_to=message.author_address, message=message)


def _to_advisor(kind: str, message: Message) -> OutboxMail:
    contract = message.contract
    to = contract.taken_by.email if contract.taken_by else contract.requested_to
    reader = Reader.of(to or current_app.config["SUPPORT_EMAIL"])
    return outbox.queue(
        kind,
        to=reader.email,
        language=reader.language,
        reply_to=message.author_address,
        in_reply_to=contract.requested_message_id,
        about=contract,
        contract=contract,
        advisor=reader.account,
        replaced=reader.replaced,
        message=message,
    )
