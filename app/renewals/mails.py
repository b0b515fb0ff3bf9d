"""The mails about a renewal: one function and three templates each."""

from typing import Any

from app.accounts.models import User
from app.accounts.person_mail import queue_to
from app.accounts.replacement import mail_reader
from app.clock import today
from app.contracts.models import Contract
from app.mail.models import OutboxMail
from app.ranges.findings import Finding
from app.ranges.messages import sentence
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.renewals.checks import CheckedCertificate
from app.renewals.models import Renewal
from app.renewals.old_certificate import sentence_about

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


def queue_about(renewal: Renewal, kind: str, person: User, **values: Any) -> OutboxMail:
    """Queue a mail about a renewal: `kind` names its templates, `values` go to them."""
    contract = renewal.contract
    return queue_to(person, kind, about=contract, renewal=renewal, contract=contract, **values)
