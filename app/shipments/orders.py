"""One row of an order file: an order that can be sent, or everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.shipments.address import Address, compose
from app.shipments.cells import Unit, Words, postcode_digits, weighing, words
from app.shipments.columns import Column, Columns
from app.shipments.faults import Fault, Field, Problem, sorted_by_field
from app.shipments.postal_characters import capitals, says_something
from app.shipments.postal_places import postcodes_of
from app.shipments.table import Row
from app.shipments.weight_bands import HEAVIEST_GRAMS
from app.shipments.zones import SERVED, Zone, country_code, territory_of

LONGEST_REFERENCE = 40
_WEIGHED_IN_GRAMS = 10  # so much in a column of kilograms was meant in grams


@dataclass(frozen=True, slots=True)
class Order:
    """An order that Lettre Suivie can carry. `grams` is whole and at most `HEAVIEST_GRAMS`.

    `restored_postcode`: the file had four digits, a spreadsheet having eaten the zero.
    """

    reference: str
    name: str
    company: str
    address: Address
    grams: int
    zone: Zone
    restored_postcode: bool


def read_order(row: Row, columns: Columns) -> Order | list[Fault]:
    """Read a row by its columns: an order, or all its faults in the order of the fields."""
    surplus = [cell for cell in row.cells[columns.width :] if cell.strip()]
    if surplus:  # a separator inside a cell has pushed the others out of their columns
        told = " ".join(surplus)
        return [Fault(Field.ROW, told, Problem.TOO_MANY_CELLS, limit=columns.width)]
    return _Reading(row, columns).order()


@dataclass(frozen=True, slots=True)
class _Destination:
    postcode: str
    zone: Zone
    restored: bool


@dataclass(slots=True)
class _Reading:
    """A row while it is read. Each part that is wrong adds its faults and gives None."""

    row: Row
    columns: Columns
    faults: list[Fault] = field(default_factory=list)

    def order(self) -> Order | list[Fault]:
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
            Field.STREET: _numbered(self._cell(Column.HOUSE_NUMBER), self._cell(Column.STREET)),
            Field.COMPLEMENT: self._cell(Column.COMPLEMENT),
            Field.TOWN: self._cell(Column.TOWN),
        }
        return {name: self._text(name, text) for name, text in raw.items()}

    def _text(self, name: Field, raw: str) -> str:
        read: Words = words(raw)
        if read.spoilt:
            instead = "" if read.lost else read.text
            self.faults.append(Fault(name, raw, Problem.SPOILT, instead=instead))
        return read.text

    def _reference(self, reference: str) -> str:
        if not says_something(reference):
            self.faults.append(Fault(Field.REFERENCE, reference, Problem.MISSING))
        elif len(reference) > LONGEST_REFERENCE:
            self.faults.append(
                Fault(Field.REFERENCE, reference, Problem.TOO_LONG, limit=LONGEST_REFERENCE)
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
        written = words(self._cell(Column.COUNTRY)).text
        country = country_code(written)
        if country is None:
            self.faults.append(Fault(Field.COUNTRY, written, Problem.COUNTRY_NOT_SERVED))
            return None  # a foreign postcode is not judged by French rules
        judged = _judged_postcode(self._cell(Column.POSTCODE), town, country, written)
        if isinstance(judged, Fault):
            self.faults.append(judged)
            return None
        return judged

    def _grams(self) -> int | None:
        judged = _judged_grams(self._cell(Column.WEIGHT), self.columns.weight_unit)
        if isinstance(judged, Fault):
            self.faults.append(judged)
            return None
        return judged


def _numbered(house_number: str, street: str) -> str:
    """The house number before the street, unless the street begins with it or says nothing."""
    number = re.sub(r"^(\d+)[.,]0$", r"\1", house_number.strip())
    begins = f"{capitals(street)} ".startswith(f"{capitals(number)} ")
    if not (says_something(number) and says_something(street)) or begins:
        return street
    return f"{number} {street}"


def _judged_postcode(raw: str, town: str, country: str, written: str) -> _Destination | Fault:
    digits = postcode_digits(raw)
    restored = _lost_its_zero(digits)
    postcode = f"0{digits}" if restored else digits
    territory = territory_of(postcode)
    fault = Fault(Field.POSTCODE, raw.strip(), Problem.NOT_A_POSTCODE)
    if not digits:
        fault = Fault(Field.POSTCODE, "", Problem.MISSING)
    if territory is None or (restored and _in_another_department(postcode, town)):
        return fault.proposing(_possible_postcodes(digits, town))
    if country not in territory.countries:
        return Fault(Field.COUNTRY, written, Problem.COUNTRY_CONTRADICTS, instead=territory.name)
    if territory.zone not in SERVED:
        return Fault(Field.POSTCODE, raw.strip(), Problem.ZONE_NOT_SERVED)
    return _Destination(postcode, territory.zone, restored)


def _lost_its_zero(digits: str) -> bool:
    """Four digits of departments 01 to 09: spreadsheets take a leading zero away."""
    return re.fullmatch("[1-9][0-9]{3}", digits) is not None


def _in_another_department(postcode: str, town: str) -> bool:
    """Whether the town is known, but nowhere near: `7500 Paris` lacks a last digit, not a zero."""
    known = postcodes_of(town)
    return bool(known) and not any(other[:2] == postcode[:2] for other in known)


def _possible_postcodes(digits: str, town: str) -> tuple[str, ...]:
    known = postcodes_of(town)
    alike = tuple(postcode for postcode in known if digits and postcode.startswith(digits))
    return alike or known


def _judged_grams(raw: str, column_unit: Unit | None) -> int | Fault:
    value = raw.strip()
    read = weighing(raw)
    if not says_something(raw):
        return Fault(Field.WEIGHT, "", Problem.MISSING)
    if read is None:
        return Fault(Field.WEIGHT, value, Problem.NOT_A_WEIGHT)
    if read.number <= 0:
        return Fault(Field.WEIGHT, value, Problem.NOT_POSITIVE)
    unit = read.unit or column_unit
    if unit is None:
        both = tuple(f"{_shown(read.number)} {unit}" for unit in Unit)
        return Fault(Field.WEIGHT, value, Problem.UNIT_UNCLEAR, choices=both)
    if unit is Unit.GRAMS and not read.unit and _may_be_kilograms(read.number, read.decimals):
        return Fault(Field.WEIGHT, value, Problem.UNIT_UNCLEAR, instead=_thousandfold(read.number))
    grams = read.grams(unit)
    if grams > HEAVIEST_GRAMS:
        in_grams = not read.unit and _WEIGHED_IN_GRAMS <= read.number <= HEAVIEST_GRAMS
        instead = f"{_shown(read.number)} g" if in_grams else ""
        return Fault(Field.WEIGHT, value, Problem.TOO_HEAVY, instead=instead, limit=HEAVIEST_GRAMS)
    return grams


def _may_be_kilograms(number: Decimal, decimals: int) -> bool:
    """In a column of grams `0.5` is no letter's weight, and `1.500` may well be 1500 g."""
    return number < 1 or (decimals == 3 and number * 1000 < 1000 + HEAVIEST_GRAMS)


def _thousandfold(number: Decimal) -> str:
    return f"{_shown(number * 1000)} g" if number * 1000 <= HEAVIEST_GRAMS else ""


def _shown(number: Decimal) -> str:
    whole, _, decimals = f"{number:f}".partition(".")
    return ",".join(filter(None, (whole, decimals.rstrip("0"))))
