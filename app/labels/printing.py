"""Prints labels as PDF, always in French, because La Poste reads them."""

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

# Points. La Poste may refuse a deposit whose franking or product mention is not legible. New label
# settings must fit at this size; batches made with earlier settings are printed smaller if needed.
LEGIBLE = 6
SPECIMEN = "SPÉCIMEN"
SPECIMEN_BAND_MM = 7
# Labels whose values are formatted at a time.
CHUNK = 50


@dataclass(frozen=True, slots=True)
class LabelContent:
    """What one label says.

    `recipient` and `sender`: at most 6 lines by NF Z10-011, the last being postcode and town.
    `franking`: the lines of the port-payé block. `artwork`: a PNG or JPEG supplied by La Poste,
    printed instead of them. `reference` may be empty. `specimen`: a band is printed over the bars,
    so that they do not scan.
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


# For computing a form, which does not depend on the text.
EMPTY_CONTENT = LabelContent((), (), (), "", "", "", 0, "", date.min)


def labels_pdf(
    contents: Iterable[LabelContent], title: str, paper: PaperFormat = FORMATS[ROLL]
) -> bytes:
    """Return the PDF as a whole: see `labels_in_pieces`."""
    return b"".join(labels_in_pieces(contents, title, paper))


def labels_in_pieces(
    contents: Iterable[LabelContent], title: str, paper: PaperFormat = FORMATS[ROLL], first: int = 0
) -> Iterator[bytes]:
    """Yield a PDF with a label for each content, in their order.

    On a sheet, `first` places are left free. Call it in an application context; the iterator may be
    consumed outside. When a label is reached, it raises TextDoesNotFit with the slot's name (not
    for text that the forms have accepted), UnreadablePicture for artwork that cannot be printed,
    and PrintingUnavailable. Raises ValueError without labels.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    placed = _placements(app, contents, paper)
    sheet = paper.sheet or Sheet.of_one(paper.width, paper.height)
    return stamp_on(sheet, placed, Heading(title), first)


def label_form(content: LabelContent, paper: PaperFormat = FORMATS[ROLL]) -> PrintForm:
    """Return the form for a content. It is the same for labels that differ only in their text."""
    height = min(content.bar_height_mm, paper.tallest_bars)
    settings: dict[str, Setting] = {
        "width": paper.width,
        "height": paper.height,
        "bar_height": height,
        "bars_left": paper.bars_left,
        "bars_width": paper.bars_width,
        "bars_foot": paper.bars_foot,
        "module": MODULE_MM,
        "reference": bool(content.reference),
        **_artwork(content.artwork, paper),
        **_band(content, paper, height),
    }
    pictures = {_name(content.artwork): content.artwork} if content.artwork else {}
    return compile_form(paper.template, settings, pictures)


def values_of(content: LabelContent) -> Values:
    """Return the values of the form's slots, in French. Needs an application context."""
    return {
        "sender": content.sender,
        "franking": content.franking,
        "product": content.product,
        "recipient": content.recipient,
        "barcode": content.tracking_number,
        "number": in_groups(content.tracking_number),
        "weight": _weight_text(content.grams),
        "deposit-date": _day_text(content.deposit_date),
        "deposit-site": content.deposit_site,
        "reference": content.reference,
    }


def check_mentions(franking: Sequence[str], product: str) -> None:
    """Raise TextDoesNotFit for a line that is not legible on every paper format."""
    for form in _each_layout():
        replace(form.text_slot("franking"), floor=LEGIBLE).size_for(franking)
        replace(form.text_slot("product"), floor=LEGIBLE).size_for([product])


def most_franking_lines() -> int:
    """Return how many legible lines fit in the franking frame on every paper format."""
    slots = [form.text_slot("franking") for form in _each_layout()]
    return min(int(slot.box.height / slot.leading.at(LEGIBLE)) for slot in slots)


def with_values(
    app: Flask, contents: Iterable[LabelContent]
) -> Iterator[tuple[LabelContent, Values]]:
    """Yield each content with its values; no application context stays open between two chunks."""
    waiting = iter(contents)
    while chunk := list(islice(waiting, CHUNK)):
        with app.app_context():
            rows = [(content, values_of(content)) for content in chunk]
        yield from rows


def form_key(content: LabelContent) -> tuple[object, ...]:
    """Return what the form of a content depends on, for one paper format."""
    return content.bar_height_mm, content.artwork, content.specimen, bool(content.reference)


def _placements(
    app: Flask, contents: Iterable[LabelContent], paper: PaperFormat
) -> Iterator[Placement]:
    forms: dict[tuple[object, ...], PrintForm] = {}
    for content, values in with_values(app, contents):
        key = form_key(content)
        if key not in forms:
            forms[key] = label_form(content, paper)
        yield Placement(forms[key], values)


@lru_cache(4096)
def _weight_text(grams: int) -> str:
    """Format a weight. Cached, because formatting takes longer than stamping a label."""
    with in_language("fr"):
        return formats.grams(grams)


@lru_cache(64)
def _day_text(day: date) -> str:
    with in_language("fr"):
        return formats.short_day(day)


def _each_layout() -> Iterable[PrintForm]:
    """Return a form for each template; formats with the same template differ only in position."""
    papers = {paper.template_name: paper for paper in FORMATS.values()}
    return [label_form(EMPTY_CONTENT, paper) for paper in papers.values()]


def _artwork(artwork: bytes | None, paper: PaperFormat) -> Mapping[str, Setting]:
    place = fit_within(artwork, Area(*paper.artwork)) if artwork else Area(0, 0, 0, 0)
    return {
        "artwork_url": picture_url(_name(artwork)) if artwork else "",
        "artwork_left": place.left,
        "artwork_top": place.top,
        "artwork_width": place.width,
        "artwork_height": place.height,
    }


def _band(content: LabelContent, paper: PaperFormat, bar_height: int) -> Mapping[str, Setting]:
    """Return the settings of the white band across a specimen's bars, in mm, degrees and points.

    It goes from corner to corner, so every straight line across all bars crosses it.
    """
    if not content.specimen:
        return dict.fromkeys(
            ("specimen", "band_left", "band_width", "band_length", "band_height", "band_size",
             "band_angle"),
            0,
        )  # fmt: skip
    width = code128(content.tracking_number).width_mm()
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
    """Name a picture by its hash, so that the same picture is embedded once."""
    return sha256(artwork).hexdigest()
