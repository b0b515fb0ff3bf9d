"""The mails of the journey, and the envelope of every mail to the owner of a contract."""

from typing import Any

from flask import current_app
from flask_babel import LazyString

from app.accounts.models import Merchant, User
from app.accounts.person_mail import queue_to
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange
from app.language import lazy_gettext as _
from app.mail import outbox
from app.mail.models import OutboxMail
from app.onboarding.answers import Answers
from app.onboarding.recipient import DEFAULT_LANGUAGE, Addressee, Reader
from app.ranges.models import is_issued_elsewhere


def send_demo_request(merchant: Merchant, by: User, times: str | None = None) -> OutboxMail:
    """To Sendcloud's sales: the merchant asks for a demonstration, preferably at these times."""
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


def send_request(answers: Answers, by: User, to: Addressee, account: str) -> OutboxMail:
    """To the advisor or the support: please add this merchant's Lettre Suivie contract.

    `account` is the e-mail address of the merchant's Sendcloud account.
    """
    request = _request(answers, by, to, account)
    return outbox.queue("request_to_advisor", about=answers.contract, **request)


def preview_request(answers: Answers, by: User, to: Addressee, account: str) -> OutboxMail:
    """The same mail, rendered for the merchant to read before it is sent."""
    return outbox.render("request_to_advisor", **_request(answers, by, to, account))


def send_copy_of_request(answers: Answers, by: User, to: Addressee, sent: OutboxMail) -> OutboxMail:
    """To the merchant: a copy of the request that was just sent in their name."""
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


def send_activation_notice(contract: Contract) -> OutboxMail:
    """To the owner: the contract is active, labels can be made here or at Sendcloud."""
    return queue_to_owner("activated", contract, elsewhere=is_issued_elsewhere(contract))


def send_handler_notice(contract: Contract, advisor: User) -> OutboxMail:
    """To the owner: this advisor now looks after the contract."""
    return queue_to_owner("handled_by", contract, reply_to=advisor.email, advisor=advisor)


def send_suspension_notice(change: SuspensionChange) -> None:
    """To the owner: the contract is suspended, and why."""
    _send_suspension_change("suspended", change)


def send_resumption_notice(change: SuspensionChange) -> None:
    """To the owner: the contract is active again."""
    _send_suspension_change("resumed", change)


def queue_to_owner(kind: str, contract: Contract, **values: Any) -> OutboxMail:
    """Queue a mail about a contract to the owner of its company."""
    return queue_to(contract.merchant.owner, kind, about=contract, contract=contract, **values)


def _send_suspension_change(kind: str, change: SuspensionChange) -> None:
    by, contract = change.changed_by, change.contract
    queue_to_owner(
        kind,
        contract,
        reply_to=by.email,
        advisor=by,
        reason=change.reason,
        elsewhere=is_issued_elsewhere(contract),
    )


def _request(answers: Answers, by: User, to: Addressee, account: str) -> dict[str, Any]:
    reader = Reader.of(to.email)
    return {
        "to": reader.email,
        "language": reader.language,
        "reply_to": by.email,
        "company": answers.merchant.company,
        "contract": answers.contract,
        "facts": _facts(answers, account),
        "named_advisor": to.named,
        "by": by,
        # Nobody sees a name from the directory before their own address is confirmed.
        "advisor": reader.account if by.is_confirmed else None,
        "replaced": reader.replaced if by.is_confirmed else None,
    }


def _facts(answers: Answers, account: str) -> list[tuple[LazyString, object]]:
    """What the advisor needs to find the merchant and the contract: labels and values."""
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
