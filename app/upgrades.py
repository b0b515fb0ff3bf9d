"""Running migrations: each in one transaction, and on SQLite without losing references or triggers.

SQLite cannot change most of a table in place. Alembic's batch mode copies the rows to a new table,
drops the old one and renames the new one. With foreign keys on, SQLite refuses to drop a table that
others refer to, so they are off during migrations, and `check_references` runs after each one
instead. SQLite drops the triggers with the table, so `SQLiteKeepingTriggers` creates them again.
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
    """A migration leaves a row that refers to a missing one; its transaction is rolled back."""


@contextmanager
def connection_for_migrations(engine: Engine) -> Iterator[Connection]:
    """Open a connection that is closed afterwards instead of going back to the pool.

    On SQLite it ignores foreign keys, so call `check_references` before each commit. Its
    transactions take the write lock immediately.
    """
    with engine.connect() as connection:
        # So that no request ever gets the connection that ignores foreign keys.
        connection.detach()
        if connection.dialect.name == "sqlite":
            connection.execution_options(**{WRITES: True})
            # By the driver, as SQLAlchemy would begin a transaction, inside which it has no effect.
            connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
        yield connection


def check_references(
    *,
    ctx: MigrationContext,
    step: MigrationInfo,
    heads: Collection[str],
    run_args: Mapping[str, Any],
) -> None:
    """Check every foreign key on SQLite; Alembic calls this before it commits each migration.

    Raises `BrokenReference` when a row refers to one that does not exist.
    """
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if broken:
        raise BrokenReference(
            f"migration {step.up_revision_id}: row {broken.rowid} of {broken.table} refers to a"
            f" row of {broken.parent} that does not exist; the migration was rolled back"
        )


class SQLiteKeepingTriggers(SQLiteImpl):
    """Alembic's SQLite operations, with the triggers of a table created again after batch mode.

    Defining the class is enough: Alembic uses the last one defined for a dialect.
    """

    __dialect__ = "sqlite"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._triggers: dict[str, list[str]] = {}

    def drop_table(self, table: Table, **options: Any) -> None:
        """Drop the table, and remember its triggers."""
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
        """Rename the table, and create the triggers of the dropped table of the new name."""
        # Without it SQLite refuses to rename while a trigger of another table reads a dropped one.
        self._run("PRAGMA legacy_alter_table = ON")
        super().rename_table(old_table_name, new_table_name, schema)
        self._run("PRAGMA legacy_alter_table = OFF")
        for trigger in self._triggers.pop(new_table_name, ()):
            self._run(trigger)

    def _run(self, statement: str, *parameters: str) -> Any:
        return cast("Connection", self.connection).exec_driver_sql(statement, parameters)


def older_revisions(folder: str) -> frozenset[str]:
    """Return all revisions but the newest of the migrations in this folder; reads every file."""
    scripts = ScriptDirectory(folder)
    known = {script.revision for script in scripts.walk_revisions()}
    return frozenset(known.difference(scripts.get_heads()))
