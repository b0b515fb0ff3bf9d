"""Access to the database, the same for SQLite and PostgreSQL: transactions, types and locks."""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar
from zlib import crc32

from sqlalchemy import DateTime, Dialect, Engine, MetaData, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
BUSY_SECONDS = 30
# The largest id of a row. PostgreSQL raises an error when an id is compared with more.
LARGEST_ID = 2**31 - 1
# `with_for_update=FREE_KEY` locks a row, but lets other transactions insert rows that refer to it.
FREE_KEY = {"key_share": True}
# Execution option of a connection whose transactions take SQLite's write lock when they begin.
WRITES = "sillage_writes"

AnySession = Session | scoped_session[Any]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC: SQLite alone would return it without its time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC for the database. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must carry its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Add the time zone to what the database returns."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Base class of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: UtcDateTime()}


def begin_write(session: AnySession) -> None:
    """Roll back the current transaction and begin one that writes; keep it short.

    Objects read before are expired and are read again when used, as they may have changed. On
    SQLite the transaction takes the write lock immediately, and waits for it up to `BUSY_SECONDS`.
    A transaction that began by reading and then wrote would fail instead of waiting.
    """
    session.rollback()
    session.connection(execution_options={WRITES: True})


def take_turn(session: AnySession, purpose: str) -> None:
    """Wait until no other transaction works for this purpose, and keep others out until the commit.

    For rules over rows that do not exist yet, which no lock on a row can guard. On SQLite the lock
    of `begin_write` does the same for all writing.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(purpose.encode()))))


def insert_new(session: AnySession, model: type[Model], rows: Sequence[dict[str, Any]]) -> int:
    """Insert the rows, skip those that break a unique constraint; return how many were inserted."""
    if not rows:
        return 0
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(model).on_conflict_do_nothing().returning(model.__table__.c.id)
    return len(session.execute(statement, list(rows)).all())


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: "DBAPIConnection", entry: ConnectionPoolEntry) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # `_begin` below starts transactions
    cursor = connection.cursor()
    # FULL: a tracking number that was printed must survive a power cut.
    for pragma in (
        f"busy_timeout = {BUSY_SECONDS * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
