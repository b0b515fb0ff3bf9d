"""The mails of the journey: one function and three templates each."""

from typing import Any

from flask import current_app
from flask_babel import LazyString

from app.accounts.models import Merchant, User
from app.accounts.replacement import reached
from app.clock import today
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange
from app.language import lazy_gettext as _
from app.mail import outbox
from app.mail.models import OutboxMail
from app.onboarding.answers import Answers
from app.onboarding.dialogue.models import Message
from app.onboarding.la_poste.models import LaPosteReminder, missing_things
from app.onboarding.recipient import Addressee
from app.ranges.models import is_issued_elsewhere

# Whoever has no account here is written to in French: La Poste's contract is French.
DEFAULT_LANGUAGE = "fr"


def demo_request(merchant: Merchant, by: User, times: str | None = None) -> OutboxMail:
    """To Sendcloud's sales: a merchant wants to see the plans, preferably at these times."""
    return outbox.queue(
        "demo_request",
        to=current_app.config["SALES_EMAIL"],
        language=DEFAULT_LANGUAGE,
        reply_to=by.email,
        about=merchant,
        replies_join=False,
        merchant=merchant,
        by=by,
        times=times,
    )


def request_to_advisor(answers: Answers, by: User, to: Addressee, account: str) -> OutboxMail:
    """To the advisor or to support: add this merchant's own Lettre Suivie contract.

    `account` is the address of the merchant's account at Sendcloud.
    """
    request = _request(answers, by, to, account)
    return outbox.queue("request_to_advisor", about=answers.contract, **request)


def preview_of_request(answers: Answers, by: User, to: Addressee, account: str) -> OutboxMail:
    """The same mail, for the merchant to read before it goes."""
    return outbox.render("request_to_advisor", **_request(answers, by, to, account))


def copy_of_request(answers: Answers, by: User, to: Addressee, sent: OutboxMail) -> OutboxMail:
    """To the merchant: what was just sent in their name."""
    return outbox.queue(
        "copy_of_request",
        to=by.email,
        language=by.language,
        about=answers.contract,
        answers=answers,
        by=by,
        addressee=to,
        sent=sent,
    )


def la_poste_reminder(reminder: LaPosteReminder) -> OutboxMail:
    """To the owner: La Poste has still to answer, and this is what to obtain."""
    missing = missing_things(reminder.contract)
    return _to_merchant("la_poste_reminder", reminder.contract, replies_join=False, missing=missing)


def activated(contract: Contract) -> OutboxMail:
    """To the owner: labels can be made, here or at Sendcloud."""
    return _to_merchant("activated", contract, elsewhere=is_issued_elsewhere(contract))


def handled_by(contract: Contract, advisor: User) -> OutboxMail:
    """To the owner: this advisor looks after it."""
    return _to_merchant("handled_by", contract, advisor.email, advisor=advisor)


def question(message: Message) -> OutboxMail:
    """To the owner: the advisor wants to know something."""
    return _to_merchant("question", message.contract, message.author_address, message=message)


def message(message: Message) -> OutboxMail:
    """To the owner: the advisor says something that asks for no answer."""
    return _to_merchant("message", message.contract, message.author_address, message=message)


def answer(message: Message) -> OutboxMail:
    """To the advisor: the merchant's answer, in the thread of the request."""
    return _to_advisor("answer", message)


def reminder(message: Message) -> OutboxMail:
    """To the advisor: the merchant still waits, in the thread of the request."""
    return _to_advisor("reminder", message)


def suspended(change: SuspensionChange) -> None:
    """To the owner: no label is made for now, and why."""
    _suspension("suspended", change)


def resumed(change: SuspensionChange) -> None:
    """To the owner: labels are made again."""
    _suspension("resumed", change)


def _suspension(kind: str, change: SuspensionChange) -> None:
    by, contract = change.changed_by, change.contract
    elsewhere = is_issued_elsewhere(contract)
    _to_merchant(kind, contract, by.email, advisor=by, reason=change.reason, elsewhere=elsewhere)


def bounced(merchant: Merchant, contract: Contract | None, back: OutboxMail, to: str) -> OutboxMail:
    """To somebody else: a mail about this company, or its contract, did not reach its address."""
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
    """Where this person may read more of it: the owner on the way, advisors at their desk."""
    asked = contract if contract and contract.is_requested else None
    if person == merchant.owner:
        here = outbox.link("onboarding.step", slug="advisor")
        return here if asked else outbox.link("onboarding.steps")
    if person is not None and not person.is_advisor:
        return None
    if asked:
        return outbox.link("desk.one_request", contract_id=asked.id)
    return outbox.link("portfolio.one", merchant_id=merchant.id)


def _to_merchant(
    kind: str, contract: Contract, reply_to: str | None = None, **values: Any
) -> OutboxMail:
    person = contract.merchant.owner
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
    to, advisor, replaced = _addressee(to or current_app.config["SUPPORT_EMAIL"])
    return outbox.queue(
        kind,
        to=to,
        language=advisor.language if advisor else DEFAULT_LANGUAGE,
        reply_to=message.author_address,
        in_reply_to=contract.requested_message_id,
        about=contract,
        contract=contract,
        advisor=advisor,
        replaced=replaced,
        message=message,
    )


def _addressee(email: str) -> tuple[str, User | None, User | None]:
    """Where a mail for this address goes, who reads it there, and whom they stand in for."""
    meant = User.by_email(email)
    if meant is None or not meant.is_advisor:
        return email, meant, None
    advisor = reached(meant, today())
    if advisor is None:  # who has left is read by nobody
        return current_app.config["SUPPORT_EMAIL"], None, meant
    return advisor.email, advisor, None if advisor is meant else meant


def _request(answers: Answers, by: User, to: Addressee, account: str) -> dict[str, Any]:
    email, advisor, replaced = _addressee(to.email)
    return {
        "to": email,
        "language": advisor.language if advisor else DEFAULT_LANGUAGE,
        "reply_to": by.email,
        "company": answers.merchant.company,
        "contract": answers.contract,
        "facts": _facts(answers, account),
        "named_advisor": to.named,
        "by": by,
        # Who has not confirmed their own address learns no name of the directory.
        "advisor": advisor if by.is_confirmed else None,
        "replaced": replaced if by.is_confirmed else None,
    }


def _facts(answers: Answers, account: str) -> list[tuple[LazyString, object]]:
    """What the advisor needs to find the merchant and the contract."""
    contract, plan = answers.contract, answers.plan.plan
    unknown = _("pas encore connu")
    return [
        (_("Compte Sendcloud"), account),
        (_("SIRET"), answers.merchant.siret_in_groups),
        (_("Abonnement"), plan.name if plan else unknown),
        (_("N° COCLICO"), contract.coclico or unknown),
        (_("Numéro de contrat"), contract.contract_number or unknown),
        (_("Compte de suivi"), contract.tracking_account or unknown),
        (_("Site de dépôt"), contract.site.name if contract.site else unknown),
    ]
