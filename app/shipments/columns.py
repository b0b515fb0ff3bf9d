"""Finds the columns of an order file by the headings of its first line."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.shipments.cells import Unit, read_weight
from app.shipments.faults import Field, UnreadableOrderFile
from app.shipments.postal_characters import capitals
from app.shipments.table import Table, TableRow

_FILE = Path(__file__).parent / "data" / "columns.toml"


class Column(StrEnum):
    """A column that the program reads; some fields consist of two columns."""

    REFERENCE = "reference"
    FIRST_NAME = "first_name"
    NAME = "name"
    COMPANY = "company"
    HOUSE_NUMBER = "house_number"
    STREET = "street"
    COMPLEMENT = "complement"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"
    WEIGHT = "weight"


_SEVERAL = frozenset({Column.COMPLEMENT})  # of other columns, only the first match is read
_WEIGHT_ALIASES: Mapping[str, Unit | None] = {
    "weight_g": Unit.GRAMS,
    "weight_kg": Unit.KILOGRAMS,
    "weight": None,
}
_NEEDED: Mapping[Field, tuple[Column, ...]] = {
    Field.REFERENCE: (Column.REFERENCE,),
    Field.NAME: (Column.NAME, Column.COMPANY),
    Field.STREET: (Column.STREET,),
    Field.POSTCODE: (Column.POSTCODE,),
    Field.TOWN: (Column.TOWN,),
    Field.WEIGHT: (Column.WEIGHT,),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The positions of each column, from 0. `weight_unit` is None if the cells name the unit."""

    width: int
    positions: Mapping[Column, tuple[int, ...]]
    weight_unit: Unit | None

    def cell(self, row: TableRow, column: Column) -> str:
        """Return a row's text in a column: several cells joined by commas, or empty.

        Only plain spaces are stripped: a no-break space may be half of a damaged letter.
        """
        places = (p for p in self.positions.get(column, ()) if p < len(row.cells))
        return ", ".join(cell for p in places if (cell := row.cells[p].strip(" \t\r\n")))

    def missing(self) -> tuple[Field, ...]:
        """Return the required fields that no column holds."""
        return tuple(
            field
            for field, columns in _NEEDED.items()
            if not any(column in self.positions for column in columns)
        )


class UnusableColumns(UnreadableOrderFile):
    """A required column is missing, or neither heading nor cells name the unit of the weight.

    `missing` are the fields not found, where NAME means a name or a company; `read` the headings
    recognised; `unread` the others; `unitless` the heading of the weight if its unit is missing.
    """

    def __init__(
        self,
        missing: tuple[Field, ...],
        read: tuple[str, ...],
        unread: tuple[str, ...],
        unitless: str = "",
    ) -> None:
        super().__init__(f"missing: {', '.join(missing)}" if missing else f"no unit: {unitless}")
        self.missing = missing
        self.read = read
        self.unread = unread
        self.unitless = unitless


def match_columns(table: Table) -> Columns:
    """Find the columns of a table. Raises `UnusableColumns`.

    The heading of the weight names its unit, or else at least one cell must.
    """
    columns = _columns(table.header)
    unitless = _unitless(table, columns)
    if columns.missing() or unitless:
        known = {place for places in columns.positions.values() for place in places}
        headings = [
            (place in known, h.strip()) for place, h in enumerate(table.header) if h.strip()
        ]
        raise UnusableColumns(
            columns.missing(),
            tuple(heading for is_known, heading in headings if is_known),
            tuple(heading for is_known, heading in headings if not is_known),
            unitless,
        )
    return columns


def _columns(header: tuple[str, ...]) -> Columns:
    positions: defaultdict[Column, list[int]] = defaultdict(list)
    unit: Unit | None = None
    for place, heading in enumerate(header):
        alias = _aliases().get(capitals(heading))
        if alias is None:
            continue
        column = Column.WEIGHT if alias in _WEIGHT_ALIASES else Column(alias)
        if column in positions and column not in _SEVERAL:
            continue
        positions[column].append(place)
        unit = _WEIGHT_ALIASES.get(alias, unit)
    return Columns(len(header), {c: tuple(places) for c, places in positions.items()}, unit)


def _unitless(table: Table, columns: Columns) -> str:
    if columns.weight_unit or Column.WEIGHT not in columns.positions:
        return ""
    weights = (read_weight(columns.cell(row, Column.WEIGHT)) for row in table.rows)
    if any(weight and weight.unit for weight in weights):
        return ""
    return table.header[columns.positions[Column.WEIGHT][0]].strip()


@cache
def _aliases() -> dict[str, str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {capitals(heading): column for column, headings in data.items() for heading in headings}
