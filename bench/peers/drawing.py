"""The texts and boxes of a label, which each library must draw."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.labels import printing
from app.labels.printing import LabelContent
from app.printing.alphabet import alphabet
from app.printing.barcodes import MODULE_MM, code128
from app.printing.compiling import PrintForm
from app.printing.slots import TextSlot, Value, lines_of
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE
from app.printing.typeface import Face

PAGE_MM = (100.0, 150.0)
BARS_TOP_MM = 96.0
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
    """A line of text: left end and baseline in mm from the top left, size in points."""

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


def texts(face: LabelContent) -> list[Text]:
    """Return every line of a label, at the places and sizes that the program uses."""
    captions = [Text(words, left, top + 2, 7) for words, left, top in CAPTIONS]
    form, values = _form(printing.form_key(face), face), printing.values_of(face)
    slots = (slot for slot in form.slots if isinstance(slot, TextSlot))
    return captions + [line for slot in slots for line in _lines(slot, values[slot.name])]


_forms: dict[tuple[object, ...], PrintForm] = {}


def _form(key: tuple[object, ...], face: LabelContent) -> PrintForm:
    """Return a cached form, so that finding it is not part of what is measured."""
    if key not in _forms:
        _forms[key] = printing.label_form(face)
    return _forms[key]


def boxes(face: LabelContent) -> Iterator[Box]:
    """Yield the rules, the background of the product mention, and the bars."""
    yield from (Box(6, top, 88, 0.25) for top in RULES_MM)
    yield Box(61, 22.5, 33, 9.5)
    bars = code128(face.tracking_number)
    left = (PAGE_MM[0] - bars.width_mm()) / 2
    for _, column, modules in bars.runs:
        place = left + column * MODULE_MM
        yield Box(place, BARS_TOP_MM, modules * MODULE_MM, face.bar_height_mm)


def _lines(slot: TextSlot, value: Value) -> Iterator[Text]:
    lines = lines_of(value)
    size = slot.size_for(lines)
    faces, baselines = slot.line_faces(len(lines)), slot.baselines(len(lines), size)
    for words, weight, up in zip(lines, faces, baselines, strict=True):
        room = slot.box.width - alphabet(weight).width(words) * size
        left = (slot.box.left + room * slot.alignment.value) / POINTS_IN_A_MILLIMETRE
        baseline = PAGE_MM[1] - up / POINTS_IN_A_MILLIMETRE
        yield Text(words, left, baseline, size, weight, slot.name == "product")
