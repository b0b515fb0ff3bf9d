"""What can be wrong with a field of an order: the problem, what was read, what to write instead."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class Field(StrEnum):
    """A field of an order. The command line prints the values, so they must not change."""

    ROW = "row"  # the whole line, if its cells cannot be assigned to columns
    REFERENCE = "reference"
    NAME = "name"
    COMPANY = "company"
    STREET = "street"
    COMPLEMENT = "complement"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"
    WEIGHT = "weight"


class FieldProblem(StrEnum):
    """Why a field is refused. The values are stored in `ShipmentImport.refused`."""

    MISSING = "missing"
    REPEATED = "repeated"  # the same reference stands on an earlier line of the file
    TOO_LONG = "too long"
    SPOILT = "spoilt"  # accents damaged by a wrong encoding, or control characters
    FOREIGN_LETTERS = "foreign letters"
    TOO_MANY_CELLS = "too many cells"
    NOT_A_POSTCODE = "not a postcode"
    ZONE_NOT_SERVED = "zone not served"
    COUNTRY_NOT_SERVED = "country not served"
    COUNTRY_CONTRADICTS = "country contradicts the postcode"
    NOT_A_WEIGHT = "not a weight"
    UNIT_UNCLEAR = "unit unclear"
    NOT_POSITIVE = "not positive"
    TOO_HEAVY = "too heavy"


@dataclass(frozen=True, slots=True)
class FieldFault:
    """A refused field.

    `value` is what was read. `instead` is the text to write in the field, or empty;
    `complement` is what to write in the complement as well, if a street is split in two. `choices`
    are several possible texts. `limit` is the longest length, greatest weight or number of cells;
    for REPEATED the number of the earlier line; else 0.
    """

    field: Field
    value: str
    problem: FieldProblem
    instead: str = ""
    complement: str = ""
    choices: tuple[str, ...] = ()
    limit: int = 0

    def proposing(self, choices: tuple[str, ...]) -> Self:
        """Return the fault with a single choice as the proposal, or with several choices."""
        if len(choices) == 1:
            return replace(self, instead=choices[0])
        return replace(self, choices=choices)


class UnreadableOrderFile(Exception):
    """The whole file cannot be read, so nothing is imported."""


_ORDER = tuple(Field)


def sorted_by_field(faults: list[FieldFault]) -> list[FieldFault]:
    """Return the faults in the order of the fields."""
    return sorted(faults, key=lambda fault: _ORDER.index(fault.field))
