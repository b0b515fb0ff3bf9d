"""Labels on paper: 100 × 150 mm, one a page, in French since La Poste reads them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from flask import current_app

from app import formats
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.language import in_language
from app.printing.barcodes import Barcode, code128
from app.printing.documents import picture_url, render_pdf
from app.printing.faces import FAMILY, Face
from app.printing.pictures import Area, placed_within
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE, Slot, fitting_size
from app.ranges.tracking_number import in_groups

PAGE_WIDTH_MM = 100
# The bars stand on this line; higher ones take their place from the recipient's block.
BARS_FOOT_MM = 111
# White above the bars, between them and the rule under the recipient.
ABOVE_BARS_MM = 5

# A floor lets through the widest text that a form has taken, of nothing but per-mille signs: a
# label that has its number must not be lost. 38 capital W's stand at 5 points and more.
SENDER = Slot("sender", 53, 24, preferred=8.5, floor=3.15)
FRANKING = Slot("franking", 30, 13.5, preferred=12, floor=4, face=Face.BOLD)
PRODUCT = Slot("product", 30, 8, preferred=13, floor=6, face=Face.BOLD)
# Smaller than this nobody reads a mention that the deposit may be refused for: what is set for a
# contract must stand at this size, what an old batch was made with is printed all the same.
LEGIBLE = 6
ARTWORK = Area(left=62.5, top=7.5, width=30, height=13.8)
# Measured in bold for its first and last lines; 38 capital W's still stand at 8 points.
RECIPIENT = Slot("recipient", 88, 42, preferred=18, floor=5.2, face=Face.BOLD)
NUMBER = Slot("number", 88, 8, preferred=16, floor=12, face=Face.BOLD)
WEIGHT = Slot("weight", 16, 5, preferred=10, floor=7)
DEPOSIT_DATE = Slot("deposit-date", 20, 5, preferred=10, floor=7)
DEPOSIT_SITE = Slot("deposit-site", 49, 5, preferred=10, floor=2.9)
REFERENCE = Slot("reference", 88, 5, preferred=10, floor=4.95)
SPECIMEN = "SPÉCIMEN"
SPECIMEN_BAND_MM = 7


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


@dataclass(frozen=True, slots=True)
class _Band:
    """The white band across the bars of a specimen: degrees, mm, and points for its word."""

    angle: float
    length: float
    height: float
    size: float


@dataclass(frozen=True, slots=True)
class _Composition:
    """A face with what its typesetting needs: a size for each slot, in points, and its bars."""

    face: LabelFace
    sizes: dict[str, float]
    bars: Barcode
    bars_place: Area
    rule_top: float
    number: str
    franking_top: float
    artwork_url: str
    artwork_place: Area | None
    band: _Band | None


def labels_pdf(faces: Sequence[LabelFace], title: str) -> bytes:
    """One page of 100 × 150 mm for each face, in their order. Needs an application context.

    Raises TextDoesNotFit, with the slot's name, for a text that would run over its edge,
    UnreadablePicture for artwork that cannot be printed, and PrintingUnavailable when the machine
    cannot print.
    """
    if not faces:
        raise ValueError("There is no label to print.")
    artworks = {_name(face.artwork): face.artwork for face in faces if face.artwork}
    with in_language("fr"):
        places = {name: placed_within(artwork, ARTWORK) for name, artwork in artworks.items()}
        labels = [_composed(face, places) for face in faces]
        template = current_app.jinja_env.get_template("print/label_100x150.html")
        html = template.render(labels=labels, family=FAMILY, specimen=SPECIMEN)
    return render_pdf(html, title=title, language="fr", pictures=artworks)


def check_mentions(franking: Sequence[str], product: str) -> None:
    """That both mentions stand legibly in their frames; raises TextDoesNotFit, with the line."""
    fitting_size(franking, replace(FRANKING, floor=LEGIBLE))
    fitting_size([product], PRODUCT)


def most_franking_lines() -> int:
    """How many legible lines the franking frame holds."""
    return int(FRANKING.height_mm * POINTS_IN_A_MILLIMETRE / (LEGIBLE * FRANKING.leading))


def _composed(face: LabelFace, artwork_places: Mapping[str, Area]) -> _Composition:
    number = in_groups(face.tracking_number)
    sizes = {
        "sender": fitting_size(face.sender, SENDER),
        "franking": fitting_size(face.franking, FRANKING),
        "product": fitting_size([face.product], PRODUCT),
        "recipient": fitting_size(face.recipient, _recipient_slot(face.bar_height_mm)),
        "number": fitting_size([number], NUMBER),
        "weight": fitting_size([formats.grams(face.grams)], WEIGHT),
        "deposit_date": fitting_size([formats.short_day(face.deposit_date)], DEPOSIT_DATE),
        "deposit_site": fitting_size([face.deposit_site], DEPOSIT_SITE),
        "reference": fitting_size([face.reference], REFERENCE),
    }
    bars = code128(face.tracking_number)
    place = _bars_place(bars, face.bar_height_mm)
    artwork = _name(face.artwork) if face.artwork else ""
    return _Composition(
        face=face,
        sizes=sizes,
        bars=bars,
        bars_place=place,
        rule_top=place.top - ABOVE_BARS_MM,
        number=number,
        franking_top=_franking_top(face, sizes["franking"]),
        artwork_url=picture_url(artwork),
        artwork_place=artwork_places.get(artwork),
        band=_band(place) if face.specimen else None,
    )


def _recipient_slot(bar_height_mm: int) -> Slot:
    return replace(RECIPIENT, height_mm=RECIPIENT.height_mm + DEFAULT_BARS_MM - bar_height_mm)


def _franking_top(face: LabelFace, size: float) -> float:
    """Where the franking begins, in mm, to stand in the middle of its frame (6.3 to 22.5 mm)."""
    height = len(face.franking) * size * FRANKING.leading / POINTS_IN_A_MILLIMETRE
    return round(6.3 + (16.2 - height) / 2, 3)


def _bars_place(bars: Barcode, height: int) -> Area:
    width = bars.width_mm()
    return Area((PAGE_WIDTH_MM - width) / 2, BARS_FOOT_MM - height, width, height)


def _band(bars: Area) -> _Band:
    """From corner to corner: no straight line runs over all bars without meeting it."""
    length = math.hypot(bars.width, bars.height)
    height = min(SPECIMEN_BAND_MM, 0.6 * bars.height)
    word = Slot("specimen", 0.8 * length, height, preferred=22, floor=8, face=Face.BOLD, leading=1)
    return _Band(
        angle=round(-math.degrees(math.atan2(bars.height, bars.width)), 3),
        length=round(length, 3),
        height=height,
        size=fitting_size([SPECIMEN], word),
    )


def _name(artwork: bytes) -> str:
    """The same picture is the same name, and is embedded once."""
    return sha256(artwork).hexdigest()
