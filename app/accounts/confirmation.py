"""Asking the owner of an account to confirm their e-mail address."""

from app.accounts import mails
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import User


def send_confirmation_to(user: User) -> None:
    """Send a link that confirms the user's address; call it in a write transaction."""
    _link, token = AccountLink.issue(Purpose.CONFIRMATION, user.email, user_id=user.id)
    mails.address_confirmation(user, token)
