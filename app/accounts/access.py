"""Look-ups of members, staff and invitations for their pages; what is not found is a 404."""

from flask import abort
from sqlalchemy import select

from app.accounts.guards import current_merchant
from app.accounts.links import AccountLink
from app.accounts.models import Membership, User
from app.database import FREE_KEY
from app.extensions import db


def member_or_404(membership_id: int) -> Membership:
    """Return the membership in the current merchant's company, locked, or 404."""
    own = select(Membership).where(
        Membership.id == membership_id, Membership.merchant_id == current_merchant().id
    )
    return db.session.scalar(own.with_for_update()) or abort(404)


def invitation_or_404(link_id: int) -> AccountLink:
    """Return the invitation to the current merchant's company, or 404."""
    link = db.session.get(AccountLink, link_id)
    if link is None or link.merchant_id != current_merchant().id:
        abort(404)
    return link


def staff_invitation_or_404(link_id: int) -> AccountLink:
    """Return the invitation to Sendcloud's staff, or 404."""
    link = db.session.get(AccountLink, link_id)
    if link is None or link.staff_role is None:
        abort(404)
    return link


def staff_member_or_404(user_id: int) -> User:
    """Return the member of Sendcloud's staff, locked, or 404."""
    person = db.session.get(User, user_id, with_for_update=FREE_KEY)
    if person is None or not person.is_advisor:
        abort(404)
    return person
