"""Passwords, kept as argon2id hashes. Hashing is slow by design: never inside a write."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app

# What an unknown address is checked against, so that its answer takes as long as a known one's.
_NOBODY = "-"


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password; with None, takes as long and answers no."""
    if password_hash is None:
        _hasher().hash(_NOBODY)
        return False
    try:
        return _hasher().verify(password_hash, password)
    except VerificationError:
        return False


def _hasher() -> PasswordHasher:
    return PasswordHasher(
        time_cost=current_app.config["ARGON2_TIME_COST"],
        memory_cost=current_app.config["ARGON2_MEMORY_KIB"],
    )
