"""Labels on paper, in French since La Poste reads them: values for the forms of the engine."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import islice

from flask import Flask, current_app

from app import formats
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.labels.paper_formats import FORMATS, ROLL, PaperFormat
from app.language import in_language
from app.printing.barcodes import MODULE_MM, code128
from app.printing.compiling import PrintForm, Setting, compile_form
from app.printing.documents import picture_url
from app.printing.pictures import Area, fit_within
from app.printing.sheets import Sheet
from app.printing.slots import Values
from app.printing.stamping import Placement, stamp_on
from app.printing.text_fit import Slot, fitting_size
from app.printing.typeface import Face
from app.printing.writer import Heading
from app.ranges.tracking_number import in_groups

# Smaller than this nobody reads a mention that the deposit may be refused for: what is set for a
# contract must stand at this size, what an old batch was made with is printed all the same.
LEGIBLE = 6
SPECIMEN = "SPÉCIMEN"
SPECIMEN_BAND_MM = 7
# Labels whose words are made at a time.
CHUNK = 50


@dataclass(frozen=True, slots=True)
class LabelFace:
    """What one label says.

    `recipient` and `sender`: lines as NF Z10-011 wants them, at most 6, the last being postcode
    and town. `franking`: the lines of the port-payé block; `artwork`, the PNG or JPEG that La
    Poste supplied, stands in their place where there is one. `reference` may be empty.
    `specimen`: its bars are struck through so that they do not scan.
    """

    recipient: tuple[str, ...]
    sender: tuple[str, ...]
    franking: tuple[str, ...]
    product: str
    tracking_number: str
    reference: str
    grams: int
    deposit_site: str
    deposit_date: date
    bar_height_mm: int = DEFAULT_BARS_MM
    artwork: bytes | None = None
    specimen: bool = False


# A label without words, for what depends on none.
NOBODY = LabelFace((), (), (), "", "", "", 0, "", date.min)


def labels_pdf(faces: Iterable[LabelFace], title: str, paper: PaperFormat = FORMATS[ROLL]) -> bytes:
    """The labels as one piece: see `labels_in_pieces`."""
    return b"".join(labels_in_pieces(faces, title, paper))


def labels_in_pieces(
    faces: Iterable[LabelFace], title: str, paper: PaperFormat = FORMATS[ROLL], first: int = 0
) -> Iterator[bytes]:
    """One label for each face, in their order, as a PDF that comes in pieces.

    On a sheet, `first` places are left free. Call it within the application; the pieces may be
    taken outside. Raises, when a label is reached, TextDoesNotFit with the slot's name for a text
    that would run over its edge (which no text does that a form has taken), UnreadablePicture for
    artwork that cannot be printed, and PrintingUnavailable; ValueError where there is no label.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    placed = _placed(app, faces, paper)
    sheet = paper.sheet or Sheet.of_one(paper.width, paper.height)
    return stamp_on(sheet, placed, Heading(title), first)


def label_form(face: LabelFace, paper: PaperFormat = FORMATS[ROLL]) -> PrintForm:
    """The form that a face is stamped on; the same for labels that differ in their words alone."""
    height = min(face.bar_height_mm, paper.tallest_bars)
    settings: dict[str, Setting] = {
        "width": paper.width,
        "height": paper.height,
        "bar_height": height,
        "bars_left": paper.bars_left,
        "bars_width": paper.bars_width,
        "bars_foot": paper.bars_foot,
        "module": MODULE_MM,
        "reference": bool(face.reference),
        **_artwork(face.artwork, paper),
        **_band(face, paper, height),
    }
    pictures = {_name(face.artwork): face.artwork} if face.artwork else {}
    return compile_form(paper.template, settings, pictures)


def values_of(face: LabelFace) -> Values:
    """What is written into the slots, in French. Needs an application context."""
    return {
        "sender": face.sender,
        "franking": face.franking,
        "product": face.product,
        "recipient": face.recipient,
        "barcode": face.tracking_number,
        "number": in_groups(face.tracking_number),
        "weight": _weight(face.grams),
        "deposit-date": _day(face.deposit_date),
        "deposit-site": face.deposit_site,
        "reference": face.reference,
    }


def check_mentions(franking: Sequence[str], product: str) -> None:
    """That both mentions stand legibly on every paper; raises TextDoesNotFit, with the line."""
    for form in _each_layout():
        replace(form.text_slot("franking"), floor=LEGIBLE).size_for(franking)
        replace(form.text_slot("product"), floor=LEGIBLE).size_for([product])


def most_franking_lines() -> int:
    """How many legible lines the franking frame holds on every paper."""
    slots = [form.text_slot("franking") for form in _each_layout()]
    return min(int(slot.box.height / slot.leading.at(LEGIBLE)) for slot in slots)


def worded(app: Flask, faces: Iterable[LabelFace]) -> Iterator[tuple[LabelFace, Values]]:
    """Each face with its words, a chunk at a time: no context stays open between two of them."""
    waiting = iter(faces)
    while chunk := list(islice(waiting, CHUNK)):
        with app.app_context():
            rows = [(face, values_of(face)) for face in chunk]
        yield from rows


def form_key(face: LabelFace) -> tuple[object, ...]:
    """What the form of a face depends on, on one paper."""
    return face.bar_height_mm, face.artwork, face.specimen, bool(face.reference)


def _placed(app: Flask, faces: Iterable[LabelFace], paper: PaperFormat) -> Iterator[Placement]:
    forms: dict[tuple[object, ...], PrintForm] = {}
    for face, values in worded(app, faces):
        key = form_key(face)
        if key not in forms:
            forms[key] = label_form(face, paper)
        yield Placement(forms[key], values)


@lru_cache(4096)
def _weight(grams: int) -> str:
    """Formatting a number takes longer than stamping a label, and there are 3 000 weights."""
    with in_language("fr"):
        return formats.grams(grams)


@lru_cache(64)
def _day(day: date) -> str:
    with in_language("fr"):
        return formats.short_day(day)


def _each_layout() -> Iterable[PrintForm]:
    """The label as it is by default, on one paper of each template: on the others it stands elsewhere."""
    papers = {paper.template_name: paper for paper in FORMATS.values()}
    return [label_form(NOBODY, paper) for paper in papers.values()]


def _artwork(artwork: bytes | None, paper: PaperFormat) -> Mapping[str, Setting]:
    place = fit_within(artwork, Area(*paper.artwork)) if artwork else Area(0, 0, 0, 0)
    return {
        "artwork_url": picture_url(_name(artwork)) if artwork else "",
        "artwork_left": place.left,
        "artwork_top": place.top,
        "artwork_width": place.width,
        "artwork_height": place.height,
    }


def _band(face: LabelFace, paper: PaperFormat, bar_height: int) -> Mapping[str, Setting]:
    """The white band across the bars of a specimen: degrees, mm, and points for its word.

    From corner to corner: no straight line runs over all bars without meeting it.
    """
    if not face.specimen:
        return dict.fromkeys(
            ("specimen", "band_left", "band_width", "band_length", "band_height", "band_size",
             "band_angle"),
            0,
        )  # fmt: skip
    width = code128(face.tracking_number).width_mm()
    length = math.hypot(width, bar_height)
    height = min(SPECIMEN_BAND_MM, 0.6 * bar_height)
    word = Slot("specimen", 0.8 * length, height, preferred=22, floor=8, face=Face.BOLD, leading=1)
    return {
        "specimen": SPECIMEN,
        "band_left": paper.bars_left + (paper.bars_width - width) / 2,
        "band_width": width,
        "band_length": round(length, 3),
        "band_height": height,
        "band_size": fitting_size([SPECIMEN], word),
        "band_angle": round(-math.degrees(math.atan2(bar_height, width)), 3),
    }


def _name(artwork: bytes) -> str:
    """The same picture is the same name, and is embedded once."""
    return sha256(artwork).hexdigest()
