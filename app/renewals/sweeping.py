"""Doing the same for many, so that a failure of one does not stop the others."""

import logging
from collections.abc import Callable, Iterable

from app.extensions import db

logger = logging.getLogger(__name__)


def for_each(ids: Iterable[int], write: Callable[[int], int]) -> int:
    """Call `write`, which commits, for each; return the sum. A failure is logged, the next sweep retries."""
    return sum(_attempt(one, write) for one in ids)


def _attempt(one: int, write: Callable[[int], int]) -> int:
    try:
        return write(one)
    except Exception:
        db.session.rollback()
        logger.exception("%s failed for %s", write.__qualname__, one)
        return 0
