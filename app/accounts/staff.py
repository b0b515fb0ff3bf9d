"""Sendcloud's staff: inviting, joining, deactivating and reactivating."""

from sqlalchemy import select

from app.accounts import mails
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import StaffRole, User, record
from app.clock import now
from app.extensions import db


class AlreadyKnown(Exception):
    """An account has this address already, so it cannot be invited."""


class OwnAccount(Exception):
    """Admins cannot deactivate their own account."""


class LastAdmin(Exception):
    """The last active admin cannot be deactivated."""


def all_staff() -> list[User]:
    """Return all staff by name, active ones first, deactivated ones last."""
    staff = select(User).where(User.staff_role.is_not(None))
    left = User.deactivated_at.is_not(None)
    return list(db.session.scalars(staff.order_by(left, User.name, User.id)))


def invite(email: str, role: StaffRole, by: User) -> AccountLink:
    """Invite somebody by mail, replacing earlier invitations to the address.

    Raises `AlreadyKnown`.
    """
    if User.by_email(email):
        raise AlreadyKnown
    for earlier in AccountLink.pending_staff_invitations():
        if earlier.email == email.strip().lower():
            earlier.withdrawn_at = now()
    link, token = AccountLink.issue(Purpose.INVITATION, email, staff_role=role, created_by_id=by.id)
    record("staff.invited", link, None, by, role=role)
    mails.staff_invitation(email, role, by, token)
    return link


def withdraw(link: AccountLink, by: User) -> None:
    """Withdraw an invitation if it can still be accepted."""
    if link.is_live:
        link.withdrawn_at = now()
        record("staff.invitation_withdrawn", link, None, by)


def join(link: AccountLink, user: User) -> bool:
    """Add a new user to Sendcloud's staff; False if the link can no longer be used.

    Following the link confirms the address.
    """
    if not link.use():
        return False
    user.staff_role = link.staff_role
    db.session.add(user)
    db.session.flush()
    user.confirm()
    record("staff.joined", user, None, user, role=str(link.staff_role))
    return True


def deactivate(person: User, by: User) -> bool:
    """Deactivate an account and end its sessions; False if it is deactivated already.

    Call it in a write transaction. Raises `OwnAccount` and `LastAdmin`.
    """
    if person.id == by.id:
        raise OwnAccount
    admins = _lock_active_admins()  # two admins must not deactivate each other at once
    db.session.refresh(person)
    if not person.is_active:
        return False
    if admins in ([], [person.id]):
        raise LastAdmin
    person.deactivated_at, person.deactivated_by_id = now(), by.id
    person.end_sessions()
    record("staff.deactivated", person, None, by)
    return True


def reactivate(person: User, by: User) -> bool:
    """Reactivate an account, with the same password; False if it is active."""
    if person.is_active:
        return False
    person.deactivated_at = person.deactivated_by_id = None
    record("staff.reactivated", person, None, by)
    return True


def _lock_active_admins() -> list[int]:
    admins = select(User).where(User.staff_role == StaffRole.ADMIN, User.deactivated_at.is_(None))
    locked = admins.order_by(User.id).with_for_update(key_share=True)
    found = db.session.scalars(locked.execution_options(populate_existing=True))
    return [admin.id for admin in found]
