"""Marks put into the slots of a template: where they come to stand tells what the CSS says.

A mark is an element without ink and with an id. One of no size on a line tells its baseline, one
as wide as an em its size, one around a known word its face.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

SLOT = "data-slot"
TEXT = "text"
# Pairs that kerning would draw together, a ligature, a space, the first letter of a word.
PROBE = "AVTofi av"
POINT = "display:inline-block;width:0;height:0"
CORNER = "position:absolute;left:0;top:0;height:0;width:"
# A slot is the frame of its marks; each line is one line.
CSS = f"""[{SLOT}] {{ position: relative }}
[{SLOT}] p {{ margin: 0; white-space: nowrap !important }}"""


def slots_in(root: Element) -> Iterator[Element]:
    """The elements that are filled for each page."""
    return (element for element in root.iter() if element.get(SLOT) is not None)


def start_mark(slot: str, line: int = 0) -> str:
    """The mark before a line."""
    return f"{slot}~{line}~start"


def end_mark(slot: str, line: int = 0) -> str:
    """The mark after a line."""
    return f"{slot}~{line}~end"


def em_mark(slot: str) -> str:
    """The mark as wide as the size of the text."""
    return f"{slot}~em"


def floor_mark(slot: str) -> str:
    """The mark as wide as the smallest size allowed."""
    return f"{slot}~floor"


def module_mark(slot: str) -> str:
    """The mark as wide as a module of a barcode."""
    return f"{slot}~module"


def measure(element: Element, lines: int, size: float | None = None) -> None:
    """Empty a slot and mark so many lines in it, in `size` CSS pixels or the size it has."""
    slot = element.get("id", "")
    fill(element, [PROBE if element.get(SLOT) == TEXT else ""] * lines, size)
    _add(element, "i", em_mark(slot), f"{CORNER}1em")
    _add(element, "i", floor_mark(slot), f"{CORNER}var(--floor, 0)")
    _add(element, "i", module_mark(slot), f"{CORNER}var(--module, 0)")


def fill(element: Element, lines: list[str], size: float | None) -> None:
    """Empty a slot and put lines into it, each between its marks; `size` in CSS pixels, to the step."""
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
    """Empty a slot; what the template says of it stays."""
    element.text = None
    for child in list(element):
        element.remove(child)


def _add(parent: Element, tag: str, name: str, style: str) -> Element:
    return SubElement(parent, tag, {"id": name, "style": style})
