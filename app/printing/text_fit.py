"""Texts that fit their place: never cut, never over an edge, never too small to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from app.printing.typeface import Face

POINTS_IN_A_MILLIMETRE = 72 / 25.4

# A character that the shipped font lacks is printed by another font: assume a wide one.
FOREIGN_ADVANCE = 1.3

SIZES_IN_A_POINT = 20

# A place where a word may be divided: shown only where it is, and no line is divided here.
SOFT_HYPHEN = "\u00ad"

# The widest sign of a printed text, as a multiple of the size: the ‰ in bold.
WIDEST_ADVANCE = 1.25


class TextDoesNotFit(ValueError):
    """A text too long for its place even at the smallest legible size."""

    def __init__(self, slot: str, text: str) -> None:
        super().__init__(f"The text does not fit the slot “{slot}”: {text!r}")
        self.slot = slot
        self.text = text


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for lines of one size, to be set without kerning or ligatures.

    Millimetres for the place, points for the sizes; `leading` is the distance of two baselines
    as a multiple of the size.
    """

    name: str
    width_mm: float
    height_mm: float
    preferred: float
    floor: float
    face: Face = Face.REGULAR
    leading: float = 1.25


def fitting_size(lines: Sequence[str], slot: Slot) -> float:
    """The largest size in points, from the slot's floor to its preferred, that fits all lines.

    Raises TextDoesNotFit, with the slot's name and the widest line, when even the floor does not.
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
    """How wide a text is at a size in points, set without kerning or ligatures."""
    return ems_of(text, face) * size / POINTS_IN_A_MILLIMETRE


def printable(text: str) -> str:
    """`text` with a `?` for each sign that the shipped typeface lacks, or that no text needs.

    What comes out is never wider than `WIDEST_ADVANCE` for each of its characters.
    """
    if _printable_signs().issuperset(text):
        return text
    return "".join(character if is_printable(character) else "?" for character in text)


def is_printable(character: str) -> bool:
    """Whether both faces own a sign, and it is no wider than a text needs."""
    code = ord(character)
    return all(_advances(face).get(code, 2 * WIDEST_ADVANCE) <= WIDEST_ADVANCE for face in Face)


@cache
def _printable_signs() -> frozenset[str]:
    return frozenset(sign for sign in map(chr, _advances(Face.REGULAR)) if is_printable(sign))


def ems_of(text: str, face: Face) -> float:
    """How wide a text is, as a multiple of its size; a sign of another font counts as a wide one."""
    advances = _advances(face)
    return sum(advances.get(ord(character), FOREIGN_ADVANCE) for character in text)


@cache
def _advances(face: Face) -> dict[int, float]:
    """The width of each character the font owns, as a fraction of the size."""
    with TTFont(face.path, lazy=True) as font:
        widths, em = font["hmtx"], font["head"].unitsPerEm
        owned = {code: widths[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        return owned | {ord(SOFT_HYPHEN): 0}
