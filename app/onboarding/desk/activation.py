"""The one door through which a contract becomes active."""

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
    """Nobody has asked for this contract to be activated."""


class SenderMissing(Exception):
    """The merchant has not told the sender's address, which every label carries."""


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
    """Open the first range, issued by one system only, and make the contract active.

    Call it in a write transaction, with the contract locked. Twice is once: False where it was
    activated before. Raises `NotRequested`, `SenderMissing`, `ChecklistIncomplete` with the items
    that are not verified as they stand now, `AccountTaken` and `RangeOverlap`.
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
