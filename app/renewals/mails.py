"""The mails about a reserve: one function and three templates each."""

from collections.abc import Sequence

from app.accounts.models import User
from app.contracts.models import Contract
from app.mail import outbox
from app.mail.models import OutboxMail
from app.ranges.reserve import Reserve
from app.ranges.warnings import Level
from app.renewals.models import Renewal


def reserve_low(contract: Contract, reserve: Reserve, renewal: Renewal | None) -> OutboxMail:
    """To the merchant: what is left, until when, and what to do next."""
    owner = contract.merchant.owner
    return outbox.queue(
        "reserve_low",
        to=owner.email,
        language=owner.language,
        person=owner,
        contract=contract,
        reserve=reserve,
        renewal=renewal,
    )


def reserve_urgent(contract: Contract, reserve: Reserve, renewal: Renewal | None) -> OutboxMail:
    """To the advisor: this merchant stands before a printer without numbers soon."""
    advisor = _advisor(contract)
    return outbox.queue(
        "reserve_urgent",
        to=advisor.email,
        language=advisor.language,
        person=advisor,
        contract=contract,
        reserve=reserve,
        renewal=renewal,
    )


def reserve_digest(advisor: User, lines: Sequence[tuple[Contract, Level]]) -> OutboxMail:
    """To an advisor, once a day: whose reserve ends, the first to end first."""
    return outbox.queue(
        "reserve_digest", to=advisor.email, language=advisor.language, person=advisor, lines=lines
    )


def link_to_click(renewal: Renewal) -> OutboxMail:
    """To the merchant: La Poste's link wants to be clicked, or nothing is recorded."""
    return _about(renewal, "link_to_click", renewal.contract.merchant.owner)


def certificate_late(renewal: Renewal) -> OutboxMail:
    """To the merchant, and to the advisor: the certificate should have come by now."""
    if renewal.contract.taken_by:
        _about(renewal, "certificate_late_advisor", renewal.contract.taken_by)
    return _about(renewal, "certificate_late", renewal.contract.merchant.owner)


def certificate_arrived(renewal: Renewal) -> OutboxMail:
    """To the merchant: the certificate came by mail; the range waits for a yes."""
    return _about(renewal, "certificate_arrived", renewal.contract.merchant.owner)


def _about(renewal: Renewal, kind: str, person: User) -> OutboxMail:
    return outbox.queue(
        kind,
        to=person.email,
        language=person.language,
        person=person,
        renewal=renewal,
        contract=renewal.contract,
    )


def _advisor(contract: Contract) -> User:
    if contract.taken_by is None:
        raise LookupError("nobody looks after this contract")
    return contract.taken_by
