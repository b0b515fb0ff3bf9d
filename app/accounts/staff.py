"""Sendcloud's own people: who is asked in, who leaves, who comes back."""

from sqlalchemy import select

from app.accounts import mails
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import StaffRole, User, record
from app.clock import now
from app.extensions import db


class AlreadyKnown(Exception):
    """This address has an account, whose owner cannot be asked in anew."""


class Oneself(Exception):
    """Nobody locks themselves out."""


class LastAdmin(Exception):
    """An admin is needed to let others in: the last one stays."""


def all_of_them() -> list[User]:
    """Everybody at Sendcloud, also those who have left, by name; those who work here first."""
    staff = select(User).where(User.staff_role.is_not(None))
    left = User.deactivated_at.is_not(None)
    return list(db.session.scalars(staff.order_by(left, User.name, User.id)))


def invite(email: str, role: StaffRole, by: User) -> AccountLink:
    """Ask somebody in by mail; the newest invitation to an address counts. Raises `AlreadyKnown`."""
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
    """Take an invitation back, once."""
    if link.is_live:
        link.withdrawn_at = now()
        record("staff.invitation_withdrawn", link, None, by)


def join(link: AccountLink, user: User) -> bool:
    """Make a new person one of Sendcloud's: False where the link cannot be followed any more.

    Whoever follows the link has shown that the address is theirs.
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
    """Let somebody in no more and end their sessions: False where that was done before.

    Call it in a write transaction. Raises `Oneself` and `LastAdmin`.
    """
    if person.id == by.id:
        raise Oneself
    admins = _admins_who_may_sign_in()  # locked, so that two cannot send each other away
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
    """Let somebody in again, with the password they had: False where they may sign in."""
    if person.is_active:
        return False
    person.deactivated_at = person.deactivated_by_id = None
    record("staff.reactivated", person, None, by)
    return True


def _admins_who_may_sign_in() -> list[int]:
    admins = select(User).where(User.staff_role == StaffRole.ADMIN, User.deactivated_at.is_(None))
    locked = admins.order_by(User.id).with_for_update(key_share=True)
    found = db.session.scalars(locked.execution_options(populate_existing=True))
    return [admin.id for admin in found]
