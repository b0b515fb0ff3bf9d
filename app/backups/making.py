"""Making a backup: the database as it is at one moment, and every document it names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app
from sqlalchemy import text

from app.backups import postgresql_copy, sqlite_copy
from app.backups.archive import DATABASE, DOCUMENTS, ArchiveWriter, writing
from app.clock import now
from app.durable_files import put_in_place
from app.extensions import db
from app.uploads.store import store


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """What went into a backup, and which documents the store did not have."""

    documents: int
    missing: list[str]


def make_backup(file: Path) -> MadeBackup:
    """Write a backup; the file is there when it is whole. Raises `ToolFailed`, `StoreUnavailable`."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        # Readable by nobody else: it holds people's addresses.
        with os.fdopen(
            os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
        ) as out:
            with (
                _copied_database() as (database, keys),
                writing(out, current_app.config["BACKUP_KEY"]) as archive,
            ):
                archive.add_file(DATABASE, database)
                missing = list(_add_documents(archive, keys))
                archive.finish(_about())
            out.flush()
            os.fsync(out.fileno())
        put_in_place(unfinished, file)
    finally:
        unfinished.unlink(missing_ok=True)
    return MadeBackup(len(keys) - len(missing), missing)


@contextmanager
def _copied_database() -> Iterator[tuple[Path, list[str]]]:
    """Yield a copy of the database, and the keys of the documents in it."""
    with TemporaryDirectory(dir=current_app.instance_path, prefix="backup-") as name:
        folder = Path(name)
        if db.engine.dialect.name == "sqlite":
            with sqlite_copy.copied_database(db.engine, folder) as copied:
                yield copied
            return
        bin_folder = current_app.config["POSTGRESQL_BIN"]
        with postgresql_copy.dumped_database(db.engine, bin_folder, folder) as copied:
            yield copied


def _add_documents(archive: ArchiveWriter, keys: list[str]) -> Iterator[str]:
    """Add the documents, one at a time in memory; yield the keys that the store does not have."""
    for key in keys:
        if store().has(key):
            archive.add_bytes(f"{DOCUMENTS}{key}", store().read(key))
        else:
            yield key


def _about() -> dict[str, str]:
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    db.session.rollback()
    return {
        "made_at": f"{now():%Y-%m-%d %H:%M:%S} UTC",
        "database": db.engine.dialect.name,
        "revision": str(revision),
    }
