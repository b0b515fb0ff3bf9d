"""The mails of the journey: one function and three templates each."""

from typing import Any

from flask import current_app
from flask_babel import LazyString

from app.accounts.models import Merchant, User
from app.contracts.models import Contract
from app.language import lazy_gettext as _
from app.mail import outbox
from app.mail.models import OutboxMail
from app.onboarding.answers import Answers
from app.onboarding.dialogue import Message

# Whoever has no account here is written to in French: La Poste's contract is French.
DEFAULT_LANGUAGE = "fr"


def demo_request(merchant: Merchant, by: User) -> OutboxMail:
    """To Sendcloud's sales: a merchant wants to see the plans."""
    return outbox.queue(
        "demo_request",
        to=current_app.config["SALES_EMAIL"],
        language=DEFAULT_LANGUAGE,
        reply_to=by.email,
        merchant=merchant,
        by=by,
    )


def request_to_advisor(answers: Answers, by: User, to: str) -> OutboxMail:
    """To the advisor or to support: add this merchant's own Lettre Suivie contract."""
    return outbox.queue("request_to_advisor", about=answers.contract, **_request(answers, by, to))


def preview_of_request(answers: Answers, by: User, to: str) -> OutboxMail:
    """The same mail, for the merchant to read before it goes."""
    return outbox.render("request_to_advisor", **_request(answers, by, to))


def copy_of_request(answers: Answers, by: User, sent: OutboxMail) -> OutboxMail:
    """To the merchant: what was just sent in their name."""
    return outbox.queue(
        "copy_of_request",
        to=by.email,
        language=by.language,
        about=answers.contract,
        answers=answers,
        by=by,
        sent=sent,
    )


def activated(contract: Contract) -> OutboxMail:
    """To whoever asked: labels can be made."""
    person = contract.requested_by or contract.merchant.owner
    return outbox.queue(
        "activated",
        to=person.email,
        language=person.language,
        about=contract,
        contract=contract,
        person=person,
    )


def handled_by(contract: Contract, advisor: User) -> OutboxMail:
    """To whoever asked: this advisor looks after it."""
    return _to_merchant("handled_by", contract, advisor.email, advisor=advisor)


def question(message: Message) -> OutboxMail:
    """To whoever asked: the advisor wants to know something."""
    return _to_merchant("question", message.contract, message.author_address, message=message)


def answer(message: Message) -> OutboxMail:
    """To the advisor: the merchant's answer, in the thread of the request."""
    return _to_advisor("answer", message)


def reminder(message: Message) -> OutboxMail:
    """To the advisor: the merchant still waits, in the thread of the request."""
    return _to_advisor("reminder", message)


def bounced(contract: Contract, back: OutboxMail, to: str) -> OutboxMail:
    """To somebody else: a mail did not reach its address."""
    person = User.by_email(to)
    return outbox.queue(
        "bounced",
        to=to,
        language=person.language if person else DEFAULT_LANGUAGE,
        about=contract,
        contract=contract,
        person=person,
        back=back,
    )


def _to_merchant(kind: str, contract: Contract, reply_to: str, **values: Any) -> OutboxMail:
    person = contract.requested_by or contract.merchant.owner
    return outbox.queue(
        kind,
        to=person.email,
        language=person.language,
        reply_to=reply_to,
        about=contract,
        contract=contract,
        person=person,
        **values,
    )


def _to_advisor(kind: str, message: Message) -> OutboxMail:
    contract = message.contract
    to = contract.taken_by.email if contract.taken_by else contract.requested_to
    advisor = User.by_email(to or "")
    return outbox.queue(
        kind,
        to=to or current_app.config["SUPPORT_EMAIL"],
        language=advisor.language if advisor else DEFAULT_LANGUAGE,
        reply_to=message.author_address,
        in_reply_to=contract.requested_message_id,
        about=contract,
        contract=contract,
        advisor=advisor,
        message=message,
    )


def _request(answers: Answers, by: User, to: str) -> dict[str, Any]:
    advisor = User.by_email(to)
    return {
        "to": to,
        "language": advisor.language if advisor else DEFAULT_LANGUAGE,
        "reply_to": by.email,
        "company": answers.merchant.company,
        "facts": _facts(answers),
        "by": by,
        "advisor": advisor,
    }


def _facts(answers: Answers) -> list[tuple[LazyString, object]]:
    """What the advisor needs to find the merchant and the contract."""
    contract, plan = answers.contract, answers.plan.plan
    unknown = _("pas encore connu")
    return [
        (_("SIRET"), answers.merchant.siret_in_groups),
        (_("Abonnement"), plan.name if plan else unknown),
        (_("N° COCLICO"), contract.coclico or unknown),
        (_("Numéro de contrat"), contract.contract_number or unknown),
        (_("Compte de suivi"), contract.tracking_account or unknown),
        (_("Site de dépôt"), contract.site.name if contract.site else unknown),
    ]
