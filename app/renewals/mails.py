"""The mails about a reserve: one function and three templates each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.accounts.models import User
from app.accounts.person_mail import queue_to
from app.accounts.replacement import mail_reader
from app.clock import today
from app.contracts.models import Contract
from app.mail.models import OutboxMail
from app.ranges.reserve import Reserve
from app.ranges.warnings import Level
from app.renewals.checks import Checked
from app.renewals.models import Renewal

CERTIFICATE_FORWARDED = "certificate_forwarded"
CERTIFICATE_KNOWN = "certificate_known"


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One reserve that ends, as an advisor reads of it."""

    contract: Contract
    level: Level
    # Until when it lasts, where that can be told.
    until: date | None
    renewal: Renewal | None


def reserve_low(contract: Contract, reserve: Reserve) -> OutboxMail:
    """To the merchant: what is left, until when, and where to renew."""
    return _reserve("reserve_low", contract.merchant.owner, contract, reserve)


def reserve_urgent(contract: Contract, reserve: Reserve, advisor: User) -> OutboxMail:
    """To the advisor: this merchant stands before a printer without numbers soon."""
    return _reserve("reserve_urgent", advisor, contract, reserve)


def renewal_step(renewal: Renewal, reserve: Reserve) -> OutboxMail:
    """To the merchant, in place of a warning: the next step of the renewal, and what is left."""
    return _about(renewal, "renewal_step", renewal.contract.merchant.owner, reserve=reserve)


def renewal_step_urgent(renewal: Renewal, reserve: Reserve, advisor: User) -> OutboxMail:
    """To the advisor, in place of the urgent mail: the step that this merchant waits at."""
    return _about(renewal, "renewal_step_urgent", advisor, reserve=reserve)


def reserve_digest(advisor: User, lines: Sequence[DigestLine]) -> OutboxMail:
    """To an advisor, once a day: whose reserve ends, the first to end first."""
    return queue_to(advisor, "reserve_digest", lines=lines)


def usage_to_tell(contract: Contract, reserve: Reserve) -> OutboxMail:
    """To the merchant whose numbers Sendcloud gives: which one was used last."""
    return _reserve("usage_to_tell", contract.merchant.owner, contract, reserve)


def link_to_click(renewal: Renewal) -> OutboxMail:
    """To the merchant: La Poste's link wants to be clicked, or nothing is recorded."""
    return _about(renewal, "link_to_click", renewal.contract.merchant.owner)


def certificate_late(renewal: Renewal) -> OutboxMail:
    """To the merchant, and to the advisor: the certificate should have come by now."""
    advisor = mail_reader(renewal.contract.taken_by, today())
    if advisor:
        _about(renewal, "certificate_late_advisor", advisor)
    return _about(renewal, "certificate_late", renewal.contract.merchant.owner)


def range_to_record(renewal: Renewal) -> OutboxMail:
    """To the merchant: the certificate has come, its range is not recorded."""
    reserve = Reserve.of(renewal.contract)
    return _about(renewal, "range_to_record", renewal.contract.merchant.owner, reserve=reserve)


def certificate_forwarded(renewal: Renewal, checked: Checked) -> OutboxMail:
    """To the merchant: what was read in the certificate that was forwarded, and where to confirm."""
    return _about(renewal, CERTIFICATE_FORWARDED, renewal.contract.merchant.owner, checked=checked)


def certificate_known(contract: Contract) -> OutboxMail:
    """To the merchant: the ranges of the certificate that was forwarded are recorded already."""
    return queue_to(contract.merchant.owner, CERTIFICATE_KNOWN, about=contract)


def _reserve(kind: str, person: User, contract: Contract, reserve: Reserve) -> OutboxMail:
    return queue_to(person, kind, about=contract, contract=contract, reserve=reserve)


def _about(renewal: Renewal, kind: str, person: User, **values: Any) -> OutboxMail:
    contract = renewal.contract
    return queue_to(person, kind, about=contract, renewal=renewal, contract=contract, **values)
