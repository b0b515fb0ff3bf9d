"""How migrations run: each wholly or not at all, with every reference and guard kept.

SQLite changes a table by making it anew: copying its rows, dropping it, and giving the copy its
name (Alembic's batches do so). On the way nothing must be lost that hangs on the table. With
foreign keys on, dropping a table breaks what refers to it, so they are off while migrations run,
and all references are checked after each migration instead. Dropping a table drops its triggers
too, so they are written again.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, cast

from alembic.ddl.sqlite import SQLiteImpl
from alembic.runtime.migration import MigrationContext, MigrationInfo
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, Table

from app.database import WRITES


class BrokenReference(RuntimeError):
    """A migration leaves a row that refers to none; nothing of the migration is kept."""


@contextmanager
def connection_for_migrations(engine: Engine) -> Iterator[Connection]:
    """A connection of its own; on SQLite without foreign keys, and its transactions write at once.

    `check_references` must be called before each transaction ends.
    """
    with engine.connect() as connection:
        # Closed afterwards: nobody else is given a connection without foreign keys.
        connection.detach()
        if connection.dialect.name == "sqlite":
            connection.execution_options(**{WRITES: True})
            # Around SQLAlchemy, which would begin a transaction: inside one it has no effect.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        yield connection


def check_references(
    *,
    ctx: MigrationContext,
    step: MigrationInfo,
    heads: Collection[str],
    run_args: Mapping[str, Any],
) -> None:
    """Alembic calls this after each migration, before its transaction ends.

    Raises `BrokenReference` where a row refers to one that is not there.
    """
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        raise BrokenReference(
            f"migration {step.up_revision_id}: row {broken.rowid} of {broken.table} refers to a"
            f" row of {broken.parent} that is not there; the migration was undone"
        )


class SQLiteKeepingTriggers(SQLiteImpl):
    """Alembic's SQLite, where a table that is made anew has its triggers again.

    Alembic takes the class of a dialect that was defined last.
    """

    __dialect__ = "sqlite"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._triggers: dict[str, list[str]] = {}

    def drop_table(self, table: Table, **options: Any) -> None:
        """Drop the table; remember its triggers."""
        self._triggers[table.name] = [
            row.sql
            for row in self._run(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", table.name
            )
        ]
        super().drop_table(table, **options)

    def rename_table(
        self, old_table_name: str, new_table_name: str, schema: str | None = None
    ) -> None:
        """Rename the table; write the triggers again of the one that had this name."""
        # Otherwise SQLite refuses while triggers of other tables read the one that is away.
        self._run("PRAGMA legacy_alter_table = ON")
        super().rename_table(old_table_name, new_table_name, schema)
        self._run("PRAGMA legacy_alter_table = OFF")
        for trigger in self._triggers.pop(new_table_name, ()):
            self._run(trigger)

    def _run(self, statement: str, *parameters: str) -> Any:
        return cast("Connection", self.connection).exec_driver_sql(statement, parameters)


def older_revisions(folder: str) -> frozenset[str]:
    """All revisions before the newest of the migrations in this folder; reads every file."""
    scripts = ScriptDirectory(folder)
    known = {script.revision for script in scripts.walk_revisions()}
    return frozenset(known.difference(scripts.get_heads()))
