"""Limits on failed sign-ins and on links sent, counted in the database over all processes.

Time is cut into windows of `SIGN_IN_WINDOW_MINUTES`, and each window is counted separately.
"""

import hashlib

from flask import current_app
from sqlalchemy import delete, select, update

from app.accounts.models import RateCounter
from app.clock import now
from app.database import insert_new
from app.extensions import db

# Links with one purpose, sent to one address within one window.
MOST_LINKS = 5


def too_many_failed_sign_ins(email: str, address: str) -> bool:
    """Whether too many sign-ins for this e-mail, or from this network address, have failed."""
    config = current_app.config
    return bool(
        _tries(_email_key(email)) >= config["SIGN_IN_FAILURES_PER_EMAIL"]
        or _tries(_address_key(address)) >= config["SIGN_IN_FAILURES_PER_ADDRESS"]
    )


def count_failed_sign_in(email: str, address: str) -> None:
    """Count a failure for both, and delete the counters of past windows."""
    for key in (_email_key(email), _address_key(address)):
        _count(key)
    db.session.execute(delete(RateCounter).where(RateCounter.window < _window()))


def too_many_links(purpose: str, email: str) -> bool:
    """Whether `MOST_LINKS` links with this purpose were sent to this address."""
    return _tries(_hash(purpose, email.strip().lower())) >= MOST_LINKS


def count_link(purpose: str, email: str) -> None:
    """Count a link sent to this address."""
    _count(_hash(purpose, email.strip().lower()))


def _tries(key: str) -> int:
    counted = select(RateCounter.tries).where(
        RateCounter.key == key, RateCounter.window == _window()
    )
    return db.session.scalar(counted) or 0


def _count(key: str) -> None:
    insert_new(db.session, RateCounter, [{"key": key, "window": _window(), "tries": 0}])
    db.session.execute(
        update(RateCounter)
        .where(RateCounter.key == key, RateCounter.window == _window())
        .values(tries=RateCounter.tries + 1)
    )


def _window() -> int:
    minutes: int = current_app.config["SIGN_IN_WINDOW_MINUTES"]
    return int(now().timestamp()) // (60 * minutes)


def _email_key(email: str) -> str:
    return _hash("email", email.strip().lower())


def _address_key(address: str) -> str:
    return _hash("address", address)


def _hash(kind: str, value: str) -> str:
    """Hash an address: it is personal data, so it is not stored itself."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
