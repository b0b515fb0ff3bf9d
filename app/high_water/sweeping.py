"""The worker's part: comparing once a minute, and writing the marks that are missing."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zlib import crc32

from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.high_water.checking import notice, read_everything
from app.high_water.models import Restoration, identity
from app.high_water.registry import registry
from app.high_water.stored_marks import (
    KEY,
    StoredMarks,
    is_beyond_one_machine,
    read_stored_marks,
)
from app.uploads.store import StoreUnavailable

_LOCK = crc32(KEY.encode())

logger = logging.getLogger(__name__)


def keep_marks() -> None:
    """Take in the marks of the store, compare, and write what is missing on either side.

    The workers call it every minute. One that finds another at work leaves it to that one.
    """
    with _alone() as is_alone:
        if not is_alone:
            return
        try:
            stored = read_stored_marks() if is_beyond_one_machine() else None
            if not notice():
                _write_marks(stored)
        except StoreUnavailable as error:
            logger.warning("the store of the marks did not answer: %s", error)


def look_at_start(app: Flask) -> None:
    """Compare when a process starts; a database without tables is looked at later."""
    with app.app_context():
        try:
            keep_marks()
        except SQLAlchemyError as error:
            logger.warning("the database cannot be compared yet: %s", type(error).__name__)


def moment_to_sweep_from() -> datetime | None:
    """Since when a file without a row may be deleted; None while none may.

    Older files may have lost their row with the restore.
    """
    if notice():
        return None
    settled = db.session.scalar(select(func.max(Restoration.settled_at)))
    return settled or datetime.min.replace(tzinfo=UTC)


def _write_marks(stored: StoredMarks | None) -> None:
    """Write the values of the database as marks, here and in the store."""
    values, found = read_everything(), identity()
    db.session.rollback()  # no transaction stays open while waiting for the store
    marks = registry().marks
    marks.advance(values)
    if marks.identity() != found:
        marks.set_identity(found)
    if stored is None:
        return
    counters = dict(stored.counters)
    counters |= {name: max(value, counters.get(name, 0)) for name, value in values.items()}
    newest = StoredMarks(counters, found)
    if newest != stored:
        newest.write()


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other worker is at it, on whichever machine: a mark never moves back."""
    if db.engine.dialect.name != "postgresql":
        with registry().marks.work_alone() as is_alone:
            yield is_alone
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        is_alone = bool(connection.scalar(text(f"SELECT pg_try_advisory_lock({_LOCK})")))
        try:
            yield is_alone
        finally:
            if is_alone:
                connection.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
