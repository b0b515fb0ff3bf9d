"""The mails about a renewal: one function and three templates each."""

from typing import Any

from flask import current_app

from app.accounts.models import User
from app.accounts.person_mail import queue_to
from app.accounts.replacement import mail_reader
from app.clock import today
from app.contracts.models import Contract
from app.mail import outbox
from app.mail.models import OutboxMail
from app.ranges.findings import Finding
from app.ranges.messages import sentence
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.renewals.checks import CheckedCertificate
from app.renewals.models import Renewal
from app.renewals.old_certificate import sentence_about

# The support has no account to say its language; La Poste's contract is in French.
SUPPORT_LANGUAGE = "fr"
CERTIFICATE_FORWARDED = "certificate_forwarded"
CERTIFICATE_KNOWN = "certificate_known"


def link_to_click(renewal: Renewal) -> OutboxMail:
    """To the merchant: La Poste's link must be clicked, or nothing happens."""
    return queue_about(renewal, "link_to_click", renewal.contract.merchant.owner)


def certificate_late(renewal: Renewal) -> OutboxMail:
    """To the merchant, and to the advisor: the certificate should have come by now."""
    advisor = mail_reader(renewal.contract.taken_by, today())
    if advisor:
        queue_about(renewal, "certificate_late_advisor", advisor)
    return queue_about(renewal, "certificate_late", renewal.contract.merchant.owner)


def refused(renewal: Renewal) -> OutboxMail:
    """To the advisor, without one to support: La Poste has refused, and why."""
    return queue_to_advisor(renewal.contract, "renewal_refused", renewal=renewal)


def refusal_to_answer(renewal: Renewal) -> OutboxMail:
    """To the merchant: La Poste's refusal waits for the corrected form."""
    return queue_about(renewal, "refusal_to_answer", renewal.contract.merchant.owner)


def range_recorded(known: NumberRange, *, is_corrected: bool = False) -> OutboxMail:
    """To the merchant: an advisor has recorded a range for them, or corrected one."""
    contract = known.contract
    return queue_to(
        contract.merchant.owner,
        "range_recorded",
        about=contract,
        known=known,
        is_corrected=is_corrected,
    )


def range_to_record(renewal: Renewal) -> OutboxMail:
    """To the merchant: the certificate has come, its range is not recorded."""
    reserve = Reserve.of(renewal.contract)
    return queue_about(renewal, "range_to_record", renewal.contract.merchant.owner, reserve=reserve)


def certificate_forwarded(
    renewal: Renewal, checked: CheckedCertificate, refusal: Finding | None = None
) -> OutboxMail:
    """To the merchant: what was read in the certificate that was forwarded, and where to confirm.

    `refusal` says why its file could not be read.
    """
    owner = renewal.contract.merchant.owner
    return queue_about(
        renewal, CERTIFICATE_FORWARDED, owner, checked=checked, refusal=refusal, say=sentence
    )


def certificate_known(contract: Contract, old: NumberRange | None = None) -> OutboxMail:
    """To the merchant: the ranges of the certificate that was forwarded are recorded already.

    `old` is the range in use, where a renewal waits for the certificate of another.
    """
    owner = contract.merchant.owner
    return queue_to(owner, CERTIFICATE_KNOWN, about=contract, old=old, say=sentence_about)


def entry_to_make(known: NumberRange) -> OutboxMail:
    """To the merchant: the range that Sendcloud issues has still to be entered there."""
    contract = known.contract
    return queue_to(contract.merchant.owner, "entry_to_make", about=contract, known=known)


def queue_to_advisor(contract: Contract, kind: str, **values: Any) -> OutboxMail:
    """Queue a mail to whoever does the work of the contract's advisor; without one, to support."""
    advisor = mail_reader(contract.taken_by, today())
    return queue_to_staff(advisor, kind, about=contract, contract=contract, **values)


def queue_to_staff(advisor: User | None, kind: str, **values: Any) -> OutboxMail:
    """Queue a mail to this advisor, or to support; its templates know the reader as `person`, or None."""
    if advisor:
        return queue_to(advisor, kind, **values)
    support: str = current_app.config["SUPPORT_EMAIL"]
    return outbox.queue(kind, to=support, language=SUPPORT_LANGUAGE, person=None, **values)


def queue_about(renewal: Renewal, kind: str, person: User, **values: Any) -> OutboxMail:
    """Queue a mail about a renewal: `kind` names its templates, `values` go to them."""
    contract = renewal.contract
    return queue_to(person, kind, about=contract, renewal=renewal, contract=contract, **values)
