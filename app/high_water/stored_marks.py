"""The marks in the store of documents, where several machines may use one database.

They are written once a minute and never while somebody waits. They are read into the folder of this
machine: a machine that is new knows none yet.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from app.extensions import db
from app.high_water.marks import Identity
from app.high_water.registry import registry
from app.uploads.store import KEPT, Bucket, StoreUnavailable, store

KEY = f"{KEPT}high-water"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredMarks:
    """The marks of every counter, and the identity of the database they are for."""

    counters: Mapping[str, int]
    identity: Identity | None

    def write(self) -> None:
        """Put them into the store. Raises `StoreUnavailable`."""
        found = {"counters": dict(self.counters), "identity": dict(self.identity or {})}
        store().write(KEY, json.dumps(found).encode())


def is_beyond_one_machine() -> bool:
    """Whether the marks are in the store too: other machines may use the same database."""
    return isinstance(store(), Bucket) or db.engine.dialect.name == "postgresql"


def read_stored_marks() -> StoredMarks:
    """Take the marks of the store into the folder of this machine; return them.

    Raises `StoreUnavailable`.
    """
    found = json.loads(store().read(KEY)) if store().has(KEY) else {}
    stored = StoredMarks(found.get("counters", {}), found.get("identity") or None)
    marks = registry().marks
    marks.advance(stored.counters)
    if stored.identity and marks.identity() != stored.identity:
        marks.set_identity(stored.identity)
    registry().has_read_store = True
    return stored


def forget_marks() -> None:
    """Delete every mark, here and in the store: only for numbers that are on no letter.

    Raises `StoreUnavailable`.
    """
    registry().marks.forget()
    if is_beyond_one_machine():
        store().delete(KEY)


def read_stored_marks_once() -> None:
    """Read them if this process has not yet done so, as when it draws before the first minute.

    Raises `StoreUnavailable` on a machine that has no marks of its own.
    """
    if registry().has_read_store or not is_beyond_one_machine():
        return
    try:
        read_stored_marks()
    except StoreUnavailable as error:
        if registry().marks.identity() is None:
            raise
        logger.warning("the store did not answer; the marks of this machine are used: %s", error)
