"""Lays out a template together with its values, for text that cannot be stamped.

Tests also compare every stamped page with it, dot by dot.
"""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, SubElement

from app.printing import marks
from app.printing.barcodes import Barcode
from app.printing.compiling import PrintForm
from app.printing.layouts import Layout, lay_out
from app.printing.measuring import POINTS_IN_A_PIXEL
from app.printing.slots import BarcodeSlot, TextSlot, Value, Values, lines_of, on_grid
from app.printing.text_fit import SIZES_IN_A_POINT, TextDoesNotFit

SVG = "{http://www.w3.org/2000/svg}"
# CSS pixels. Less than a dot of a printer.
TOLERANCE = 0.05
# Share assumed when rounding pushes the last line of a slot to the next page.
OVERLEAF = 1.02
# How many sizes are tried for text whose width only its own font knows.
ATTEMPTS = 5
# Control characters and surrogates are replaced.
_NOT_TEXT = dict.fromkeys((*range(32), *range(127, 160), *range(55296, 57344)), "�")


def lay_out_with_values(form: PrintForm, values: Values) -> Layout:
    """Lay out the form with its values by WeasyPrint.

    Raises TextDoesNotFit, BarcodeDoesNotFit and NotABarcode with the slot's name.
    """
    texts = {slot.name: slot for slot in form.slots if isinstance(slot, TextSlot)}
    lines = {name: _printable_lines(values[name]) for name in texts}
    sizes = {name: slot.size_for(lines[name]) for name, slot in texts.items()}
    for _ in range(ATTEMPTS):
        layout = _lay_out(form, values, lines, sizes)
        over = {name: share for name in texts if (share := _share(layout, texts[name], lines)) > 1}
        if not over:
            return layout
        for name, share in over.items():
            sizes[name] = _smaller(texts[name], lines[name], sizes[name] / share)
    raise TextDoesNotFit(*next((name, lines[name][0]) for name in over))


def _lay_out(
    form: PrintForm, values: Values, lines: Mapping[str, list[str]], sizes: Mapping[str, float]
) -> Layout:
    def fill(root: Element) -> None:
        places = {slot.name: slot for slot in form.slots}
        for element in list(marks.slots_in(root)):
            slot = places[element.get("id", "")]
            if isinstance(slot, TextSlot):
                size = sizes[slot.name] / POINTS_IN_A_PIXEL
                marks.fill(element, lines[slot.name], size)
            else:
                _draw(element, slot, values[slot.name])

    return lay_out(form.html, pictures=form.pictures, prepare=fill, css=marks.CSS)


def _share(layout: Layout, slot: TextSlot, lines: Mapping[str, list[str]]) -> float:
    """Return the width of the widest line as a share of the slot's width.

    If the last line was pushed to the next page, return `OVERLEAF`.
    """
    room = slot.box.width / POINTS_IN_A_PIXEL + TOLERANCE
    count = len(lines[slot.name])
    if count and marks.end_mark(slot.name, count - 1) not in layout.places:
        return OVERLEAF
    widths = (
        layout.places[marks.end_mark(slot.name, number)][0]
        - layout.places[marks.start_mark(slot.name, number)][0]
        for number in range(count)
    )
    return max(widths, default=0) / room


def _smaller(slot: TextSlot, lines: list[str], size: float) -> float:
    size = on_grid(int(size * SIZES_IN_A_POINT) / SIZES_IN_A_POINT)
    if size < slot.floor:
        raise TextDoesNotFit(slot.name, max(lines, key=len))
    return size


def _printable_lines(value: Value) -> list[str]:
    return [line.translate(_NOT_TEXT) for line in lines_of(value)]


def _draw(element: Element, slot: BarcodeSlot, value: Value) -> None:
    marks.clear(element)
    text = "".join(lines_of(value))
    if not text:
        return
    barcode = slot.symbol(text)
    place = slot.place(barcode, text)
    left, top = place.left - slot.box.left, slot.box.top - place.top
    style = (
        f"position:absolute;left:{left:.4f}pt;top:{top:.4f}pt;"
        f"width:{place.width:.4f}pt;height:{place.height:.4f}pt"
    )
    SubElement(_svg(element, barcode, style), f"{SVG}path", {"d": barcode.path})


def _svg(element: Element, barcode: Barcode, style: str) -> Element:
    box = f"0 0 {barcode.modules} {barcode.rows}"
    attributes = {"viewBox": box, "preserveAspectRatio": "none", "style": style}
    return SubElement(element, f"{SVG}svg", attributes)
