"""Rows for every table of a database, made up from what the database says of its tables.

Nothing here names a table but `HINTS`: a migration made tomorrow is filled like those of today.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    FromClause,
    MetaData,
    Table,
    null,
    select,
)
from sqlalchemy.exc import IntegrityError

ROWS = 3
# So many rows are tried at least, whatever they show, for the NULLs that meet by chance.
TRIED = 6
ATTEMPTS = 500

# What constraints and triggers demand of several columns together, by the number of the attempt.
HINTS: dict[str, Callable[[int], Any]] = {
    "number_range.first_serial": lambda n: 1000 * n,
    "number_range.first_free_serial": lambda n: 1000 * n + 10,
    "number_range.next_serial": lambda n: 1000 * n + 20,
    "number_range.last_serial": lambda n: 1000 * n + 999,
    "number_range.first_position": lambda n: 1000 * n,
    "number_range.last_position": lambda n: 1000 * n + 999,
}

# A value of each type, by the number of the attempt and the place of the column in its table:
# dates grow from column to column, as first and last days do.
_VALUES: dict[type, Callable[[int, int], Any]] = {
    bool: lambda n, place: bool(n % 2),
    int: lambda n, place: n + 1,
    float: lambda n, place: n + 0.25,
    Decimal: lambda n, place: Decimal(n) + Decimal("0.25"),
    bytes: lambda n, place: bytes([n % 256, 0, 255]),
    date: lambda n, place: date(2024, 2, 28) + timedelta(days=n + place),
    datetime: lambda n, place: (
        datetime(2024, 3, 30, 22, 30, 0, 123456, UTC) + timedelta(hours=n, minutes=place)
    ),
    # JSON.
    object: lambda n, place: {"é": [n, None, "l'un \"ou\" l'autre"], "%s": {":place": place}},
}

_Row = dict[str, Any]
# A column and what one of its rows must hold: NULL, any value, or one of those it lists.
_Sight = tuple[str, str]
_QUOTED = r"'((?:[^']|'')*)'"
_NULL, _ANY = "NULL", "any value"


class UnfilledTableError(Exception):
    """The database refused every row tried: the message says of which table, and what is missing."""


def fill(connection: Connection) -> None:
    """Put several rows into every table, all empty before; the database says which rows it takes.

    In each table every column holds a value once and, where it may, NULL once; a column whose
    constraint lists what it allows holds each of these once.

    Raises `UnfilledTableError` for a table that could not be filled so: it needs `HINTS`.
    """
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            _Filling(connection, table).run()


class _Filling:
    """One table, and what its rows have not shown yet."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection, self._table = connection, table
        self._chance = random.Random(table.name)
        self._columns = [column for column in table.columns if not _numbers_itself(column)]
        self._listed = {column.name: _listed(column) for column in self._columns}
        self._referred: dict[str, list[Any]] = defaultdict(list)
        self._unseen = set(self._to_be_seen())
        self._count = 0

    def run(self) -> None:
        refusal = None
        for n in range(ATTEMPTS):
            if n >= TRIED and self._count >= ROWS and not self._unseen:
                return
            row = self._row(n)
            if n < TRIED or self._count < ROWS or self._unseen & set(_seen(row)):
                refusal = self._insert(row) or refusal
        raise UnfilledTableError(
            f"{self._table.name}: {self._count} rows, none with {sorted(self._unseen)}."
            f" The last refusal: {refusal}"
        )

    def _to_be_seen(self) -> Iterator[_Sight]:
        for column in self._columns:
            yield column.name, _ANY
            if column.nullable:
                yield column.name, _NULL
            if column.type.python_type is str:
                yield from ((column.name, repr(word)) for word in self._listed[column.name])

    def _row(self, n: int) -> _Row:
        """First all that can be filled, then all NULL that can be, then by chance."""
        return {
            column.name: None
            if column.nullable and (n == 1 or (n > 1 and self._chance.random() < 0.5))
            else self._value(column, n)
            for column in self._columns
        }

    def _value(self, column: Column[Any], n: int) -> Any:
        hint = HINTS.get(f"{self._table.name}.{column.name}")
        if hint:
            return hint(n)
        if column.foreign_keys:
            return self._referred_to(column)
        choices = [*self._listed[column.name]]
        if column.type.python_type is not str or not choices:
            choices.append(self._made_up(column, n))
        return self._chance.choice(choices)

    def _made_up(self, column: Column[Any], n: int) -> Any:
        kind = column.type.python_type
        if kind is str:
            return _text(column, n)
        return _VALUES[kind](n, list(self._table.columns).index(column))

    def _referred_to(self, column: Column[Any]) -> Any:
        """One of the rows referred to; none, before there is one, by a row of the same table."""
        if not self._referred[column.name]:
            (key,) = column.foreign_keys
            self._referred[column.name] = list(self._connection.scalars(select(key.column)))
        known = self._referred[column.name]
        return self._chance.choice(known) if known else None

    def _insert(self, row: _Row) -> BaseException | None:
        """Insert the row; return why it was refused."""
        values = {name: null() if value is None else value for name, value in row.items()}
        try:
            with self._connection.begin_nested():
                self._connection.execute(self._table.insert().values(values))
        except IntegrityError as error:
            return error.orig
        self._count += 1
        self._unseen -= set(_seen(row))
        return None


def _numbers_itself(column: Column[Any]) -> bool:
    """Whether the database gives this key: one given here would be given again by a migration."""
    return (
        column.primary_key
        and len(column.table.primary_key.columns) == 1
        and column.type.python_type is int
        and not column.foreign_keys
    )


def _listed(column: Column[Any]) -> list[Any]:
    """The values that stand in the constraints about this column alone."""
    rules = [
        str(constraint.sqltext)
        for constraint in column.table.constraints
        if isinstance(constraint, CheckConstraint)
    ]
    return [
        value
        for rule in rules
        if _columns_of(rule, column.table) == [column.name]
        for value in _literals(rule, column.type.python_type)
    ]


def _columns_of(rule: str, table: FromClause) -> list[str]:
    """The columns that a constraint speaks of, outside of its words and of PostgreSQL's casts."""
    words = set(re.findall(r"\w+", re.sub(rf"{_QUOTED}|::\w+", "", rule)))
    return [column.name for column in table.columns if column.name in words]


def _literals(rule: str, kind: type) -> list[Any]:
    if kind is str:
        return [word.replace("''", "'") for word in re.findall(_QUOTED, rule)]
    if kind is int:
        return [int(digits) for digits in re.findall(r"\b\d+\b", rule)]
    return []


def _text(column: Column[Any], n: int) -> str:
    """What hurts a statement that was put together by hand, as long as the column allows."""
    text = f"{n} é'\"%s\\ :x --; {column}\n"
    length: int | None = getattr(column.type, "length", None)
    return text if length is None else (text * length)[:length]


def _seen(row: _Row) -> Iterator[_Sight]:
    for name, value in row.items():
        yield name, _NULL if value is None else _ANY
        yield name, repr(value)
