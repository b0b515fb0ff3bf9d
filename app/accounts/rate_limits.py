"""Counting tries in the database, so that the limit is one over all processes."""

import hashlib

from flask import current_app
from sqlalchemy import delete, select, update

from app.accounts.models import RateCounter
from app.clock import now
from app.database import insert_new
from app.extensions import db

# To one address, of one kind, within the window of failed sign-ins.
MOST_LINKS = 5


def failed_sign_ins(email: str, address: str) -> bool:
    """Whether this e-mail or this network address has failed too often to be heard now."""
    config = current_app.config
    return bool(
        _tries(_email_key(email)) >= config["SIGN_IN_FAILURES_PER_EMAIL"]
        or _tries(_address_key(address)) >= config["SIGN_IN_FAILURES_PER_ADDRESS"]
    )


def count_failed_sign_in(email: str, address: str) -> None:
    """Remember one failure of both, and forget the windows gone by."""
    for key in (_email_key(email), _address_key(address)):
        _count(key)
    db.session.execute(delete(RateCounter).where(RateCounter.window < _window()))


def too_many_links(purpose: str, email: str) -> bool:
    """Whether this address was sent so many links already that another would be a nuisance."""
    return _tries(_hashed(purpose, email.strip().lower())) >= MOST_LINKS


def count_link(purpose: str, email: str) -> None:
    """Remember that a link was asked for."""
    _count(_hashed(purpose, email.strip().lower()))


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
    return _hashed("email", email.strip().lower())


def _address_key(address: str) -> str:
    return _hashed("address", address)


def _hashed(kind: str, value: str) -> str:
    """Addresses are personal data: only their hash is kept."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
