"""Deletes files from the store whose row was never committed, after a day."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from flask import Flask, current_app

from app.clock import now
from app.extensions import db
from app.uploads.models import Upload
from app.uploads.store import KEPT, StoreUnavailable, store

# Far longer than any request: the row of a newer file may not be committed yet.
GRACE = timedelta(days=1)
# Once an hour, in this minute: listing an S3 bucket costs money.
_MINUTE = 17
_AT_ONCE = 500

logger = logging.getLogger(__name__)


def sweep_only_from(app: Flask, moment: Callable[[], datetime | None]) -> None:
    """Have a package above say since when files may be deleted; None means that none may."""
    app.extensions["sweep_files_from"] = moment


def sweep_away_files_without_a_row() -> int:
    """Call `sweep_away` once an hour; the worker calls this every minute. Return how many went."""
    return sweep_away() if now().minute == _MINUTE else 0


def sweep_away() -> int:
    """Delete files older than `GRACE` that have no row; return how many.

    Several workers may call it at once.
    """
    swept = 0
    first = current_app.extensions["sweep_files_from"]()
    if first is None:
        logger.warning("no file is swept away: the database may have lost rows")
        return 0
    try:
        listed = (found for found in store().list_keys() if not found[0].startswith(KEPT))
        old = (key for key, since in listed if first <= since < now() - GRACE)
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
