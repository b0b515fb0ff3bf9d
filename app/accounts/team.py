"""The people of a company: who is asked to join, who leaves, who owns it."""

from sqlalchemy import select

from app.accounts import mails
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import Membership, Merchant, Role, User, record
from app.clock import now
from app.extensions import db


class AlreadyElsewhere(Exception):
    """This person works for another company, or for Sendcloud."""


class OwnerStays(Exception):
    """A company keeps its owner: somebody else must take over first."""


def invite(merchant: Merchant, email: str, role: Role, by: User) -> AccountLink:
    """Ask somebody to join as `role`. Raises `AlreadyElsewhere`; a member is not asked again."""
    known = User.by_email(email)
    if known and (known.is_advisor or known.merchant is not None):
        raise AlreadyElsewhere
    for earlier in AccountLink.pending_invitations(merchant):
        if earlier.email == email.strip().lower():
            earlier.withdrawn_at = now()  # the newest invitation counts
    link, token = AccountLink.issue(
        Purpose.INVITATION, email, merchant_id=merchant.id, role=role, created_by_id=by.id
    )
    record("team.invited", link, merchant, by, role=role)
    mails.invitation(merchant, email, role, by, token)
    return link


def withdraw(link: AccountLink, by: User) -> None:
    """Take an invitation back, once."""
    if link.is_live:
        link.withdrawn_at = now()
        record("team.invitation_withdrawn", link, link.merchant, by)


def join(link: AccountLink, user: User) -> bool:
    """Make the person a member, once: False where the link cannot be followed any more.

    Raises `AlreadyElsewhere`. Whoever follows the link has shown that the address is theirs.
    """
    if user.id:  # two invitations that are accepted at once lead to one company
        db.session.get_one(User, user.id, with_for_update={"key_share": True})
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
    """Part with somebody. Their sessions stay open, but show nothing of the company any more."""
    if membership.role == Role.OWNER:
        raise OwnerStays
    record("team.removed", membership.user, membership.merchant, by, role=membership.role)
    db.session.delete(membership)


def hand_over(merchant: Merchant, to: Membership, by: User) -> bool:
    """Make another member the owner; the owner of before prepares shipments from now on.

    False where `by` is not the owner any more: somebody was quicker. Call it in a write transaction.
    """
    held = {"key_share": True}
    db.session.get_one(Merchant, merchant.id, with_for_update=held, populate_existing=True)
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
