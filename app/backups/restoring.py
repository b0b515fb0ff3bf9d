"""Putting a backup back: documents first, then the database in one transaction.

The restored database says itself that it is one, also where no mark is left to compare it with.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Engine, create_engine, func, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import User
from app.backups import postgresql_copy, sqlite_copy
from app.backups.archive import DATABASE, DOCUMENTS, DamagedArchive
from app.clock import now
from app.extensions import db
from app.high_water.checking import notice, read_everything
from app.high_water.models import Cause, Restoration
from app.high_water.registry import registry
from app.uploads.store import is_document_key, store


class NotEmpty(Exception):
    """There is data in the database that the backup would replace."""


class OtherDatabase(Exception):
    """The backup is of the other kind of database: a dump of one cannot be read by the other."""


def restore_backup(folder: Path, manifest: Mapping[str, Any], *, replace: bool) -> int:
    """Restore an archive that was taken apart into a folder; return how many documents were missing.

    Raises `NotEmpty`, `OtherDatabase`, `ToolFailed`, `UnsoundDatabase` and `StoreUnavailable`.
    """
    if manifest.get("database") != db.engine.dialect.name:
        raise OtherDatabase(
            f"The backup is of {manifest.get('database')}, the database is {db.engine.dialect.name}."
        )
    if _has_data():
        if not replace:
            raise NotEmpty
        _write_last_marks()
    count = _restore_documents(folder / DOCUMENTS)
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        _restore_sqlite(folder / DATABASE)
    else:
        _restore_postgresql(folder / DATABASE)
    return count


def _has_data() -> bool:
    """Whether somebody has an account: without one there is nothing to lose."""
    if not inspect(db.engine).has_table(User.__tablename__):
        return False
    found = db.session.scalar(select(func.count(User.id)))
    db.session.rollback()
    return bool(found)


def _write_last_marks() -> None:
    """Note how far the database has come that is about to be replaced, if it can still tell."""
    try:
        if not notice():
            registry().marks.advance(read_everything())
    except SQLAlchemyError as error:
        current_app.logger.warning("the old database gives no marks: %s", type(error).__name__)
    db.session.rollback()


def _restore_documents(folder: Path) -> int:
    """Write the documents that the store does not have; those it has are never touched."""
    count = 0
    for path in sorted(folder.glob("*/*")):
        key = path.relative_to(folder).as_posix()
        if not is_document_key(key):
            raise DamagedArchive(f"{key!r} is no document")
        if not store().has(key):
            store().write(key, path.read_bytes())
            count += 1
    return count


def _restore_sqlite(copy: Path) -> None:
    _say_restored(create_engine(f"sqlite:///{copy}"))
    db.engine.dispose()
    sqlite_copy.replace_database(db.engine, copy)


def _restore_postgresql(dump: Path) -> None:
    with db.engine.connect() as connection:
        connection.detach()  # its settings are changed by the dump
        with connection.begin():
            bin_folder = current_app.config["POSTGRESQL_BIN"]
            postgresql_copy.replace_database(connection, bin_folder, dump)
            connection.execute(_new_restoration())


def _say_restored(copied: Engine) -> None:
    """Write into the copy, before it is the database, that it is a restored one."""
    try:
        with copied.begin() as connection:
            connection.execute(_new_restoration())
    finally:
        copied.dispose()


def _new_restoration() -> Any:
    """An insert: whoever notices it later writes the mails."""
    return insert(Restoration).values(cause=Cause.RESTORE, noticed_at=now())
