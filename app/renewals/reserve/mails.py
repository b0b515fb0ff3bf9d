"""The mails about a reserve that ends: one function and three templates each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.accounts.models import User
from app.accounts.person_mail import queue_to
from app.contracts.models import Contract
from app.mail.models import OutboxMail
from app.ranges.reserve import Reserve
from app.ranges.warnings import ReserveLevel
from app.renewals.mails import queue_about, queue_to_staff
from app.renewals.models import Renewal


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One reserve that ends, in the digest of an advisor."""

    contract: Contract
    level: ReserveLevel
    # The end to name, if one is projected.
    until: date | None
    renewal: Renewal | None


def reserve_low(contract: Contract, reserve: Reserve) -> list[OutboxMail]:
    """To the merchant's people who are warned: what is left, until when, and where to renew."""
    people = contract.merchant.warned_people
    return [_reserve("reserve_low", person, contract, reserve) for person in people]


def reserve_urgent(contract: Contract, reserve: Reserve, advisor: User) -> OutboxMail:
    """To the advisor: this merchant soon has no numbers to print labels with."""
    return _reserve("reserve_urgent", advisor, contract, reserve)


def renewal_step(renewal: Renewal, reserve: Reserve) -> list[OutboxMail]:
    """To the same, instead of a warning: the next step of the renewal, and what is left."""
    people = renewal.contract.merchant.warned_people
    return [queue_about(renewal, "renewal_step", person, reserve=reserve) for person in people]


def renewal_step_urgent(renewal: Renewal, reserve: Reserve, advisor: User) -> OutboxMail:
    """To the advisor, instead of the urgent mail: which step this merchant has to take."""
    return queue_about(renewal, "renewal_step_urgent", advisor, reserve=reserve)


def reserve_digest(advisor: User | None, lines: Sequence[DigestLine]) -> OutboxMail:
    """To an advisor, or to support, once a day: whose reserve ends, the first to end first."""
    return queue_to_staff(advisor, "reserve_digest", lines=lines)


def usage_to_tell(contract: Contract, reserve: Reserve) -> OutboxMail:
    """To the merchant whose numbers Sendcloud issues: ask which one was used last."""
    return _reserve("usage_to_tell", contract.merchant.owner, contract, reserve)


def _reserve(kind: str, person: User, contract: Contract, reserve: Reserve) -> OutboxMail:
    return queue_to(person, kind, about=contract, contract=contract, reserve=reserve)
