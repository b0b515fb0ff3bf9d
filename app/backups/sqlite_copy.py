"""SQLite's own backup interface: a copy of a database that is in use, and one written back."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine


class UnsoundDatabase(ValueError):
    """SQLite finds the database of a backup to be damaged."""


@contextmanager
def copied_database(engine: Engine, folder: Path) -> Iterator[tuple[Path, list[str]]]:
    """Copy the database into a folder, as it is at one moment; yield the copy and its documents."""
    copy = folder / "database"
    with closing(_live(engine)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        # One file: a journal beside it would be missing from the archive.
        target.execute("PRAGMA journal_mode = DELETE")
        keys = [key for (key,) in target.execute("SELECT key FROM upload ORDER BY id")]
    yield copy, keys


def replace_database(engine: Engine, copy: Path) -> None:
    """Write the copy over the database, in one transaction: all of it or nothing.

    Whoever has the database open sees either. Raises `UnsoundDatabase`.
    """
    with closing(sqlite3.connect(copy)) as source:
        if source.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise UnsoundDatabase("SQLite finds it damaged")
        # As in the database that it is to be: SQLite copies this mark of the file too.
        source.execute("PRAGMA journal_mode = WAL")
        with closing(_live(engine)) as target:
            source.backup(target)


def _live(engine: Engine) -> sqlite3.Connection:
    return sqlite3.connect(engine.url.database or "", timeout=30)
