"""The mails about accounts, one function and three templates each."""

from app.accounts.models import Merchant, Role, StaffRole, User
from app.accounts.person_mail import queue_to
from app.language import language
from app.mail import outbox
from app.mail.models import OutboxMail


def address_confirmation(user: User, token: str) -> OutboxMail:
    """To somebody who signed up: a link to confirm that the address is theirs."""
    return queue_to(user, "address_confirmation", token=token)


def new_address(user: User, to: str, token: str) -> OutboxMail:
    """To somebody's new address: a link to confirm that it is theirs."""
    return outbox.queue("new_address", to=to, language=user.language, person=user, token=token)


def address_changed(user: User, before: str) -> OutboxMail:
    """To somebody's former address: the address of their account was changed."""
    return outbox.queue("address_changed", to=before, language=user.language, person=user)


def password_reset(user: User, token: str) -> OutboxMail:
    """To somebody who has forgotten their password: a link to set a new one."""
    return queue_to(user, "password_reset", token=token)


def invitation(merchant: Merchant, to: str, role: Role, by: User, token: str) -> OutboxMail:
    """To somebody who is invited to a company; in their language if they have an account."""
    known = User.by_email(to)
    return outbox.queue(
        "invitation",
        to=to,
        language=known.language if known else language(),
        reply_to=by.email,
        merchant=merchant,
        role=role,
        by=by,
        token=token,
    )


def staff_invitation(to: str, role: StaffRole, by: User, token: str) -> OutboxMail:
    """To somebody who is invited to Sendcloud's staff, as an advisor or an admin."""
    return outbox.queue(
        "staff_invitation",
        to=to,
        language=language(),
        reply_to=by.email,
        role=role,
        by=by,
        token=token,
    )
