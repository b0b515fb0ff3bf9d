"""Computes the slots of a form from where the marks are after layout."""

from collections import Counter
from collections.abc import Collection, Iterable

from app.printing import marks
from app.printing.alphabet import alphabet
from app.printing.layouts import Layout, Point, Rectangle
from app.printing.slots import (
    Alignment,
    BarcodeSlot,
    Box,
    Linear,
    TextSlot,
    below_middle,
    on_grid,
)
from app.printing.typeface import Face

POINTS_IN_A_PIXEL = 0.75
# CSS pixels. Lengths that differ by less are equal: layout rounds to a 1024th of a pixel.
NEAR = 0.05
# The relative difference within which a text has the width that a face gives it.
SAME_WIDTH = 0.0005

# With one line and with three lines; then both at the small size.
Layouts = tuple[Layout, Layout, Layout, Layout]


class TemplateNotCompiled(ValueError):
    """A template cannot be compiled: which slot, and why."""

    def __init__(self, slot: str, reason: str) -> None:
        super().__init__(f"The slot “{slot}” cannot be compiled: {reason}." if slot else reason)
        self.slot = slot
        self.reason = reason


def text_slot(slot: str, layouts: Layouts, page_height: float) -> TextSlot:
    """Return the slot for lines of text. Raises TemplateNotCompiled."""
    one, three, small_one, small_three = layouts
    big, small = (_width(layout, marks.em_mark(slot)) for layout in (one, small_one))
    floor = _width(one, marks.floor_mark(slot))
    if not NEAR < floor <= big + NEAR:
        raise TemplateNotCompiled(slot, "“--floor” must be a size above 0 and up to its own")
    sizes = (big, small)
    return TextSlot(
        name=slot,
        box=_box(one, slot, page_height),
        preferred=on_grid(big * POINTS_IN_A_PIXEL),
        floor=on_grid(floor * POINTS_IN_A_PIXEL),
        alignment=_alignment(small_one, slot),
        faces=(
            _face(one, slot, 0),
            _face(three, slot, 0),
            _face(three, slot, 1),
            _face(three, slot, 2),
        ),
        middle=_linear(_middle(one, slot), _middle(small_one, slot), sizes),
        shift=_linear(_shift(one, three, slot), _shift(small_one, small_three, slot), sizes),
        leading=_linear(_leading(three, slot), _leading(small_three, slot), sizes),
        ink=_ink(one, slot),
    )


def barcode_slot(slot: str, symbology: str, layout: Layout, page_height: float) -> BarcodeSlot:
    """Return the slot for a barcode. Raises TemplateNotCompiled."""
    module = _width(layout, marks.module_mark(slot))
    if module <= NEAR:
        raise TemplateNotCompiled(slot, "“--module” must be the width of a module")
    return BarcodeSlot(
        name=slot,
        box=_box(layout, slot, page_height),
        symbology=symbology,
        module=module * POINTS_IN_A_PIXEL,
        alignment=_alignment(layout, slot),
    )


def check_paint(filled: Layout, hidden: Layout, slots: Collection[str]) -> None:
    """Raise TemplateNotCompiled for a slot that paints anything besides its text."""
    starts = {filled.places[marks.start_mark(slot)] for slot in slots}
    texts = Counter(text.place for text in filled.texts())
    texts -= Counter(text.place for text in hidden.texts())
    shapes = Counter(filled.shapes())
    shapes -= Counter(hidden.shapes())
    for place in (*shapes, *(text for text in texts if not _is_any(text, starts))):
        slot = next((slot for slot in slots if _holds(filled.places[slot], place)), "")
        raise TemplateNotCompiled(slot, "it draws more than the letters of its text")


def _is_any(place: Point, marked: Iterable[Rectangle]) -> bool:
    return any(
        abs(place[0] - left) < NEAR and abs(place[1] - baseline) < NEAR
        for left, _, _, baseline in marked
    )


def _holds(rectangle: Rectangle, place: Point) -> bool:
    """Whether a point belongs to a slot, or lies below it, where its lines may overflow."""
    left, top, right, _ = rectangle
    return left - NEAR < place[0] < right + NEAR and top - NEAR < place[1]


def _box(layout: Layout, slot: str, page_height: float) -> Box:
    left, top, right, bottom = (edge * POINTS_IN_A_PIXEL for edge in layout.places[slot])
    if right - left <= NEAR or bottom - top <= NEAR:
        raise TemplateNotCompiled(slot, "it needs a width and a height")
    page_width = layout.drawings[0].width
    if min(left, top) < -NEAR or right > page_width + NEAR or bottom > page_height + NEAR:
        raise TemplateNotCompiled(slot, "it reaches over the edge of the page")
    return Box(left, page_height - bottom, right - left, bottom - top)


def _alignment(layout: Layout, slot: str) -> Alignment:
    left, _, right, _ = layout.places[slot]
    before = layout.places[marks.start_mark(slot)][0] - left
    after = right - layout.places[marks.end_mark(slot)][0]
    if abs(before) < NEAR and after > NEAR:
        return Alignment.LEFT
    if abs(after) < NEAR and before > NEAR:
        return Alignment.RIGHT
    if abs(before - after) < NEAR and before > NEAR:
        return Alignment.CENTRE
    raise TemplateNotCompiled(
        slot,
        "its lines stand neither at an edge nor in the middle: has it a width, and no padding?",
    )


def _face(layout: Layout, slot: str, line: int) -> Face:
    start, end = (layout.places[mark(slot, line)][0] for mark in (marks.start_mark, marks.end_mark))
    ems = (end - start) / _width(layout, marks.em_mark(slot))
    for face in Face:
        if abs(ems / alphabet(face).width(marks.PROBE) - 1) < SAME_WIDTH:
            return face
    raise TemplateNotCompiled(
        slot,
        "its letters are not those of the shipped typeface, without kerning, ligatures or spacing",
    )


def _ink(layout: Layout, slot: str) -> bytes:
    for text in layout.texts():
        if _is_any(text.place, [layout.places[marks.start_mark(slot)]]):
            if not text.is_opaque:
                raise TemplateNotCompiled(slot, "its text is seen through")
            return text.ink
    raise TemplateNotCompiled(slot, "its text is not painted, or is turned")


def _drop(layout: Layout, slot: str, line: int) -> float:
    """Return the distance from the slot's upper edge to a line's baseline."""
    return layout.places[marks.start_mark(slot, line)][3] - layout.places[slot][1]


def _middle(one: Layout, slot: str) -> float:
    """Return the distance from the upper edge of a slot to the middle of a single line."""
    size = on_grid(_width(one, marks.em_mark(slot)) * POINTS_IN_A_PIXEL)
    return _drop(one, slot, 0) - below_middle(_face(one, slot, 0), size) / POINTS_IN_A_PIXEL


def _shift(one: Layout, three: Layout, slot: str) -> float:
    """Return how far each further line moves the first one down (negative: up)."""
    return (_drop(three, slot, 0) - _drop(one, slot, 0)) / 2


def _leading(three: Layout, slot: str) -> float:
    return (_drop(three, slot, 2) - _drop(three, slot, 0)) / 2


def _linear(big_length: float, small_length: float, sizes: tuple[float, float]) -> Linear:
    """Return a length as a linear function of the font size, both in points, from two values."""
    big, small = sizes
    per_point = (big_length - small_length) / (big - small)
    return Linear((big_length - per_point * big) * POINTS_IN_A_PIXEL, per_point)


def _width(layout: Layout, mark: str) -> float:
    left, _, right, _ = layout.places[mark]
    return right - left
