"""Which column of an order file holds which field, by the names in its header."""

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.shipments.cells import Unit, weighing
from app.shipments.faults import Field, UnreadableFile
from app.shipments.postal_characters import capitals
from app.shipments.table import Row, Table

_FILE = Path(__file__).parent / "data" / "columns.toml"


class Column(StrEnum):
    """A column that the program reads; some fields are written in two columns."""

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


_SEVERAL = frozenset({Column.COMPLEMENT})  # elsewhere the first column of a name is the one read
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
    """Where each column stands, counted from 0. `weight_unit` is None if each cell has its own."""

    width: int
    positions: Mapping[Column, tuple[int, ...]]
    weight_unit: Unit | None

    def cell(self, row: Row, column: Column) -> str:
        """What the row has in a column; several are joined by commas; empty if there is none.

        Plain spaces at the ends are left out; a no-break space may be half of a damaged letter.
        """
        places = (p for p in self.positions.get(column, ()) if p < len(row.cells))
        return ", ".join(cell for p in places if (cell := row.cells[p].strip(" \t\r\n")))

    def missing(self) -> tuple[Field, ...]:
        """The fields without which no order can be read and that no column holds."""
        return tuple(
            field
            for field, columns in _NEEDED.items()
            if not any(column in self.positions for column in columns)
        )


class UnusableColumns(UnreadableFile):
    """The header lacks what an order needs, or the unit of the weight is said nowhere.

    `missing` are the fields not found, NAME standing for a name or a company; `read` the headings
    understood; `unread` the others; `unitless` the heading of the weight if its unit is missing.
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
    """The columns of a table. Raises `UnusableColumns` if orders cannot be read from them.

    The unit of weight is the heading's. Where it names none, at least one cell must.
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
    weights = (weighing(columns.cell(row, Column.WEIGHT)) for row in table.rows)
    if any(weight and weight.unit for weight in weights):
        return ""
    return table.header[columns.positions[Column.WEIGHT][0]].strip()


@cache
def _aliases() -> dict[str, str]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {capitals(heading): column for column, headings in data.items() for heading in headings}
