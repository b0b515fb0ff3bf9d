"""Deletes files from the store whose row was never committed, after a day."""

import logging
from datetime import timedelta
from itertools import islice

from app.clock import now
from app.extensions import db
from app.uploads.models import Upload
from app.uploads.store import StoreUnavailable, store

# Far longer than any request: the row of a newer file may not be committed yet.
GRACE = timedelta(days=1)
# Once an hour, in this minute: listing an S3 bucket costs money.
_MINUTE = 17
_AT_ONCE = 500

logger = logging.getLogger(__name__)


def sweep_away_files_without_a_row() -> int:
    """Call `sweep_away` once an hour; the worker calls this every minute. Return how many went."""
    return sweep_away() if now().minute == _MINUTE else 0


def sweep_away() -> int:
    """Delete files older than `GRACE` that have no row; return how many.

    Several workers may call it at once.
    """
    swept = 0
    try:
        old = (key for key, since in store().list_keys() if since < now() - GRACE)
        while keys := list(islice(old, _AT_ONCE)):
            known = Upload.known_keys(keys)
            db.session.rollback()  # no transaction stays open while waiting for the store
            for key in set(keys) - known:
                store().delete(key)
                swept += 1
    except StoreUnavailable as error:
        logger.warning("the store did not answer: %s", error)
    if swept:
        logger.info("%s files without a row were swept away", swept)
    return swept
