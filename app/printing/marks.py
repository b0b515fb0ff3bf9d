"""Marks that are put into the slots of a template to measure what their CSS says.

A mark is an invisible element with an id. After layout, an empty mark on a line tells its
baseline, one that is an em wide tells the font size, and marks around a known word tell the face.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

SLOT = "data-slot"
TEXT = "text"
# Contains kerning pairs, a ligature and a space, whose widths reveal how the text is set.
PROBE = "AVTofi av"
POINT = "display:inline-block;width:0;height:0"
CORNER = "position:absolute;left:0;top:0;height:0;width:"
# Marks are positioned relative to their slot, and lines are not wrapped.
CSS = f"""[{SLOT}] {{ position: relative }}
[{SLOT}] p {{ margin: 0; white-space: nowrap !important }}"""


def slots_in(root: Element) -> Iterator[Element]:
    """Yield the elements that are slots."""
    return (element for element in root.iter() if element.get(SLOT) is not None)


def start_mark(slot: str, line: int = 0) -> str:
    """Return the id of the mark before a line."""
    return f"{slot}~{line}~start"


def end_mark(slot: str, line: int = 0) -> str:
    """Return the id of the mark after a line."""
    return f"{slot}~{line}~end"


def em_mark(slot: str) -> str:
    """Return the id of the mark that is as wide as the font size."""
    return f"{slot}~em"


def floor_mark(slot: str) -> str:
    """Return the id of the mark that is as wide as the smallest size allowed."""
    return f"{slot}~floor"


def module_mark(slot: str) -> str:
    """Return the id of the mark that is as wide as a module of the barcode."""
    return f"{slot}~module"


def measure(element: Element, lines: int, size: float | None = None) -> None:
    """Fill a slot with marked lines for measuring, at `size` CSS pixels or its own size."""
    slot = element.get("id", "")
    fill(element, [PROBE if element.get(SLOT) == TEXT else ""] * lines, size)
    _add(element, "i", em_mark(slot), f"{CORNER}1em")
    _add(element, "i", floor_mark(slot), f"{CORNER}var(--floor, 0)")
    _add(element, "i", module_mark(slot), f"{CORNER}var(--module, 0)")


def fill(element: Element, lines: list[str], size: float | None) -> None:
    """Replace the content of a slot by lines of text, each between its marks.

    `size` is in CSS pixels, and written out in full: layout rounds it down to a step.
    """
    slot = element.get("id", "")
    clear(element)
    if size is not None:
        element.set("style", f"font-size:{size:.10f}px !important;{element.get('style', '')}")
    for number, text in enumerate(lines):
        line = SubElement(element, "p")
        _add(line, "i", start_mark(slot, number), POINT)
        _add(line, "span", f"{slot}~{number}", "").text = text
        _add(line, "i", end_mark(slot, number), POINT)


def clear(element: Element) -> None:
    """Remove the content of a slot."""
    element.text = None
    for child in list(element):
        element.remove(child)


def _add(parent: Element, tag: str, name: str, style: str) -> Element:
    return SubElement(parent, tag, {"id": name, "style": style})
