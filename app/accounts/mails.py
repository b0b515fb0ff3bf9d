"""The mails about accounts: one function and three templates each."""

from app.accounts.models import Merchant, Role, StaffRole, User
from app.language import language
from app.mail import outbox
from app.mail.models import OutboxMail


def address_confirmation(user: User, token: str) -> OutboxMail:
    """To somebody who signed up: asks whether the address is theirs."""
    return outbox.queue(
        "address_confirmation", to=user.email, language=user.language, person=user, token=token
    )


def new_address(user: User, to: str, token: str) -> OutboxMail:
    """To a new address of somebody: asks whether it is theirs."""
    return outbox.queue("new_address", to=to, language=user.language, person=user, token=token)


def address_changed(user: User, before: str) -> OutboxMail:
    """To somebody's former address: mails go elsewhere from now on."""
    return outbox.queue("address_changed", to=before, language=user.language, person=user)


def password_reset(user: User, token: str) -> OutboxMail:
    """To somebody who has lost their password."""
    return outbox.queue(
        "password_reset", to=user.email, language=user.language, person=user, token=token
    )


def invitation(merchant: Merchant, to: str, role: Role, by: User, token: str) -> OutboxMail:
    """To somebody who is asked to join a company; in their language, where that is known."""
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
    """To somebody at Sendcloud who is asked in, as an advisor or an admin."""
    return outbox.queue(
        "staff_invitation",
        to=to,
        language=language(),
        reply_to=by.email,
        role=role,
        by=by,
        token=token,
    )
