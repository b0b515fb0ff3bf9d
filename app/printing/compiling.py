"""Compiles templates into forms, which are laid out once and stamped as often as wanted.

A template is an HTML document of one page. An element with `data-slot="text"` and an `id` is a slot
for lines of text: its CSS gives font, colour, alignment, width and height, and `--floor` the
smallest size to which a long text is shrunk. Lines become `<p>` elements, for selectors such as
`p:first-child`. `data-slot="code128"` or `"datamatrix"` is a slot for a barcode, with modules
`--module` wide. An element with `data-over` is drawn over the values.
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

__all__ = ["PrintForm", "PrintingUnavailable", "TemplateNotCompiled", "compile_form"]

SYMBOLOGIES = ("code128", "datamatrix")
KINDS = (marks.TEXT, *SYMBOLOGIES)
# Forms cached: a few templates, each with the settings of the contracts in use.
CACHED_FORMS = 128
# Slots are measured at a second size, a quarter of theirs, at which no mark fills its slot.
SMALL = 0.25
UNDER = "[data-over] { visibility: hidden !important }"
OVER = """* { visibility: hidden !important }
[data-over], [data-over] * { visibility: visible !important }"""
Setting = str | float | bool | None | tuple[str, ...]

_jinja = Environment(
    autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True, slots=True, eq=False)
class PrintForm:
    """A compiled template: the drawings that never change, and the slots. Sizes in points."""

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
        """Return the text slot with this name. Raises LookupError."""
        for slot in self.slots:
            if slot.name == name and isinstance(slot, TextSlot):
                return slot
        raise LookupError(name)


def compile_form(
    template: str, settings: Mapping[str, Setting], pictures: Mapping[str, bytes] = NO_PICTURES
) -> PrintForm:
    """Return the form of a Jinja template, rendered with `settings` and the font as `family`.

    Forms are cached by template, settings and pictures. Raises TemplateNotCompiled, which names the
    slot and the reason, and PrintingUnavailable.
    """
    cached = _cached_form(
        template, tuple(sorted(settings.items())), tuple(sorted(pictures.items()))
    )
    return cached.form()


class _LazyForm:
    """A form that the first caller compiles while other threads wait for it."""

    def __init__(self, compile_now: Callable[[], PrintForm]) -> None:
        self._compile = compile_now
        self._form: PrintForm | None = None
        self._lock = Lock()

    def form(self) -> PrintForm:
        """Return the form, compiling it at the first call."""
        with self._lock:
            if self._form is None:
                self._form = self._compile()
            return self._form


@lru_cache(CACHED_FORMS)
def _cached_form(
    template: str,
    settings: tuple[tuple[str, Setting], ...],
    pictures: tuple[tuple[str, bytes], ...],
) -> _LazyForm:
    def compile_now() -> PrintForm:
        html = _jinja.from_string(template).render(dict(settings), family=FAMILY)
        return _compile(html, dict(pictures))

    return _LazyForm(compile_now)


def _compile(html: str, pictures: Mapping[str, bytes]) -> PrintForm:
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
    return PrintForm(
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
    one = _measure(html, pictures, 1, {}, UNDER)
    _check_places(one, hidden, kinds)
    small_sizes = {
        slot: _em(one, slot) * SMALL for slot, kind in kinds.items() if kind == marks.TEXT
    }
    page = one.drawings[0]
    # A taller page, because three lines may overflow the page and would continue on the next.
    room = f"@page {{ size: {page.width}pt {4 * page.height}pt !important }}"
    three = _measure(html, pictures, 3, {}, room)
    small_one, small_three = (
        _measure(html, pictures, lines, small_sizes, room) for lines in (1, 3)
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
    """Raise TemplateNotCompiled for a slot that is hidden or moves with its content."""
    for slot in kinds:
        if slot not in hidden.places or marks.em_mark(slot) not in filled.places:
            raise TemplateNotCompiled(slot, "it is not shown on the page")
        edges = zip(filled.places[slot], hidden.places[slot], strict=True)
        if any(abs(one - other) > NEAR for one, other in edges):
            raise TemplateNotCompiled(
                slot, "its place follows its text: it needs a height and a width"
            )


def _measure(
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
