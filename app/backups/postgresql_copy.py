"""PostgreSQL's own tools: a dump of a database that is in use, and one written back.

`pg_dump` and `pg_restore` must be of the server's version or newer: see `POSTGRESQL_BIN`.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Engine, text

# The queue's tables may be in the same database. Its work comes from rows of others.
_QUEUE = "huey_*"
_TABLES = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    " AND NOT starts_with(tablename, 'huey_')"
)
_FUNCTIONS = text(
    "SELECT CAST(CAST(oid AS regprocedure) AS text) FROM pg_proc"
    " WHERE pronamespace = to_regnamespace(current_schema()) AND NOT starts_with(proname, 'huey_')"
    " AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
)
_END_OF_ROWS = b"\\.\n"


class ToolFailed(RuntimeError):
    """`pg_dump` or `pg_restore` is not there, or failed; the message says which and why."""


@contextmanager
def dumped_database(
    engine: Engine, bin_folder: str, folder: Path
) -> Iterator[tuple[Path, list[str]]]:
    """Dump the database into a folder, as it is at one moment; yield the dump and its documents.

    Raises `ToolFailed`.
    """
    dump = folder / "database"
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
        keys = list(connection.scalars(text("SELECT key FROM upload ORDER BY id")))
        _run(
            engine,
            [
                *(_tool(bin_folder, "pg_dump"), "--format=custom", f"--snapshot={snapshot}"),
                *("--no-owner", "--no-privileges", f"--exclude-table={_QUEUE}", f"--file={dump}"),
            ],
        )
    yield dump, keys


def replace_database(connection: Connection, bin_folder: str, dump: Path) -> None:
    """Replace all tables by those of the dump, in the transaction of the connection.

    Nothing is changed before the commit. Others wait, and see either. Raises `ToolFailed`.
    """
    schema = connection.scalar(text("SELECT current_schema()"))
    _drop_everything(connection)
    _run_script(connection, _tool(bin_folder, "pg_restore"), dump)
    connection.exec_driver_sql(f'SET search_path TO "{schema}"')


def _drop_everything(connection: Connection) -> None:
    for name in connection.scalars(_TABLES).all():
        connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
    for name in connection.scalars(_FUNCTIONS).all():
        connection.exec_driver_sql(f"DROP FUNCTION {name} CASCADE")


def _run_script(connection: Connection, pg_restore: str, dump: Path) -> None:
    """Run the dump as SQL on this connection; `pg_restore` itself would commit."""
    command = [pg_restore, "--no-owner", "--no-privileges", "--file=-", str(dump)]
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603
            lines = process.stdout
            if lines is not None:
                _run_lines(connection, lines)
            failure = process.stderr.read() if process.stderr else b""
    except OSError as error:
        raise ToolFailed(f"{pg_restore} cannot be run: {error}") from error
    if process.returncode:
        raise ToolFailed(failure.decode(errors="replace").strip())


def _run_lines(connection: Connection, lines: IO[bytes]) -> None:
    """Run a script of statements and rows: `COPY … FROM stdin;`, lines, and `_END_OF_ROWS`."""
    cursor = connection.connection.cursor()
    statements: list[bytes] = []
    for line in lines:
        if line.startswith((b"\\restrict ", b"\\unrestrict ")):  # commands for psql
            continue
        statements.append(line)
        if line.startswith(b"COPY ") and line.endswith(b" FROM stdin;\n"):
            copy = statements.pop()
            _execute(cursor, statements)
            with cursor.copy(copy) as rows:
                for row in lines:
                    if row == _END_OF_ROWS:
                        break
                    rows.write(row)
    _execute(cursor, statements)


def _execute(cursor: Any, statements: list[bytes]) -> None:
    if any(line.strip() and not line.startswith(b"--") for line in statements):
        cursor.execute(b"".join(statements))
    statements.clear()


def _run(engine: Engine, command: list[str]) -> None:
    """Run a tool on the database. Its password is not on the command line, where others see it."""
    url = engine.url
    environment = {**os.environ, "PGPASSWORD": url.password} if url.password else None
    address = url.set(drivername="postgresql", password=None).render_as_string()
    command = [*command, f"--dbname={address}"]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise ToolFailed(f"{command[0]} cannot be run: {error}") from error
    if done.returncode:
        raise ToolFailed(done.stderr.decode(errors="replace").strip())


def _tool(bin_folder: str, name: str) -> str:
    return str(Path(bin_folder) / name) if bin_folder else name
