"""The mails about a renewal: one function and three templates each."""

from typing import Any

from app.accounts.models import User
from app.accounts.replacement import reached
from app.clock import today
from app.contracts.models import Contract
from app.mail import outbox
from app.mail.models import OutboxMail
from app.ranges.reserve import Reserve
from app.renewals.checks import CheckedCertificate
from app.renewals.models import Renewal

CERTIFICATE_FORWARDED = "certificate_forwarded"
CERTIFICATE_KNOWN = "certificate_known"


def link_to_click(renewal: Renewal) -> OutboxMail:
    """To the merchant: La Poste's link must be clicked, or nothing happens."""
    return queue_about(renewal, "link_to_click", renewal.contract.merchant.owner)


def certificate_late(renewal: Renewal) -> OutboxMail:
    """To the merchant, and to the advisor: the certificate should have come by now."""
    advisor = reached(renewal.contract.taken_by, today())
    if advisor:
        queue_about(renewal, "certificate_late_advisor", advisor)
    return queue_about(renewal, "certificate_late", renewal.contract.merchant.owner)


def range_to_record(renewal: Renewal) -> OutboxMail:
    """To the merchant: the certificate has come, its range is not recorded."""
    reserve = Reserve.of(renewal.contract)
    return queue_about(renewal, "range_to_record", renewal.contract.merchant.owner, reserve=reserve)


def certificate_forwarded(renewal: Renewal, checked: CheckedCertificate) -> OutboxMail:
    """To the merchant: what was read in the certificate that was forwarded, and where to confirm."""
    return queue_about(
        renewal, CERTIFICATE_FORWARDED, renewal.contract.merchant.owner, checked=checked
    )


def certificate_known(contract: Contract) -> OutboxMail:
    """To the merchant: the ranges of the certificate that was forwarded are recorded already."""
    owner = contract.merchant.owner
    return outbox.queue(
        CERTIFICATE_KNOWN, to=owner.email, language=owner.language, about=contract, person=owner
    )


def queue_about(renewal: Renewal, kind: str, person: User, **values: Any) -> OutboxMail:
    """Queue a mail about a renewal: `kind` names its templates, `values` go to them."""
    return outbox.queue(
        kind,
        to=person.email,
        language=person.language,
        about=renewal.contract,
        person=person,
        renewal=renewal,
        contract=renewal.contract,
        **values,
    )
