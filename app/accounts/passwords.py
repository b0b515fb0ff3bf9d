"""Password hashes (argon2id). Hashing is slow by design: never do it in a write transaction."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from flask import current_app

# Hashed for an address without an account, so that the response takes as long as for one with.
_NO_ACCOUNT = "-"


def hash_password(password: str) -> str:
    """Return the hash to store."""
    return _hasher().hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. For None, return False after the same time."""
    if password_hash is None:
        _hasher().hash(_NO_ACCOUNT)
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
