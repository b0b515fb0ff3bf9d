"""Prints labels in ZPL on the roll of 100 × 150 mm, with the layout of the PDF."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from flask import current_app

from app.labels.paper_formats import FORMATS, ROLL
from app.labels.printing import EMPTY_CONTENT, LabelContent, label_form, with_values
from app.printing.compiling import CACHED_FORMS
from app.printing.pictures import Area, fit_within
from app.printing.slots import Values
from app.printing.zpl import ZplForm, caption, graphic, rectangle

DENSITIES = (203, 300)
DEFAULT_DPI = 203
ZPL_TYPE = "application/zpl"
CAPTION_POINTS = 7
LABELS_A_PIECE = 64

# Text with left and top in millimetres, as in print/label.html.
_CAPTIONS = (
    ("Expéditeur", 6, 6),
    ("Destinataire", 6, 40.5),
    ("Poids", 6, 125.6),
    ("Dépôt le", 23, 125.6),
    ("Lieu de dépôt", 45, 125.6),
)
_REFERENCE = ("Référence", 6, 136.2)
# Left, top, width, height and line thickness; a line as thick as the height fills the box.
_FRAME = (61, 6, 33, 26, 0.3)
_PRODUCT_GROUND = (61, 22.5, 33, 9.5, 9.5)


def labels_zpl(contents: Iterable[LabelContent], dpi: int = DEFAULT_DPI) -> Iterator[bytes]:
    """Yield the labels for printers of 203 or 300 dots an inch.

    Call it in an application context; the iterator may be consumed outside. Raises what
    `labels_in_pieces` raises.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return _pieces(with_values(app, contents), dpi)


def _pieces(rows: Iterator[tuple[LabelContent, Values]], dpi: int) -> Iterator[bytes]:
    writers: dict[tuple[int, bytes | None, bool], Callable[[Values], bytes]] = {}
    piece: list[bytes] = []
    for content, values in rows:
        key = content.bar_height_mm, content.artwork, bool(content.reference)
        if key not in writers:
            writers[key] = _form(*key, dpi).writer()
        piece.append(writers[key](values))
        if len(piece) == LABELS_A_PIECE:
            yield b"".join(piece)
            piece.clear()
    if not writers:
        raise ValueError("There is no label to print.")
    yield b"".join(piece)


@lru_cache(CACHED_FORMS)
def _form(bar_height: int, artwork: bytes | None, has_reference: bool, dpi: int) -> ZplForm:
    """Return the form for these settings, which caches the ZPL for each width of a text."""
    captions = (*_CAPTIONS, _REFERENCE) if has_reference else _CAPTIONS
    rules = (37, 106 - bar_height, 122.5)
    boxes = (_FRAME, _PRODUCT_GROUND, *((6, top, 88, 0, 0.25) for top in rules))
    words = "".join(caption(words, left, top, CAPTION_POINTS, dpi) for words, left, top in captions)
    content = replace(EMPTY_CONTENT, bar_height_mm=bar_height, artwork=artwork)
    form = label_form(replace(content, reference="x" if has_reference else ""))
    ground = words + "".join(rectangle(*box, dpi) for box in boxes)
    return ZplForm(form, dpi, ground + _artwork(artwork, dpi))


def _artwork(artwork: bytes | None, dpi: int) -> str:
    """Return the franking artwork, which is printed instead of the franking lines."""
    if artwork is None:
        return ""
    place = fit_within(artwork, Area(*FORMATS[ROLL].artwork))
    return graphic(artwork, place, dpi)
