"""Sizes at which text fits its place: it is never cut, and never smaller than a legible size."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from app.printing.typeface import Face

POINTS_IN_A_MILLIMETRE = 72 / 25.4

# In ems. A character that the shipped font lacks is printed in another font: assume a wide one.
FOREIGN_ADVANCE = 1.3

SIZES_IN_A_POINT = 20

# Marks where a word may be divided. It has no width here, because lines are not divided.
SOFT_HYPHEN = "\u00ad"

# In ems. The widest character that is printed, the ‰ in bold.
WIDEST_ADVANCE = 1.25


class TextDoesNotFit(ValueError):
    """A text is too long for its slot even at the smallest size allowed."""

    def __init__(self, slot: str, text: str) -> None:
        super().__init__(f"The text does not fit the slot “{slot}”: {text!r}")
        self.slot = slot
        self.text = text


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for lines of one size, set without kerning or ligatures.

    Its width and height are in millimetres, sizes in points; `leading` is the distance of two
    baselines as a multiple of the size.
    """

    name: str
    width_mm: float
    height_mm: float
    preferred: float
    floor: float
    face: Face = Face.REGULAR
    leading: float = 1.25


def fitting_size(lines: Sequence[str], slot: Slot) -> float:
    """Return the largest size in points, between the slot's floor and preferred, that fits.

    Raises TextDoesNotFit, with the slot's name and the widest line, if even the floor does not.
    """
    widest = max(lines, key=lambda line: ems_of(line, slot.face), default="")
    size = min(
        slot.preferred,
        slot.width_mm * POINTS_IN_A_MILLIMETRE / (ems_of(widest, slot.face) or 1),
        slot.height_mm * POINTS_IN_A_MILLIMETRE / (len(lines) * slot.leading or 1),
    )
    size = int(size * SIZES_IN_A_POINT) / SIZES_IN_A_POINT
    if size < slot.floor:
        raise TextDoesNotFit(slot.name, widest)
    return size


def width_mm(text: str, size: float, face: Face = Face.REGULAR) -> float:
    """Return the width of a text in millimetres at a size in points, without kerning."""
    return ems_of(text, face) * size / POINTS_IN_A_MILLIMETRE


def printable(text: str) -> str:
    """Replace each character that cannot be printed by `?`.

    The result is never wider than `WIDEST_ADVANCE` ems for each character.
    """
    if _printable_signs().issuperset(text):
        return text
    return "".join(character if is_printable(character) else "?" for character in text)


def is_printable(character: str) -> bool:
    """Whether both faces have the character, with a width of at most `WIDEST_ADVANCE`."""
    code = ord(character)
    return all(_advances(face).get(code, 2 * WIDEST_ADVANCE) <= WIDEST_ADVANCE for face in Face)


@cache
def _printable_signs() -> frozenset[str]:
    return frozenset(sign for sign in map(chr, _advances(Face.REGULAR)) if is_printable(sign))


def ems_of(text: str, face: Face) -> float:
    """Return the width of a text in ems; missing characters count as `FOREIGN_ADVANCE`."""
    advances = _advances(face)
    return sum(advances.get(ord(character), FOREIGN_ADVANCE) for character in text)


@cache
def _advances(face: Face) -> dict[int, float]:
    """Return the width in ems of each character that the font has."""
    with TTFont(face.path, lazy=True) as font:
        widths, em = font["hmtx"], font["head"].unitsPerEm
        owned = {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        return owned | {ord(SOFT_HYPHEN): 0}
