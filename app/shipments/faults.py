"""What can be wrong with an order: the field, what was read, what to write instead."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self


class Field(StrEnum):
    """A field of an order. The words are stable: the command line prints them in its report."""

    ROW = "row"  # the line as a whole, when its cells cannot be told apart
    REFERENCE = "reference"
    NAME = "name"
    COMPANY = "company"
    STREET = "street"
    COMPLEMENT = "complement"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"
    WEIGHT = "weight"


class Problem(StrEnum):
    """Why a field is refused."""

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
class Fault:
    """One field that is refused.

    `value` is what was read. `instead` is the text to write in the same field, empty if nothing
    certain can be proposed; `complement` is then what belongs in the complement besides (a street
    split in two). `choices` are the possibilities when there are several. `limit` is the greatest
    length, weight or number of cells, for REPEATED the earlier line, 0 where none applies.
    """

    field: Field
    value: str
    problem: Problem
    instead: str = ""
    complement: str = ""
    choices: tuple[str, ...] = ()
    limit: int = 0

    def proposing(self, choices: tuple[str, ...]) -> Self:
        """The same fault with a single possibility as the proposal, or several as choices."""
        if len(choices) == 1:
            return replace(self, instead=choices[0])
        return replace(self, choices=choices)


class UnreadableFile(Exception):
    """A whole file that cannot be read: nothing of it is imported."""


_ORDER = tuple(Field)


def sorted_by_field(faults: list[Fault]) -> list[Fault]:
    """The faults in the order in which a person reads an address."""
    return sorted(faults, key=lambda fault: _ORDER.index(fault.field))
