"""Activating a contract: the only way it becomes active."""

from app.accounts.models import User
from app.contracts.models import Contract
from app.onboarding.answers import Answers
from app.onboarding.desk.checklist import ChecklistIncomplete, unverified_items
from app.onboarding.mails import send_activation_notice
from app.ranges.bounds import Bounds
from app.ranges.certificates import certify
from app.ranges.models import Issuer, open_range
from app.uploads.models import Stored, Upload


class NotRequested(Exception):
    """The activation of this contract was not requested."""


class SenderMissing(Exception):
    """The sender's address, which every label carries, is not known."""


class AccountTaken(Exception):
    """Another contract of this merchant is activated with the same *compte de suivi*."""


def activate(
    contract: Contract,
    bounds: Bounds,
    *,
    by: User,
    reason: str | None = None,
    issuer: Issuer = Issuer.SILLAGE,
    certificate: Stored | None = None,
) -> bool:
    """Open the first range, with its one issuer, and make the contract active.

    Call it in a write transaction, with the contract locked. Returns False, and changes nothing,
    if the contract is activated already. Raises `NotRequested`, `SenderMissing`,
    `ChecklistIncomplete` with the items whose current value is not verified, `AccountTaken` and
    `RangeOverlap`.
    """
    if contract.is_activated:
        return False
    if not contract.is_requested:
        raise NotRequested
    if not contract.sender_lines:
        raise SenderMissing
    missing = unverified_items(Answers.about(contract))
    if missing:
        raise ChecklistIncomplete(missing)
    if contract.rival:
        raise AccountTaken
    opened = open_range(contract, bounds, by=by, issuer=issuer, reason=reason)
    if certificate:
        certify(opened, by=by, upload=Upload.add(certificate))
    contract.noted_range = None
    contract.mark_active(by)
    send_activation_notice(contract)
    return True
