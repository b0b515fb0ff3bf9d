"""Gathers the rows of a file into orders, and tells which orders are not to be sent.

A shop that writes a row for each article repeats the address, or leaves it empty from the second row
on. Totals at the end of a file are no orders.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Self

from app.postal.characters import capitals, has_content
from app.shipments.columns import Columns
from app.shipments.headings import Column
from app.shipments.orders import reference_of
from app.shipments.table import TableRow

_FILE = Path(__file__).parent / "data" / "statuses.toml"
_ADDRESS = (
    Column.FIRST_NAME,
    Column.NAME,
    Column.COMPANY,
    Column.HOUSE_NUMBER,
    Column.STREET,
    Column.COMPLEMENT,
    Column.POSTCODE,
    Column.TOWN,
    Column.COUNTRY,
)
_TOTALS = (
    "TOTAL",
    "TOTAUX",
    "SOUS TOTAL",
    "SOMME",
    "GRAND TOTAL",
    "SUBTOTAL",
    "SUM",
    "NOMBRE DE COMMANDES",
    "SELLER ID",
)
_DOWNLOADED = "RECORD S DOWNLOADED"  # below the orders of eBay


class LeftOutReason(StrEnum):
    """Why a row is not an order to send. The command line prints the values."""

    CANCELLED = "cancelled"
    SHIPPED = "shipped"
    TOTAL = "total"
    SAME_ORDER = "same order"  # an earlier row of the file says the same


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is left out, and what it says that is the reason."""

    line: int
    reference: str
    reason: LeftOutReason
    value: str = ""

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return what a database row holds."""
        return cls(
            stored["line"], stored["reference"], LeftOutReason(stored["reason"]), stored["value"]
        )


@dataclass(frozen=True, slots=True)
class OrderRows:
    """The rows of one order, the one with the address first."""

    reference: str
    rows: tuple[TableRow, ...]


def gather(rows: list[TableRow], columns: Columns) -> Iterator[OrderRows | LeftOut]:
    """Yield the orders of a file in the sequence of their first rows, and what is left out."""
    groups: list[list[TableRow]] = []
    by_reference: dict[str, list[list[TableRow]]] = {}
    for row in rows:
        reference = "" if row.damage else reference_of(row, columns)
        total = _total(row, columns)
        if total:
            yield LeftOut(row.line, "", LeftOutReason.TOTAL, total)
            continue
        earlier = _earlier(row, reference, groups, by_reference, columns)
        if earlier is not None:
            earlier.append(row)
            continue
        groups.append([row])
        by_reference.setdefault(reference, []).append(groups[-1])
    for group in groups:
        yield _without_finished(group, columns)


def _earlier(
    row: TableRow,
    reference: str,
    groups: list[list[TableRow]],
    by_reference: dict[str, list[list[TableRow]]],
    columns: Columns,
) -> list[TableRow] | None:
    """Return the rows of the order of which this row is a further article."""
    if row.damage or not columns.has_articles:
        return None
    without_address = not any(columns.cell(row, column) for column in _ADDRESS)
    if without_address and not reference and groups:
        return groups[-1]
    address = _address(row, columns)
    for group in by_reference.get(reference, []) if reference else []:
        if without_address or _address(group[0], columns) == address:
            return group
    return None


def _address(row: TableRow, columns: Columns) -> tuple[str, ...]:
    return tuple(capitals(columns.cell(row, column)[:500]) for column in _ADDRESS)


def _total(row: TableRow, columns: Columns) -> str:
    """Return the first cells of a row that is a total: it says so and has no address."""
    if row.damage or any(columns.cell(row, c) for c in (Column.STREET, Column.POSTCODE)):
        return ""
    filled = islice((text for cell in row.cells if (text := cell.strip()[:80])), 2)
    first = " ".join(filled)
    key = capitals(first)
    if _DOWNLOADED in key or any(key == word or key.startswith(f"{word} ") for word in _TOTALS):
        return first
    return ""


def _without_finished(rows: list[TableRow], columns: Columns) -> OrderRows | LeftOut:
    """Leave out the articles that are cancelled or sent, and the order if nothing remains."""
    reference = "" if rows[0].damage else reference_of(rows[0], columns)
    finished = [None if row.damage else _finished(row, columns) for row in rows]
    first = finished[0]
    if first and all(
        state or not _has_status(row, columns) for state, row in zip(finished, rows, strict=True)
    ):
        return LeftOut(rows[0].line, reference, *first)
    kept = tuple(row for row, state in zip(rows, finished, strict=True) if not state)
    if kept[0] is not rows[0] and not any(columns.cell(kept[0], column) for column in _ADDRESS):
        return OrderRows(reference, tuple(rows))
    return OrderRows(reference, kept)


def _has_status(row: TableRow, columns: Columns) -> bool:
    return bool(columns.cell(row, Column.STATUS))


def _finished(row: TableRow, columns: Columns) -> tuple[LeftOutReason, str] | None:
    """Return whether a row's order is cancelled or sent, and the cell that says so."""
    for column, reason in (
        (Column.CANCELLED_ON, LeftOutReason.CANCELLED),
        (Column.SHIPPED_ON, LeftOutReason.SHIPPED),
    ):
        day = columns.cell(row, column)
        if any(c.isdigit() for c in day):
            return reason, day[:80]
    for status in columns.cells(row, Column.STATUS):
        known = _statuses().get(capitals(status[:80])) if has_content(status) else None
        if known:
            return known, status[:80]
    return None


@cache
def _statuses() -> dict[str, LeftOutReason]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        capitals(word): LeftOutReason(reason) for reason, words in data.items() for word in words
    }
