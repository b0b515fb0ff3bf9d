"""What can be wrong with a field of an order: the problem, what was read, what to write instead."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self


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
    DIMENSIONS = "dimensions"


class FieldProblem(StrEnum):
    """Why a field is refused. The values are stored in `ShipmentImport.refused`."""

    MISSING = "missing"
    REPEATED = "repeated"  # the reference stands on an earlier line, with other content
    OTHER_CONTENT = "other content"  # the reference was imported before, with other content
    SCIENTIFIC = "scientific"  # a spreadsheet has rounded the number: 1,23457E+15
    TOO_LONG = "too long"
    SPOILT = "spoilt"  # accents damaged by a wrong encoding, or control characters
    FOREIGN_LETTERS = "foreign letters"
    TOO_MANY_CELLS = "too many cells"
    OPEN_QUOTATION = "open quotation"
    CELL_TOO_LONG = "cell too long"
    CONTROL_CHARACTERS = "control characters"
    OTHER_PLACE = "other place"  # the line names another postcode and town than the address
    NOT_A_TOWN = "not a town"
    NOT_A_POSTCODE = "not a postcode"
    ZONE_NOT_SERVED = "zone not served"
    COUNTRY_NOT_SERVED = "country not served"
    COUNTRY_CONTRADICTS = "country contradicts the postcode"
    COUNTRY_UNKNOWN = "country unknown"  # a word that is no country
    COUNTRY_UNSURE = "country unsure"  # none is written, and postcode and town are not French
    ARMED_FORCES = "armed forces"
    NOT_A_WEIGHT = "not a weight"
    UNIT_UNCLEAR = "unit unclear"
    AMOUNT_UNCLEAR = "amount unclear"  # a comma or point that may part thousands or decimals
    NOT_A_QUANTITY = "not a quantity"
    NOT_POSITIVE = "not positive"
    TOO_HEAVY = "too heavy"
    TOO_LARGE = "too large"
    NOT_A_DIMENSION = "not a dimension"


QUESTIONS = frozenset(
    {
        FieldProblem.REPEATED,
        FieldProblem.OTHER_CONTENT,
        FieldProblem.OTHER_PLACE,
        FieldProblem.COUNTRY_UNSURE,
        FieldProblem.UNIT_UNCLEAR,
        FieldProblem.AMOUNT_UNCLEAR,
    }
)
"""Problems that may be none: only the person knows. The row is asked about rather than refused."""


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

    @property
    def is_question(self) -> bool:
        """Whether the person only has to say which of several readings is meant."""
        return self.problem in QUESTIONS

    def proposing(self, choices: tuple[str, ...]) -> Self:
        """Return the fault with a single choice as the proposal, or with several choices."""
        if len(choices) == 1:
            return replace(self, instead=choices[0])
        return replace(self, choices=choices)


class RemarkKind(StrEnum):
    """What is worth knowing about an order that is right or was put right."""

    POSTCODE_RESTORED = "postcode restored"  # it had lost its leading zero
    POSTCODE_OF_NO_TOWN = "postcode of no town"  # 75000: no district has it
    TOWN_UNKNOWN = "town unknown"  # the postcode does not know the town
    LINES_SWAPPED = "lines swapped"  # number and street stood in another line
    LEFT_OFF = "left off"  # an e-mail or a telephone stood among the lines
    PLACE_REPEATED = "place repeated"  # postcode and town stood in another line as well
    ARTICLES_ADDED = "articles added"  # rows of articles became one shipment
    USUAL_WEIGHT = "usual weight"  # the file has none


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark about a field of an order; it never blocks. `choices` are texts to consider."""

    field: Field
    kind: RemarkKind
    value: str = ""
    choices: tuple[str, ...] = ()

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any]) -> Self:
        """Return the remark that a database row holds."""
        field, kind = Field(stored["field"]), RemarkKind(stored["kind"])
        return cls(field, kind, stored["value"], tuple(stored["choices"]))


class UnreadableOrderFile(Exception):
    """The whole file cannot be read, so nothing is imported."""


_ORDER = tuple(Field)


def sorted_by_field(faults: list[FieldFault]) -> list[FieldFault]:
    """Return the faults in the order of the fields."""
    return sorted(faults, key=lambda fault: _ORDER.index(fault.field))
