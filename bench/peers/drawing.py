"""What a label consists of, as places of text and bars: what each peer has to draw."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app import formats
from app.labels import printing
from app.labels.printing import LabelFace
from app.printing.barcodes import MODULE_MM, code128
from app.printing.faces import Face
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE, Slot, fitting_size, width_mm
from app.ranges.tracking_number import in_groups

PAGE_MM = (100.0, 150.0)
BARS_TOP_MM = 96.0
# Captions and the lines of a block stand below each other by this multiple of their size.
LEADING = 1.25
CAPTIONS = (
    ("Expéditeur", 6.0, 6.0),
    ("Destinataire", 6.0, 40.5),
    ("Poids", 6.0, 125.6),
    ("Dépôt le", 23.0, 125.6),
    ("Lieu de dépôt", 45.0, 125.6),
    ("Référence", 6.0, 136.2),
)
RULES_MM = (37.0, 91.0, 122.5)


@dataclass(frozen=True, slots=True)
class Text:
    """One line: its left end and baseline in mm from the top left, its size in points."""

    words: str
    left: float
    baseline: float
    size: float
    face: Face = Face.REGULAR
    white: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle in mm from the top left."""

    left: float
    top: float
    width: float
    height: float


def texts(face: LabelFace) -> Iterator[Text]:
    """Every line of a label, in the sizes that the program chooses."""
    yield from (Text(words, left, top + 2, 7) for words, left, top in CAPTIONS)
    yield from _block(face.sender, printing.SENDER, 6, 10.2)
    yield from _centred(face.franking, printing.FRANKING, 61.3, 32.4, 8)
    yield from _centred([face.product], printing.PRODUCT, 61, 33, 25, white=True)
    yield from _block(face.recipient, printing.RECIPIENT, 6, 46.5)
    yield from _centred([in_groups(face.tracking_number)], printing.NUMBER, 6, 88, 112.2)
    yield from _block([formats.grams(face.grams)], printing.WEIGHT, 6, 129.2)
    yield from _block([formats.short_day(face.deposit_date)], printing.DEPOSIT_DATE, 23, 129.2)
    yield from _block([face.deposit_site], printing.DEPOSIT_SITE, 45, 129.2)
    yield from _block([face.reference], printing.REFERENCE, 6, 139.8)


def boxes(face: LabelFace) -> Iterator[Box]:
    """The rules, the ground of the product's name, and the bars."""
    yield from (Box(6, top, 88, 0.25) for top in RULES_MM)
    yield Box(61, 22.5, 33, 9.5)
    bars = code128(face.tracking_number)
    left = (PAGE_MM[0] - bars.width_mm()) / 2
    for column, modules in re.findall(r"M(\d+) 0h(\d+)", bars.path):
        place = left + int(column) * MODULE_MM
        yield Box(place, BARS_TOP_MM, int(modules) * MODULE_MM, face.bar_height_mm)


def _block(lines: Sequence[str], slot: Slot, left: float, top: float) -> Iterator[Text]:
    size = fitting_size(lines, slot)
    step = size * LEADING / POINTS_IN_A_MILLIMETRE
    for place, words in enumerate(lines, 1):
        yield Text(words, left, top + place * step, size, slot.face)


def _centred(
    lines: Sequence[str], slot: Slot, left: float, width: float, top: float, white: bool = False
) -> Iterator[Text]:
    for line in _block(lines, slot, left, top):
        indent = (width - width_mm(line.words, line.size, line.face)) / 2
        yield Text(line.words, left + indent, line.baseline, line.size, line.face, white)
