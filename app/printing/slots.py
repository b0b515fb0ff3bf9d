"""Slots of a form, which are filled for each page with lines of text or barcodes.

Lengths are in points, places from the bottom left of the form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from app.printing.alphabet import UNITS, alphabet
from app.printing.barcodes import Barcode, symbol
from app.printing.text_fit import SIZES_IN_A_POINT, TextDoesNotFit, ems_of
from app.printing.typeface import Face

# The content of a slot: a line or several lines.
Value = str | Sequence[str]
# The content of a form, by the name of the slot.
Values = Mapping[str, Value]

# Layout measures text in 1024ths of a CSS pixel.
STEP = 0.75 / 1024
NEARLY = 1e-6
NEAR = 0.1
# With a smaller growth per point of font size, the distance of lines counts as fixed.
LEAST_GROWTH = 1e-3


class Alignment(Enum):
    """The alignment of lines; its value is the share of the free width that lies before them."""

    LEFT = 0.0
    CENTRE = 0.5
    RIGHT = 1.0


class ForeignText(Exception):
    """A text has a character that is not embedded, so it cannot be stamped."""


class BarcodeDoesNotFit(ValueError):
    """A barcode is too large for its slot."""

    def __init__(self, slot: str, value: str) -> None:
        super().__init__(f"The barcode does not fit the slot “{slot}”: {value!r}")
        self.slot = slot
        self.value = value


class NotABarcode(ValueError):
    """A value cannot be encoded in the symbology of its slot."""

    def __init__(self, slot: str, value: str, reason: ValueError) -> None:
        super().__init__(f"The slot “{slot}” takes no such barcode: {reason}")
        self.slot = slot
        self.value = value


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, by its left and bottom edge."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height


@dataclass(frozen=True, slots=True)
class Linear:
    """A length that is a linear function of the font size."""

    fixed: float
    per_point: float

    def at(self, size: float) -> float:
        """Return the length at a font size."""
        return self.fixed + self.per_point * size


@dataclass(frozen=True, slots=True)
class TextSlot:
    """A slot for lines of one size, one below the other.

    `preferred` and `floor` are its largest and smallest size. `faces` are the faces of a single
    line, and of the first, middle and last of several. `middle` is the distance from the upper edge
    to the middle of a single line, `shift` how far each further line moves the first one down,
    `leading` the distance of two lines. `ink` is the operator that sets the colour.
    """

    name: str
    box: Box
    preferred: float
    floor: float
    alignment: Alignment
    faces: tuple[Face, Face, Face, Face]
    middle: Linear
    shift: Linear
    leading: Linear
    ink: bytes

    def size_for(self, lines: Sequence[str]) -> float:
        """Return the largest size, between floor and preferred, at which all lines fit.

        Raises TextDoesNotFit with the slot's name.
        """
        faces = self.line_faces(len(lines))
        return self.size_of(
            lines, [_ems(line, face) for line, face in zip(lines, faces, strict=True)]
        )

    def largest_size(self, lines: Sequence[str]) -> float:
        """As `size_for`, but without a floor."""
        faces = self.line_faces(len(lines))
        ems = (_ems(line, face) for line, face in zip(lines, faces, strict=True))
        return self._largest(len(lines), max(ems, default=0))

    @property
    def most_at_preferred(self) -> float:
        """The widest that a line at the preferred size may be, in ems; 0 if that is too high."""
        fits = self._size_by_height(1) >= self.preferred
        return self.box.width / self.preferred if fits else 0

    def size_of(self, lines: Sequence[str], ems: Sequence[float]) -> float:
        """As `size_for`, for lines whose widths in ems are known."""
        size = self._largest(len(lines), max(ems, default=0))
        if size == self.preferred:
            return size
        size = on_grid(int(size * SIZES_IN_A_POINT) / SIZES_IN_A_POINT)
        if size < self.floor:
            raise TextDoesNotFit(self.name, lines[ems.index(max(ems))])
        return size

    def baselines(self, count: int, size: float) -> list[float]:
        """Return the baselines of `count` lines at a size."""
        first = self.box.top - self.middle.at(size) - (count - 1) * self.shift.at(size)
        leading = self.leading.at(size)
        return [
            first - line * leading - below_middle(face, size)
            for line, face in enumerate(self.line_faces(count))
        ]

    def drop(self, size: float) -> float:
        """Return the distance from the upper edge to the baseline of a single line."""
        return self.middle.at(size) + below_middle(self.faces[0], size)

    def line_faces(self, count: int) -> Sequence[Face]:
        """Return the faces of `count` lines."""
        only, first, middle, last = self.faces
        if count <= 1:
            return [only] * count
        return [first, *[middle] * (count - 2), last]

    def _largest(self, count: int, widest: float) -> float:
        size = min(self.preferred, self._size_by_height(count))
        return self.box.width / widest if widest * size > self.box.width else size

    def _size_by_height(self, count: int) -> float:
        if count == 0:
            return self.preferred
        if self.leading.per_point <= LEAST_GROWTH:
            fits = count == 1 or count * self.leading.fixed <= self.box.height + NEAR
            return self.preferred if fits else 0
        return (self.box.height / count - self.leading.fixed) / self.leading.per_point


@dataclass(frozen=True, slots=True)
class BarcodeSlot:
    """A slot for a barcode with modules of a fixed width; bars are as high as the slot."""

    name: str
    box: Box
    symbology: str
    module: float
    alignment: Alignment

    def symbol(self, value: str) -> Barcode:
        """Encode a value. Raises NotABarcode with the slot's name."""
        try:
            return symbol(self.symbology, value)
        except ValueError as reason:
            raise NotABarcode(self.name, value, reason) from reason

    def place(self, barcode: Barcode, value: str) -> Box:
        """Return the box of a barcode in the slot. Raises BarcodeDoesNotFit."""
        width = barcode.modules * self.module
        height = self.box.height if barcode.rows == 1 else barcode.rows * self.module
        if width > self.box.width + 1e-3 or height > self.box.height + 1e-3:
            raise BarcodeDoesNotFit(self.name, value)
        left = self.box.left + (self.box.width - width) * self.alignment.value
        return Box(left, self.box.top - height, width, height)


def on_grid(size: float) -> float:
    """Round a size down to whole steps of layout, so that stamping agrees with layout."""
    return _steps(size) * STEP


def below_middle(face: Face, size: float) -> float:
    """Return how far below the middle of its line layout puts the baseline of a face.

    Layout rounds the ascent and the descent to steps, so this is not proportional to the size. A
    proportional one is off by up to a step, which can move a line by a dot of the printer.
    """
    steps, font = _steps(size), alphabet(face)
    above, below = (round(share * steps / UNITS) for share in (font.ascent, -font.descent))
    return (above - below) / 2 * STEP


def lines_of(value: Value) -> Sequence[str]:
    """Return the lines of a value: a text is one line, an empty text none."""
    if isinstance(value, str):
        return (value,) if value else ()
    return value


def _steps(size: float) -> int:
    return int(size / STEP + NEARLY)


def _ems(text: str, face: Face) -> float:
    advances = alphabet(face).advances
    try:
        return sum(map(advances.__getitem__, text))
    except KeyError:
        return ems_of(text, face)
