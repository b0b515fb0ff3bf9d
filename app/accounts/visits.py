"""Visits: an advisor reads a merchant's pages as its owner sees them, without changing anything."""

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
    """The merchant whose pages are read, and when the visit ends."""

    merchant: Merchant
    ends_at: datetime


def begin(merchant: Merchant, by: User) -> None:
    """Begin a visit, and record it in the journal, where the merchant can read it.

    If the advisor visits this merchant already, nothing changes.
    """
    visit = current()
    if visit and visit.merchant.id == merchant.id:
        return
    record("merchant.visited", merchant, merchant, by)
    # Bound to the advisor's session key: the visit ends with the session.
    session[_KEY] = [merchant.id, by.get_id(), int(now().timestamp())]


def current() -> Visit | None:
    """Return the current visit, if any: for `LONGEST` at most, by the advisor who began it."""
    if _KEY not in session or not current_user.is_authenticated or not current_user.is_advisor:
        return None
    merchant_id, visitor, began = session[_KEY]
    ends_at = datetime.fromtimestamp(began, UTC) + LONGEST
    if visitor != current_user.get_id() or now() >= ends_at:
        return None
    merchant = db.session.get(Merchant, merchant_id)
    return Visit(merchant, ends_at) if merchant else None


def end() -> None:
    """End the visit."""
    session.pop(_KEY, None)
