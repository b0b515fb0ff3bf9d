"""Reads one order of a file, in one row or several: a valid order, or everything wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.postal.characters import capitals, has_content
from app.shipments.address import Address, compose, content_of
from app.shipments.cells import CellText, is_scientific, parts_of_lines, read_text, whole_number
from app.shipments.columns import Columns
from app.shipments.destination import Destination, read_destination
from app.shipments.dimensions import check_dimensions, sides
from app.shipments.faults import (
    Field,
    FieldFault,
    FieldProblem,
    Remark,
    RemarkKind,
    sorted_by_field,
)
from app.shipments.headings import Column
from app.shipments.layout import Fields, lay_out, without_postcode
from app.shipments.table import Damage, TableRow
from app.shipments.weights import check_total, check_weight
from app.shipments.zones import Zone

LONGEST_REFERENCE = 40
LONGEST_CELL = 500
"""A longer cell is refused unread."""
_LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
_QUANTITY = re.compile(r"x?\s*([0-9]{1,4})\s*x?", re.IGNORECASE)
_SPOILT_DATE = re.compile(
    r"\d{1,2}-(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc|jan|feb|mar|apr|may|jun|jul"
    r"|aug|sep|dec)\.?(?:-\d\d)?",
    re.IGNORECASE,
)
_DAMAGES = {
    Damage.OPEN_QUOTATION: FieldProblem.OPEN_QUOTATION,
    Damage.CELL_TOO_LONG: FieldProblem.CELL_TOO_LONG,
    Damage.CONTROL_CHARACTERS: FieldProblem.CONTROL_CHARACTERS,
}


@dataclass(frozen=True, slots=True)
class ImportRules:
    """What a merchant and the settings say about reading.

    `usual_grams` is taken, with a remark, where a file has no weight.
    """

    usual_grams: int | None = None
    serve_armed_forces: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A valid order. `grams` is at least 1 and at most `HEAVIEST_GRAMS`.

    `restored_postcode`: the file had four digits, because a spreadsheet removed the zero. `lines` are
    the lines of the file. `email` is the recipient's, or empty; it is never printed.
    """

    reference: str
    name: str
    company: str
    address: Address
    grams: int
    zone: Zone
    restored_postcode: bool
    lines: tuple[int, ...] = ()
    email: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def content(self) -> tuple[str, ...]:
        """What makes it the same order as another one of its reference."""
        return content_of(self.address, self.grams)


def read_order(
    row: TableRow | Sequence[TableRow], columns: Columns, rules: ImportRules | None = None
) -> Order | list[FieldFault]:
    """Read the row of an order, or the rows of its articles, the one with the address first.

    Return an order, or all its faults in the order of the fields.
    """
    rows = [row] if isinstance(row, TableRow) else list(row)
    for one in rows:
        if one.damage:
            return [FieldFault(Field.ROW, one.cells[0][:80], _DAMAGES[one.damage])]
        surplus = [cell for cell in one.cells[columns.width :] if cell.strip()]
        if surplus:  # a separator inside a cell has shifted the others out of their columns
            value = " ".join(surplus)[:LONGEST_CELL]
            return [FieldFault(Field.ROW, value, FieldProblem.TOO_MANY_CELLS, limit=columns.width)]
    return _Reading(rows, columns, rules or ImportRules()).order()


def reference_of(row: TableRow, columns: Columns) -> str:
    """Return a row's reference as it is compared and kept: `1001` for `="1001"` and `1001,0`."""
    return whole_number(read_text(columns.cell(row, Column.REFERENCE)[:LONGEST_CELL]).text)


_FIELDS: Mapping[Column, Field] = {
    Column.FIRST_NAME: Field.NAME,
    Column.NAME: Field.NAME,
    Column.COMPANY: Field.COMPANY,
    Column.HOUSE_NUMBER: Field.STREET,
    Column.STREET: Field.STREET,
    Column.COMPLEMENT: Field.COMPLEMENT,
    Column.TOWN: Field.TOWN,
}


@dataclass(slots=True)
class _Reading:
    """An order being read. Each method adds the faults of its part; it returns None if it has any."""

    rows: list[TableRow]
    columns: Columns
    rules: ImportRules
    faults: list[FieldFault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def order(self) -> Order | list[FieldFault]:
        reference = self._reference()
        texts = {column: self._pieces(column) for column in _FIELDS}
        if any(fault.problem is FieldProblem.TOO_LONG for fault in self.faults):
            return sorted_by_field(self.faults)
        destination = self._destination(", ".join(texts[Column.TOWN]))
        name, company, address = self._address(texts, destination)
        grams = self._grams()
        self._check_dimensions()
        if self.faults or not (destination and address and grams):
            return sorted_by_field(list(dict.fromkeys(self.faults)))
        return Order(
            reference=reference,
            name=name,
            company=company,
            address=address,
            grams=grams,
            zone=destination.zone,
            restored_postcode=destination.restored,
            lines=tuple(row.line for row in self.rows),
            email=self._email(),
            remarks=(*destination.remarks, *self.remarks),
        )

    def _cell(self, column: Column) -> str:
        return self.columns.cell(self.rows[0], column)

    def _pieces(self, column: Column) -> tuple[str, ...]:
        """Return the lines of the cells of a column as text; damaged ones are faults."""
        where = _FIELDS[column]
        pieces: list[str] = []
        for cell in self.columns.cells(self.rows[0], column):
            if len(cell) > LONGEST_CELL:
                value = cell[:LONGEST_CELL]
                self.faults.append(
                    FieldFault(where, value, FieldProblem.TOO_LONG, limit=LONGEST_CELL)
                )
                return ()
            pieces += [self._text(where, part) for part in parts_of_lines(cell)]
        return tuple(pieces)

    def _text(self, where: Field, raw: str) -> str:
        read: CellText = read_text(raw)
        if read.spoilt:
            instead = "" if read.lost else read.text
            self.faults.append(FieldFault(where, raw, FieldProblem.SPOILT, instead=instead))
        elif where is Field.STREET and _SPOILT_DATE.fullmatch(read.text):
            self.faults.append(FieldFault(where, raw, FieldProblem.SPOILT))
        return read.text

    def _reference(self) -> str:
        raw = self._cell(Column.REFERENCE)
        if is_scientific(raw):
            self.faults.append(FieldFault(Field.REFERENCE, raw, FieldProblem.SCIENTIFIC))
            return raw
        reference = whole_number(self._text(Field.REFERENCE, raw[:LONGEST_CELL]))
        if not has_content(reference):
            self.faults.append(FieldFault(Field.REFERENCE, reference, FieldProblem.MISSING))
        elif len(reference) > LONGEST_REFERENCE:
            self.faults.append(
                FieldFault(
                    Field.REFERENCE, reference, FieldProblem.TOO_LONG, limit=LONGEST_REFERENCE
                )
            )
        return reference

    def _destination(self, town: str) -> Destination | None:
        read = read_destination(
            self._cell(Column.POSTCODE)[:LONGEST_CELL],
            town,
            self._cell(Column.COUNTRY)[:LONGEST_CELL],
            serve_armed_forces=self.rules.serve_armed_forces,
        )
        if isinstance(read, Destination):
            return read
        self.faults.append(read)
        return None

    def _address(
        self, texts: Mapping[Column, tuple[str, ...]], destination: Destination | None
    ) -> tuple[str, str, Address | None]:
        postcode = destination.postcode if destination else ""
        town = destination.town if destination else ", ".join(texts[Column.TOWN])
        if postcode:
            town = without_postcode(town, postcode)
        laid_out = lay_out(
            Fields(
                name=_full_name(", ".join(texts[Column.FIRST_NAME]), *texts[Column.NAME][:1]),
                company=", ".join(texts[Column.COMPANY][:1]),
                house_number=", ".join(texts[Column.HOUSE_NUMBER]),
                street=texts[Column.STREET],
                # What stands below a line break is a line of its own.
                complement=(
                    *texts[Column.COMPANY][1:],
                    *texts[Column.NAME][1:],
                    *texts[Column.COMPLEMENT],
                ),
                postcode=postcode,
                town=town,
            )
        )
        self.faults.extend(laid_out.faults)
        self.remarks.extend(laid_out.remarks)
        composed = compose(
            name=laid_out.name,
            company=laid_out.company,
            street=laid_out.street,
            complement=laid_out.complement,
            postcode=postcode,
            town=town,
        )
        if isinstance(composed, Address):
            return laid_out.name, laid_out.company, composed
        self.faults.extend(self._not_said_twice(composed))
        return laid_out.name, laid_out.company, None

    def _not_said_twice(self, composed: list[FieldFault]) -> list[FieldFault]:
        """Leave out the length of a town that is no town, and what the destination has told."""
        towns = {fault.field for fault in self.faults if fault.problem is FieldProblem.NOT_A_TOWN}
        return [fault for fault in composed if fault.field not in towns]

    def _email(self) -> str:
        email = self._cell(Column.EMAIL).removeprefix("mailto:")
        return email if _EMAIL.fullmatch(email) and len(email) <= _LONGEST_EMAIL else ""

    def _check_dimensions(self) -> None:
        names = (Column.LENGTH, Column.WIDTH, Column.HEIGHT)
        written = {str(name): cell for name in names if (cell := self._cell(name)[:40])}
        written = written or sides(self._cell(Column.DIMENSIONS)[:60])
        in_millimetres = self.columns.millimetres
        units = {
            str(name): "mm" if {name, Column.DIMENSIONS} & in_millimetres else "cm"
            for name in names
        }
        fault = check_dimensions(written, units)
        if fault:
            self.faults.append(fault)

    def _grams(self) -> int | None:
        """Add up the weights of the articles, or read the order's."""
        if not self._has_weight():
            return self._usual_grams()
        rows = self.rows[:1] if self.columns.weighs_order else self.rows
        grams = [self._row_grams(row) for row in rows]
        total = sum(filter(None, grams))
        if None in grams:
            return None
        raw = self.columns.cell(rows[0], Column.WEIGHT) if len(rows) == 1 else f"{total} g"
        fault = check_total(total, raw, self.columns.weight_unit)
        if fault or not total:
            self.faults.append(fault or FieldFault(Field.WEIGHT, raw, FieldProblem.NOT_POSITIVE))
            return None
        if len(rows) > 1 or total != self._row_alone(rows[0]):
            self.remarks.append(
                Remark(Field.WEIGHT, RemarkKind.ARTICLES_ADDED, f"{total} g", (str(len(rows)),))
            )
        return total

    def _has_weight(self) -> bool:
        return any(
            has_content(self.columns.cell(row, Column.WEIGHT)[:LONGEST_CELL]) for row in self.rows
        )

    def _usual_grams(self) -> int | None:
        if self.rules.usual_grams is None:
            self.faults.append(FieldFault(Field.WEIGHT, "", FieldProblem.MISSING))
            return None
        grams = self.rules.usual_grams
        self.remarks.append(Remark(Field.WEIGHT, RemarkKind.USUAL_WEIGHT, f"{grams} g"))
        return grams

    def _row_grams(self, row: TableRow) -> int | None:
        """Return the weight of a row times its quantity."""
        quantity = 1 if self.columns.weighs_order else self._quantity(row)
        if quantity == 0:
            return 0
        cell = self.columns.cell(row, Column.WEIGHT)[:LONGEST_CELL]
        grams = check_weight(cell, self.columns.weight_unit)
        if isinstance(grams, FieldFault):
            self.faults.append(grams)
        if isinstance(grams, FieldFault) or quantity is None:
            return None
        return grams * quantity

    def _row_alone(self, row: TableRow) -> int | FieldFault:
        return check_weight(self.columns.cell(row, Column.WEIGHT), self.columns.weight_unit)

    def _quantity(self, row: TableRow) -> int | None:
        cell = whole_number(self.columns.cell(row, Column.QUANTITY))
        if not cell:
            return 1
        match = _QUANTITY.fullmatch(cell)
        if match is None:
            value = cell[:LONGEST_CELL]
            self.faults.append(FieldFault(Field.WEIGHT, value, FieldProblem.NOT_A_QUANTITY))
            return None
        return int(match[1])


def _full_name(first_name: str, name: str = "") -> str:
    """Put the first name before the last one, unless it is there already."""
    if not has_content(first_name) or f" {capitals(first_name)} " in f" {capitals(name)} ":
        return name
    return f"{first_name} {name}".strip()
