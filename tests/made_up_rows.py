"""Fill every table of a database, at any revision, from what reflection says of its columns.

Only `HINTS` and `NULL_WITH` name columns; a table added later is filled without being named.
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
# Rows tried at least, for combinations of NULLs.
TRIED = 6
ATTEMPTS = 500

_SUSPENSION = datetime(2024, 5, 1, 12, tzinfo=UTC)
# Values that a constraint, a trigger or the program requires, from the number of the attempt.
HINTS: dict[str, Callable[[int], Any]] = {
    # The newest change says what the contract says.
    "contract.suspended_at": lambda n: _SUSPENSION,
    "contract.suspended_by_id": lambda n: 1,
    "contract.suspension_reason": lambda n: "Unpaid",
    "standing_change.changed_at": lambda n: _SUSPENSION,
    "standing_change.changed_by_id": lambda n: 1,
    "standing_change.reason": lambda n: "Unpaid",
    # Ranges do not overlap, and their numbers ascend.
    "number_range.first_serial": lambda n: 1000 * n,
    "number_range.first_free_serial": lambda n: 1000 * n + 10,
    "number_range.next_serial": lambda n: 1000 * n + 20,
    "number_range.last_serial": lambda n: 1000 * n + 999,
    "number_range.released_serial": lambda n: 1000 * n + 20,
    "number_range.first_position": lambda n: 1000 * n,
    "number_range.last_position": lambda n: 1000 * n + 999,
}

# Columns that the program leaves NULL exactly where another one is.
NULL_WITH: dict[str, str] = {
    "contract.suspended_by_id": "contract.suspended_at",
    "contract.suspension_reason": "contract.suspended_at",
}

# A value of each type, from the number of the attempt and the index of the column in its table, so
# that the last day of a row is after its first day.
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
# A column, and what it must hold in at least one row: NULL, any value, or a certain one.
_Sight = tuple[str, str]
_QUOTED = r"'((?:[^']|'')*)'"
_NULL, _ANY = "NULL", "any value"


class UnfilledTableError(Exception):
    """No row was accepted that holds what is missing; the message names table and columns."""


def fill(connection: Connection) -> None:
    """Insert several rows into every table; all must be empty.

    Rows are tried until each column has held a value, NULL if it is nullable, and every word that
    a check constraint lists for it. The database decides which rows are accepted.

    Raises `UnfilledTableError` for a table that needs a line in `HINTS` or `NULL_WITH`.
    """
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.sorted_tables:
        if table.name != "alembic_version":
            _Filling(connection, table).run()


class _Filling:
    """One table, and what no row of it holds yet."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self._connection, self._table = connection, table
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
        """Make a row: the first without NULL, the second with all NULL it may have, then at random."""
        empty: dict[str, bool] = {}
        row: _Row = {}
        for column in self._columns:
            name = f"{self._table.name}.{column.name}"
            # Seeded for this value alone, so that other columns do not change it.
            chance = random.Random(f"{name} {n}")
            by_chance = n == 1 or (n > 1 and chance.random() < 0.5)
            is_empty = empty.setdefault(NULL_WITH.get(name, name), by_chance) and column.nullable
            row[column.name] = None if is_empty else self._value(column, n, chance)
        return row

    def _value(self, column: Column[Any], n: int, chance: random.Random) -> Any:
        hint = HINTS.get(f"{self._table.name}.{column.name}")
        if hint:
            return hint(n)
        if column.foreign_keys:
            known = self._referred_to(column)
            return chance.choice(known) if known else None
        choices = [*self._listed[column.name]]
        if column.type.python_type is not str or not choices:
            choices.append(self._made_up(column, n))
        return chance.choice(choices)

    def _made_up(self, column: Column[Any], n: int) -> Any:
        kind = column.type.python_type
        if kind is str:
            return _text(column, n)
        return _VALUES[kind](n, list(self._table.columns).index(column))

    def _referred_to(self, column: Column[Any]) -> list[Any]:
        """Return the keys that a column may hold; none in the first row if it refers to its table."""
        if not self._referred[column.name]:
            (foreign,) = column.foreign_keys
            keys = select(foreign.column).order_by(foreign.column)
            self._referred[column.name] = list(self._connection.scalars(keys))
        return self._referred[column.name]

    def _insert(self, row: _Row) -> BaseException | None:
        """Insert the row, or return why the database refused it."""
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
    """Whether the database numbers this key; a number given here could be used again by it."""
    return (
        column.primary_key
        and len(column.table.primary_key.columns) == 1
        and column.type.python_type is int
        and not column.foreign_keys
    )


def _listed(column: Column[Any]) -> list[Any]:
    """Return the literals in the check constraints about this column alone."""
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
    """Return the columns named in a constraint, apart from its literals and PostgreSQL's casts."""
    words = set(re.findall(r"\w+", re.sub(rf"{_QUOTED}|::\w+", "", rule)))
    return [column.name for column in table.columns if column.name in words]


def _literals(rule: str, kind: type) -> list[Any]:
    if kind is str:
        return [word.replace("''", "'") for word in re.findall(_QUOTED, rule)]
    if kind is int:
        return [int(digits) for digits in re.findall(r"\b\d+\b", rule)]
    return []


def _text(column: Column[Any], n: int) -> str:
    """Return text of the column's full length, with what breaks a badly quoted statement."""
    text = f"{n} é'\"%s\\ :x --; {column}\n"
    length: int | None = getattr(column.type, "length", None)
    return text if length is None else (text * length)[:length]


def _seen(row: _Row) -> Iterator[_Sight]:
    for name, value in row.items():
        yield name, _NULL if value is None else _ANY
        yield name, repr(value)
