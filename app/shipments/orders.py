"""Reads one row of an order file: a valid order, or everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.shipments.address import Address, compose
from app.shipments.cells import CellText, Unit, postcode_digits, read_text, read_weight
from app.shipments.columns import Column, Columns
from app.shipments.faults import Field, FieldFault, FieldProblem, sorted_by_field
from app.shipments.postal_characters import capitals, has_content
from app.shipments.postal_places import postcodes_of
from app.shipments.table import TableRow
from app.shipments.weight_bands import HEAVIEST_GRAMS
from app.shipments.zones import SERVED, Zone, country_code, territory_of

LONGEST_REFERENCE = 40
# In a column of kilograms, a number from this on was probably meant in grams.
_PROBABLY_GRAMS = 10


@dataclass(frozen=True, slots=True)
class Order:
    """A valid order. `grams` is at least 1 and at most `HEAVIEST_GRAMS`.

    `restored_postcode`: the file had four digits, because a spreadsheet removed the zero.
    """

    reference: str
    name: str
    company: str
    address: Address
    grams: int
    zone: Zone
    restored_postcode: bool


def read_order(row: TableRow, columns: Columns) -> Order | list[FieldFault]:
    """Read a row; return an order, or all its faults in the order of the fields."""
    surplus = [cell for cell in row.cells[columns.width :] if cell.strip()]
    if surplus:  # a separator inside a cell has shifted the others out of their columns
        value = " ".join(surplus)
        return [FieldFault(Field.ROW, value, FieldProblem.TOO_MANY_CELLS, limit=columns.width)]
    return _Reading(row, columns).order()


@dataclass(frozen=True, slots=True)
class _Destination:
    postcode: str
    zone: Zone
    restored: bool


@dataclass(slots=True)
class _Reading:
    """A row being read. Each method adds the faults of its part, and returns None if it has any."""

    row: TableRow
    columns: Columns
    faults: list[FieldFault] = field(default_factory=list)

    def order(self) -> Order | list[FieldFault]:
        texts = self._texts()
        reference = self._reference(texts[Field.REFERENCE])
        destination = self._destination(texts[Field.TOWN])
        address = self._address(texts, destination.postcode if destination else "")
        grams = self._grams()
        if self.faults or not (destination and address and grams):
            return sorted_by_field(self.faults)
        return Order(
            reference=reference,
            name=texts[Field.NAME],
            company=texts[Field.COMPANY],
            address=address,
            grams=grams,
            zone=destination.zone,
            restored_postcode=destination.restored,
        )

    def _cell(self, column: Column) -> str:
        return self.columns.cell(self.row, column)

    def _texts(self) -> Mapping[Field, str]:
        first_name = self._cell(Column.FIRST_NAME)
        raw = {
            Field.REFERENCE: self._cell(Column.REFERENCE),
            Field.NAME: f"{first_name} {self._cell(Column.NAME)}".strip(" "),
            Field.COMPANY: self._cell(Column.COMPANY),
            Field.STREET: _add_house_number(
                self._cell(Column.HOUSE_NUMBER), self._cell(Column.STREET)
            ),
            Field.COMPLEMENT: self._cell(Column.COMPLEMENT),
            Field.TOWN: self._cell(Column.TOWN),
        }
        return {name: self._text(name, text) for name, text in raw.items()}

    def _text(self, name: Field, raw: str) -> str:
        read: CellText = read_text(raw)
        if read.spoilt:
            instead = "" if read.lost else read.text
            self.faults.append(FieldFault(name, raw, FieldProblem.SPOILT, instead=instead))
        return read.text

    def _reference(self, reference: str) -> str:
        if not has_content(reference):
            self.faults.append(FieldFault(Field.REFERENCE, reference, FieldProblem.MISSING))
        elif len(reference) > LONGEST_REFERENCE:
            self.faults.append(
                FieldFault(
                    Field.REFERENCE, reference, FieldProblem.TOO_LONG, limit=LONGEST_REFERENCE
                )
            )
        return reference

    def _address(self, texts: Mapping[Field, str], postcode: str) -> Address | None:
        composed = compose(
            name=texts[Field.NAME],
            company=texts[Field.COMPANY],
            street=texts[Field.STREET],
            complement=texts[Field.COMPLEMENT],
            postcode=postcode,
            town=texts[Field.TOWN],
        )
        if isinstance(composed, Address):
            return composed
        known = {fault.field for fault in self.faults}
        self.faults += [fault for fault in composed if fault.field not in known]
        return None

    def _destination(self, town: str) -> _Destination | None:
        written = read_text(self._cell(Column.COUNTRY)).text
        country = country_code(written)
        if country is None:
            self.faults.append(FieldFault(Field.COUNTRY, written, FieldProblem.COUNTRY_NOT_SERVED))
            return None  # French rules do not apply to a foreign postcode
        judged = _check_postcode(self._cell(Column.POSTCODE), town, country, written)
        if isinstance(judged, FieldFault):
            self.faults.append(judged)
            return None
        return judged

    def _grams(self) -> int | None:
        judged = _check_weight(self._cell(Column.WEIGHT), self.columns.weight_unit)
        if isinstance(judged, FieldFault):
            self.faults.append(judged)
            return None
        return judged


def _add_house_number(house_number: str, street: str) -> str:
    """Put the house number before the street, unless the street is empty or begins with it."""
    number = re.sub(r"^(\d+)[.,]0$", r"\1", house_number.strip())
    begins = f"{capitals(street)} ".startswith(f"{capitals(number)} ")
    if not (has_content(number) and has_content(street)) or begins:
        return street
    return f"{number} {street}"


def _check_postcode(raw: str, town: str, country: str, written: str) -> _Destination | FieldFault:
    digits = postcode_digits(raw)
    restored = _lost_its_zero(digits)
    postcode = f"0{digits}" if restored else digits
    territory = territory_of(postcode)
    fault = FieldFault(Field.POSTCODE, raw.strip(), FieldProblem.NOT_A_POSTCODE)
    if not digits:
        fault = FieldFault(Field.POSTCODE, "", FieldProblem.MISSING)
    if territory is None or (restored and _is_in_another_department(postcode, town)):
        return fault.proposing(_possible_postcodes(digits, town))
    if country not in territory.countries:
        return FieldFault(
            Field.COUNTRY, written, FieldProblem.COUNTRY_CONTRADICTS, instead=territory.name
        )
    if territory.zone not in SERVED:
        return FieldFault(Field.POSTCODE, raw.strip(), FieldProblem.ZONE_NOT_SERVED)
    return _Destination(postcode, territory.zone, restored)


def _lost_its_zero(digits: str) -> bool:
    """Whether it has four digits: spreadsheets remove the zero of departments 01 to 09."""
    return re.fullmatch("[1-9][0-9]{3}", digits) is not None


def _is_in_another_department(postcode: str, town: str) -> bool:
    """Whether the town is in another department: `7500 Paris` lacks its last digit, not a zero."""
    known = postcodes_of(town)
    return bool(known) and not any(other[:2] == postcode[:2] for other in known)


def _possible_postcodes(digits: str, town: str) -> tuple[str, ...]:
    known = postcodes_of(town)
    alike = tuple(postcode for postcode in known if digits and postcode.startswith(digits))
    return alike or known


def _check_weight(raw: str, column_unit: Unit | None) -> int | FieldFault:
    value = raw.strip()
    read = read_weight(raw)
    if not has_content(raw):
        return FieldFault(Field.WEIGHT, "", FieldProblem.MISSING)
    if read is None:
        return FieldFault(Field.WEIGHT, value, FieldProblem.NOT_A_WEIGHT)
    if read.number <= 0:
        return FieldFault(Field.WEIGHT, value, FieldProblem.NOT_POSITIVE)
    unit = read.unit or column_unit
    if unit is None:
        both = tuple(f"{_format(read.number)} {unit}" for unit in Unit)
        return FieldFault(Field.WEIGHT, value, FieldProblem.UNIT_UNCLEAR, choices=both)
    if unit is Unit.GRAMS and not read.unit and _may_be_kilograms(read.number, read.decimals):
        return FieldFault(
            Field.WEIGHT, value, FieldProblem.UNIT_UNCLEAR, instead=_as_grams(read.number)
        )
    grams = read.grams(unit)
    if grams > HEAVIEST_GRAMS:
        in_grams = not read.unit and _PROBABLY_GRAMS <= read.number <= HEAVIEST_GRAMS
        instead = f"{_format(read.number)} g" if in_grams else ""
        return FieldFault(
            Field.WEIGHT, value, FieldProblem.TOO_HEAVY, instead=instead, limit=HEAVIEST_GRAMS
        )
    return grams


def _may_be_kilograms(number: Decimal, decimals: int) -> bool:
    """Whether a number in a column of grams may be kilograms: `0.5`, or `1.500` for 1500 g."""
    return number < 1 or (decimals == 3 and number * 1000 < 1000 + HEAVIEST_GRAMS)


def _as_grams(number: Decimal) -> str:
    return f"{_format(number * 1000)} g" if number * 1000 <= HEAVIEST_GRAMS else ""


def _format(number: Decimal) -> str:
    whole, _, decimals = f"{number:f}".partition(".")
    return ",".join(filter(None, (whole, decimals.rstrip("0"))))
