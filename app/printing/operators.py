"""Writes the values of a form as PDF operators."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from app.printing.alphabet import alphabet, encode_text
from app.printing.barcodes import Barcode
from app.printing.compiling import PrintForm
from app.printing.last_value import LastValue
from app.printing.slots import (
    Alignment,
    BarcodeSlot,
    ForeignText,
    TextSlot,
    Value,
    Values,
    lines_of,
)

BLACK = b"0 0 0 rg"


class Operators:
    """Draws the values of a form, for one document."""

    def __init__(self, form: PrintForm) -> None:
        slots = form.slots
        texts = (slot for slot in slots if isinstance(slot, TextSlot))
        self._texts = [LastValue(slot.name, _text_writer(slot)) for slot in texts]
        self._bars = [slot for slot in slots if isinstance(slot, BarcodeSlot)]

    def of(self, values: Values) -> bytes:
        """Return the operators for these values; the origin is the form's bottom left.

        Raises ForeignText, TextDoesNotFit, BarcodeDoesNotFit and NotABarcode.
        """
        texts = b"".join([text.of(values[text.name]) for text in self._texts])
        bars = b"".join([_barcode(slot, values[slot.name]) for slot in self._bars])
        return b"BT\n%sET\n%s" % (texts, bars) if texts else bars


# Both functions below return a function from a value to operators. What does not depend on the
# value is computed once, because they run for every page.
def _text_writer(slot: TextSlot) -> Callable[[Value], bytes]:
    """Return the writer for any value; the common case, one line that fits, is the fast path."""
    block = _block_writer(slot)
    share, left, size = slot.alignment.value, slot.box.left, slot.preferred
    width, most = slot.box.width, slot.most_at_preferred
    advances = alphabet(slot.faces[0]).advances.__getitem__
    before, after = _inks(slot)
    (start,) = (before + start for start in _starts(slot, 1, size))
    end = b") Tj\n" + after

    def operators(value: Value) -> bytes:
        if not isinstance(value, str) or not value:
            return block(lines_of(value))
        try:
            ems = sum(map(advances, value))
        except KeyError as foreign:
            raise ForeignText from foreign
        if ems > most:
            return block((value,))
        if share:
            return b"%s%s%s" % (
                start % (left + (width - ems * size) * share),
                encode_text(value),
                end,
            )
        return b"%s%s%s" % (start, encode_text(value), end)

    return operators


def _block_writer(slot: TextSlot) -> Callable[[Sequence[str]], bytes]:
    """Return the writer for several lines, which shrinks them if they do not fit."""

    @cache
    def advances(count: int) -> list[Callable[[str], float]]:
        return [alphabet(face).advances.__getitem__ for face in slot.line_faces(count)]

    @cache
    def starts(count: int, size: float) -> list[bytes]:
        return list(_starts(slot, count, size))

    share, left, width = slot.alignment.value, slot.box.left, slot.box.width
    before, after = _inks(slot)

    def operators(lines: Sequence[str]) -> bytes:
        wide = advances(len(lines))
        try:
            ems = [sum(map(width_of, line)) for width_of, line in zip(wide, lines, strict=True)]
        except KeyError as foreign:
            raise ForeignText from foreign
        size = slot.size_of(lines, ems)
        placed = starts(len(lines), size)
        if share:
            lefts = [left + (width - em * size) * share for em in ems]
            placed = [start % at for start, at in zip(placed, lefts, strict=True)]
        shown = [
            b"%s%s) Tj\n" % (at, encode_text(line)) for at, line in zip(placed, lines, strict=True)
        ]
        return b"%s%s%s" % (before, b"".join(shown), after)

    return operators


def _inks(slot: TextSlot) -> tuple[bytes, bytes]:
    """Return the operators that set the colour of a slot, and those that reset it."""
    return (b"", b"") if slot.ink == BLACK else (slot.ink + b"\n", BLACK + b"\n")


def _starts(slot: TextSlot, count: int, size: float) -> Iterator[bytes]:
    """Yield the operators before the text of each line.

    Unless the alignment is LEFT, they contain a `%.5f` for where the line begins. Numbers are as
    exact as in layout: an error of a hundred-thousandth in the size can move the end of a line by
    a dot.
    """
    left = b"%.5f" % slot.box.left if slot.alignment is Alignment.LEFT else b"%.5f"
    last = None
    for face, up in zip(slot.line_faces(count), slot.baselines(count, size), strict=True):
        font = b"" if face is last else b"%s %.7g Tf\n" % (alphabet(face).name, size)
        yield b"%s1 0 0 1 %s %.5f Tm (" % (font, left, up)
        last = face


def _barcode(slot: BarcodeSlot, value: Value) -> bytes:
    """Return the operators that fill the black runs, in units of a module."""
    text = "".join(lines_of(value))
    if not text:
        return b""
    barcode = slot.symbol(text)
    place = slot.place(barcode, text)
    tall = place.height / barcode.rows
    return b"q %.4f 0 0 %.4f %.3f %.3f cm\n%sf Q\n" % (
        *(place.width / barcode.modules, tall, place.left, place.bottom, _runs(barcode)),
    )


def _runs(barcode: Barcode) -> bytes:
    top = barcode.rows - 1
    return b"".join([b"%d %d %d 1 re\n" % (x, top - row, long) for row, x, long in barcode.runs])
