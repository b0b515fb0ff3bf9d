"""A visit: an advisor reads the pages of a merchant as its owner sees them, and changes nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import session
from flask_login import current_user

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.extensions import db

_KEY = "visit"
LONGEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """Whose pages are read, and until when."""

    merchant: Merchant
    ends_at: datetime


def begin(merchant: Merchant, by: User) -> None:
    """Open a merchant's pages to an advisor; they read in their own journal that it was done.

    A second click goes on with the visit there is.
    """
    visit = current()
    if visit and visit.merchant.id == merchant.id:
        return
    record("merchant.visited", merchant, merchant, by)
    # The session of the advisor is named: with it, the visit ends.
    session[_KEY] = [merchant.id, by.get_id(), int(now().timestamp())]


def current() -> Visit | None:
    """The visit that is on, if any: not for long, and only for the advisor who began it."""
    if _KEY not in session or not current_user.is_authenticated or not current_user.is_advisor:
        return None
    merchant_id, visitor, began = session[_KEY]
    ends_at = datetime.fromtimestamp(began, UTC) + LONGEST
    if visitor != current_user.get_id() or now() >= ends_at:
        return None
    merchant = db.session.get(Merchant, merchant_id)
    return Visit(merchant, ends_at) if merchant else None


def end() -> None:
    """Close the merchant's pages."""
    session.pop(_KEY, None)
