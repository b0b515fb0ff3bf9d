"""Files whose row was never committed are swept away after a day."""

import logging
from datetime import timedelta
from itertools import islice

from app.clock import now
from app.extensions import db
from app.uploads.models import Upload
from app.uploads.store import StoreUnavailable, store

# Far longer than any request: the row of a younger file may still come.
GRACE = timedelta(days=1)
# The store is listed once an hour: that is paid for, and nothing is urgent.
_MINUTE = 17
_AT_ONCE = 500

logger = logging.getLogger(__name__)


def sweep_away_files_without_a_row() -> int:
    """What the worker calls every minute: sweep once an hour; returns how many went."""
    return sweep_away() if now().minute == _MINUTE else 0


def sweep_away() -> int:
    """Delete each file that is older than `GRACE` and has no row; several may do so at once."""
    swept = 0
    try:
        old = (key for key, since in store().list_keys() if since < now() - GRACE)
        while keys := list(islice(old, _AT_ONCE)):
            known = Upload.known_keys(keys)
            db.session.rollback()  # nothing is held open while the store is waited for
            for key in set(keys) - known:
                store().delete(key)
                swept += 1
    except StoreUnavailable as trouble:
        logger.warning("the store did not answer: %s", trouble)
    if swept:
        logger.info("%s files without a row were swept away", swept)
    return swept
