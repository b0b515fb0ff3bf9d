"""Read everything a database holds, to compare it before and after a migration or a restore."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Inspector,
    Text,
    cast,
    column,
    func,
    inspect,
    select,
    table,
    text,
)

from app.extensions import db

# By table and primary key. Values are text written by the database, so that 1 differs from 1.0.
Key = tuple[str | None, ...]
Row = dict[str, str | None]
Rows = dict[str, dict[Key, Row]]

_ALL_OF_POSTGRESQL = """
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'function ' || proname || prosrc FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION SELECT 'constraint ' || conname || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'"""
# PostgreSQL moves the casts of a list when it reads a constraint that it has written out itself.
_CASTS = re.compile(r"::character varying|::text(\[\])?|[()]")
_ALL_OF_SQLITE = """
    SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master
    WHERE type <> 'table'"""


def everything() -> set[str]:
    """Read the columns, constraints, indexes, triggers and functions."""
    with db.engine.connect() as connection:
        postgresql = connection.dialect.name == "postgresql"
        found = set(connection.scalars(text(_ALL_OF_POSTGRESQL if postgresql else _ALL_OF_SQLITE)))
        found |= set(_parts_of_tables(inspect(connection)))
        return {_CASTS.sub("", part) for part in found} if postgresql else found


def _parts_of_tables(inspector: Inspector) -> Iterator[str]:
    """Describe tables by reflection: SQLite's own text of a table changes when it is recreated."""
    several: tuple[Mapping[Any, Sequence[Mapping[str, object]]], ...] = (
        inspector.get_multi_columns(),
        inspector.get_multi_foreign_keys(),
        inspector.get_multi_unique_constraints(),
        inspector.get_multi_check_constraints(),
    )
    for of_tables in several:
        for (_, name), parts in of_tables.items():
            for part in parts:
                yield f"{name}: {sorted((key, str(value)) for key, value in part.items())}"
    for (_, name), key in inspector.get_multi_pk_constraint().items():
        yield f"{name}: {sorted(key.items())}"


def rows() -> Rows:
    """Read every row of every table."""
    with db.engine.connect() as connection:
        inspector = inspect(connection)
        columns, keys = inspector.get_multi_columns(), inspector.get_multi_pk_constraint()
        return {
            name: {
                tuple(row[part] for part in keys[schema, name]["constrained_columns"]): row
                for row in _rows_of(connection, name, [part["name"] for part in found])
            }
            for (schema, name), found in columns.items()
            if name != "alembic_version"
        }


def _rows_of(connection: Connection, name: str, columns: list[str]) -> list[Row]:
    quoted = connection.dialect.name == "sqlite"
    values = (
        (func.quote(column(part)) if quoted else cast(column(part), Text)).label(part)
        for part in columns
    )
    return [
        dict(row) for row in connection.execute(select(*values).select_from(table(name))).mappings()
    ]
