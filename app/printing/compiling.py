"""Templates become forms: laid out once, then stamped as often as wanted.

A template is a document of one page. An element with `data-slot="text"` and an `id` is a place for
lines: its font, colour, alignment, width and height are its CSS, and `--floor` is the smallest size
that a text too long for it is shrunk to. Lines become `<p>` elements, for selectors such as
`p:first-child`. `data-slot="code128"` or `"datamatrix"` is a place for a barcode with modules
`--module` wide. What lies in an element with `data-over` is drawn over the values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from xml.etree.ElementTree import Element

from jinja2 import Environment, StrictUndefined

from app.printing import marks
from app.printing.documents import NO_PICTURES, PrintingUnavailable
from app.printing.drawings import Drawing
from app.printing.layouts import Layout, lay_out
from app.printing.measuring import NEAR, TemplateNotCompiled, barcode_slot, check_paint, text_slot
from app.printing.slots import BarcodeSlot, TextSlot
from app.printing.typeface import FAMILY

__all__ = ["Form", "PrintingUnavailable", "TemplateNotCompiled", "compile_form"]

SYMBOLOGIES = ("code128", "datamatrix")
KINDS = (marks.TEXT, *SYMBOLOGIES)
# Forms kept: a handful of templates, each with the settings of the contracts at work.
KEPT_FORMS = 128
# The second size that slots are measured at: small enough that no mark fills its slot.
SMALL = 0.25
UNDER = "[data-over] { visibility: hidden !important }"
OVER = """* { visibility: hidden !important }
[data-over], [data-over] * { visibility: visible !important }"""
Setting = str | float | bool | None | tuple[str, ...]

_jinja = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A compiled template: what never changes, and the slots for what does. Sizes in points."""

    html: str = field(repr=False)
    pictures: Mapping[str, bytes] = field(repr=False)
    under: Drawing
    over: Drawing | None
    slots: tuple[TextSlot | BarcodeSlot, ...]

    @property
    def width(self) -> float:
        """The width of its page."""
        return self.under.width

    @property
    def height(self) -> float:
        """The height of its page."""
        return self.under.height

    def text_slot(self, name: str) -> TextSlot:
        """The slot for text of this name; raises LookupError."""
        for slot in self.slots:
            if slot.name == name and isinstance(slot, TextSlot):
                return slot
        raise LookupError(name)


def compile_form(
    template: str, settings: Mapping[str, Setting], pictures: Mapping[str, bytes] = NO_PICTURES
) -> Form:
    """The form of a template: Jinja's text with `settings`, and `family` for the typeface.

    Kept for the same template, settings and pictures. Raises TemplateNotCompiled, which says which
    slot and why, and PrintingUnavailable.
    """
    kept = _kept(template, tuple(sorted(settings.items())), tuple(sorted(pictures.items())))
    return kept.form()


class _MadeOnce:
    """A form that whoever wants it first makes; who wants it meanwhile waits for that one."""

    def __init__(self, make: Callable[[], Form]) -> None:
        self._make = make
        self._made: Form | None = None
        self._lock = Lock()

    def form(self) -> Form:
        """The form, made now if it is not yet."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


@lru_cache(KEPT_FORMS)
def _kept(
    template: str,
    settings: tuple[tuple[str, Setting], ...],
    pictures: tuple[tuple[str, bytes], ...],
) -> _MadeOnce:
    def make() -> Form:
        html = _jinja.from_string(template).render(dict(settings), family=FAMILY)
        return _drawn(html, dict(pictures))

    return _MadeOnce(make)


def _drawn(html: str, pictures: Mapping[str, bytes]) -> Form:
    found: list[Element] = []

    def hide(root: Element) -> None:
        found[:] = marks.slots_in(root)
        for element in found:
            marks.clear(element)

    under = lay_out(html, pictures=pictures, prepare=hide, css=marks.CSS + UNDER)
    if len(under.drawings) != 1:
        raise TemplateNotCompiled("", f"it takes {len(under.drawings)} pages instead of one")
    has_over = "data-over" in html
    over = (
        lay_out(html, pictures=pictures, prepare=hide, css=marks.CSS + OVER) if has_over else None
    )
    return Form(
        html=html,
        pictures=pictures,
        under=under.drawings[0],
        over=over.drawings[0] if over else None,
        slots=_slots(html, pictures, found, under) if found else (),
    )


def _slots(
    html: str, pictures: Mapping[str, bytes], found: list[Element], hidden: Layout
) -> tuple[TextSlot | BarcodeSlot, ...]:
    kinds = _kinds(found)
    one = _measured(html, pictures, 1, {}, UNDER)
    _check_places(one, hidden, kinds)
    small_sizes = {
        slot: _em(one, slot) * SMALL for slot, kind in kinds.items() if kind == marks.TEXT
    }
    page = one.drawings[0]
    # Three lines may run over the foot of the page, and would go on overleaf.
    room = f"@page {{ size: {page.width}pt {4 * page.height}pt !important }}"
    three = _measured(html, pictures, 3, {}, room)
    small_one, small_three = (
        _measured(html, pictures, lines, small_sizes, room) for lines in (1, 3)
    )
    layouts = (one, three, small_one, small_three)
    height = page.height
    slots = tuple(
        text_slot(slot, layouts, height)
        if kind == marks.TEXT
        else barcode_slot(slot, kind, one, height)
        for slot, kind in kinds.items()
    )
    check_paint(one, hidden, [slot for slot, kind in kinds.items() if kind == marks.TEXT])
    return slots


def _kinds(found: list[Element]) -> dict[str, str]:
    kinds: dict[str, str] = {}
    for element in found:
        slot, kind = element.get("id", ""), element.get(marks.SLOT, "")
        if not slot:
            raise TemplateNotCompiled("", f"a slot of kind “{kind}” has no id")
        if slot in kinds:
            raise TemplateNotCompiled(slot, "two slots have this id")
        if kind not in KINDS:
            raise TemplateNotCompiled(slot, f"its kind is none of {', '.join(KINDS)}: “{kind}”")
        kinds[slot] = kind
    return kinds


def _check_places(filled: Layout, hidden: Layout, kinds: Mapping[str, str]) -> None:
    """Each slot is there, and stands where it does whatever is in it."""
    for slot in kinds:
        if slot not in hidden.places or marks.em_mark(slot) not in filled.places:
            raise TemplateNotCompiled(slot, "it is not shown on the page")
        edges = zip(filled.places[slot], hidden.places[slot], strict=True)
        if any(abs(one - other) > NEAR for one, other in edges):
            raise TemplateNotCompiled(
                slot, "its place follows its text: it needs a height and a width"
            )


def _measured(
    html: str,
    pictures: Mapping[str, bytes],
    lines: int,
    sizes: Mapping[str, float],
    css: str = "",
) -> Layout:
    def mark(root: Element) -> None:
        for element in list(marks.slots_in(root)):
            marks.measure(element, lines, sizes.get(element.get("id", "")))

    return lay_out(html, pictures=pictures, prepare=mark, css=marks.CSS + css)


def _em(layout: Layout, slot: str) -> float:
    left, _, right, _ = layout.places[marks.em_mark(slot)]
    return right - left
