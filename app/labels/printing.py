"""Labels on paper: 100 × 150 mm, one a page, in French since La Poste reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from app import formats
from app.language import in_language
from app.printing.barcodes import Barcode, code128
from app.printing.documents import render_pdf
from app.printing.faces import FAMILY, Face
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE, Slot, fitting_size
from app.ranges.tracking_number import in_groups

PAGE_WIDTH_MM = 100
# La Poste gives no height for letters; 27 mm is for parcels.
BAR_HEIGHT_MM = 15

# A floor lets through the widest text that a form has taken, of nothing but per-mille signs: a
# label that has its number must not be lost. 38 capital W's stand at 5 points and more.
SENDER = Slot("sender", 53, 24, preferred=8.5, floor=3.15)
FRANKING = Slot("franking", 30, 13.5, preferred=12, floor=4, face=Face.BOLD)
PRODUCT = Slot("product", 30, 8, preferred=13, floor=6, face=Face.BOLD)
# Measured in bold for its first and last lines; 38 capital W's still stand at 8 points.
RECIPIENT = Slot("recipient", 88, 42, preferred=18, floor=5.2, face=Face.BOLD)
NUMBER = Slot("number", 88, 8, preferred=16, floor=12, face=Face.BOLD)
WEIGHT = Slot("weight", 16, 5, preferred=10, floor=7)
DEPOSIT_DATE = Slot("deposit-date", 20, 5, preferred=10, floor=7)
DEPOSIT_SITE = Slot("deposit-site", 49, 5, preferred=10, floor=2.9)
REFERENCE = Slot("reference", 88, 5, preferred=10, floor=4.95)


@dataclass(frozen=True, slots=True)
class LabelFace:
    """What one label says.

    `recipient` and `sender`: lines as NF Z10-011 wants them, at most 6, the last being postcode
    and town. `franking`: the lines of the port-payé block. `reference` may be empty.
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


@dataclass(frozen=True, slots=True)
class _Composition:
    """A face with what its typesetting needs: a size for each slot, in points, and its bars."""

    face: LabelFace
    sizes: dict[str, float]
    bars: Barcode
    number: str
    franking_top: float


def labels_pdf(faces: Sequence[LabelFace], title: str) -> bytes:
    """One page of 100 × 150 mm for each face, in their order. Needs an application context.

    Raises TextDoesNotFit, with the slot's name, for a text that would run over its edge, and
    PrintingUnavailable when the machine cannot print.
    """
    if not faces:
        raise ValueError("There is no label to print.")
    with in_language("fr"):
        labels = [_composed(face) for face in faces]
        template = current_app.jinja_env.get_template("print/label_100x150.html")
        html = template.render(labels=labels, family=FAMILY, **_bars_place(labels[0].bars))
    return render_pdf(html, title=title, language="fr")


def _composed(face: LabelFace) -> _Composition:
    number = in_groups(face.tracking_number)
    sizes = {
        "sender": fitting_size(face.sender, SENDER),
        "franking": fitting_size(face.franking, FRANKING),
        "product": fitting_size([face.product], PRODUCT),
        "recipient": fitting_size(face.recipient, RECIPIENT),
        "number": fitting_size([number], NUMBER),
        "weight": fitting_size([formats.grams(face.grams)], WEIGHT),
        "deposit_date": fitting_size([formats.short_day(face.deposit_date)], DEPOSIT_DATE),
        "deposit_site": fitting_size([face.deposit_site], DEPOSIT_SITE),
        "reference": fitting_size([face.reference], REFERENCE),
    }
    bars = code128(face.tracking_number)
    return _Composition(face, sizes, bars, number, _franking_top(face, sizes["franking"]))


def _franking_top(face: LabelFace, size: float) -> float:
    """Where the franking begins, in mm, to stand in the middle of its frame (6.3 to 22.5 mm)."""
    height = len(face.franking) * size * FRANKING.leading / POINTS_IN_A_MILLIMETRE
    return round(6.3 + (16.2 - height) / 2, 3)


def _bars_place(bars: Barcode) -> dict[str, float]:
    width = bars.width_mm()
    return {
        "bars_left": (PAGE_WIDTH_MM - width) / 2,
        "bars_width": width,
        "bars_height": BAR_HEIGHT_MM,
    }
