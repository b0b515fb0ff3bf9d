"""The people of a company: inviting, joining, removing, and changing the owner."""

from sqlalchemy import select

from app.accounts import mails
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import Membership, Merchant, Role, User, record
from app.clock import now
from app.database import FREE_KEY
from app.extensions import db


class AlreadyElsewhere(Exception):
    """The person already works for a company or for Sendcloud."""


class OwnerStays(Exception):
    """The owner cannot be removed: another member must become the owner first."""


def invite(merchant: Merchant, email: str, role: Role, by: User) -> AccountLink:
    """Invite somebody by mail, replacing earlier invitations to the address.

    Raises `AlreadyElsewhere`, also for a member of this company.
    """
    known = User.by_email(email)
    if known and (known.is_advisor or known.merchant is not None):
        raise AlreadyElsewhere
    for earlier in AccountLink.pending_invitations(merchant):
        if earlier.email == email.strip().lower():
            earlier.withdrawn_at = now()
    link, token = AccountLink.issue(
        Purpose.INVITATION, email, merchant_id=merchant.id, role=role, created_by_id=by.id
    )
    record("team.invited", link, merchant, by, role=role)
    mails.invitation(merchant, email, role, by, token)
    return link


def withdraw(link: AccountLink, by: User) -> None:
    """Withdraw an invitation if it can still be accepted."""
    if link.is_live:
        link.withdrawn_at = now()
        record("team.invitation_withdrawn", link, link.merchant, by)


def join(link: AccountLink, user: User) -> bool:
    """Add a person to the company; False if the link can no longer be used.

    Following the link confirms the address. Raises `AlreadyElsewhere`.
    """
    if user.id:  # locked, so that two invitations accepted at once lead to one company only
        db.session.get_one(User, user.id, with_for_update=FREE_KEY)
        db.session.expire(user, ["memberships"])
    if user.is_advisor or user.merchant is not None:
        raise AlreadyElsewhere
    if not link.use():
        return False
    db.session.add(Membership(user=user, merchant_id=link.merchant_id, role=link.role))
    db.session.flush()
    user.confirm()
    record("team.joined", user, link.merchant, user, role=str(link.role))
    return True


def remove(membership: Membership, by: User) -> None:
    """Remove a member. Their sessions stay open, but no longer show the company.

    Raises `OwnerStays`.
    """
    if membership.role == Role.OWNER:
        raise OwnerStays
    record("team.removed", membership.user, membership.merchant, by, role=membership.role)
    db.session.delete(membership)


def others(merchant: Merchant) -> list[Membership]:
    """The people of a company beside its owner, by name."""
    found = (member for member in merchant.memberships if member.role != Role.OWNER)
    return sorted(found, key=lambda member: (member.user.name.casefold(), member.id))


def set_warned(member: Membership, wanted: bool, by: User) -> None:
    """Warn this person too that numbers run out, or no longer."""
    if member.is_warned != wanted:
        member.warned_since = now() if wanted else None
        record("team.warned" if wanted else "team.not_warned", member.user, member.merchant, by)


def set_renewing(member: Membership, wanted: bool, by: User) -> None:
    """Let this packer renew the range, or no longer; nobody else is let."""
    wanted = wanted and member.role == Role.SHIPPER
    if (member.renews_since is not None) != wanted:
        member.renews_since = now() if wanted else None
        record("team.renews" if wanted else "team.renews_not", member.user, member.merchant, by)


def hand_over(merchant: Merchant, to: Membership, by: User) -> bool:
    """Make another member the owner; the previous owner becomes a shipper.

    False if `by` is no longer the owner. Call it in a write transaction.
    """
    db.session.get_one(Merchant, merchant.id, with_for_update=FREE_KEY, populate_existing=True)
    roles = select(Membership).where(Membership.merchant_id == merchant.id)
    members = db.session.scalars(roles.execution_options(populate_existing=True)).all()
    before = next(m for m in members if m.role == Role.OWNER)
    if before.user_id != by.id:
        return False
    if before is to:
        return True
    before.role, to.role = Role.SHIPPER, Role.OWNER
    record("team.owner_changed", to.user, merchant, by)
    return True
