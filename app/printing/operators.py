"""Values as the operators of a page."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from app.printing.alphabet import alphabet, encoded
from app.printing.barcodes import Barcode
from app.printing.compiling import Form
from app.printing.kept import Kept
from app.printing.slots import Alignment, BarcodeSlot, ForeignText, TextSlot, Value, lines_of
from app.printing.whole import Values

BLACK = b"0 0 0 rg"


class Operators:
    """What draws the values of a form, for one document."""

    def __init__(self, form: Form) -> None:
        slots = form.slots
        texts = (slot for slot in slots if isinstance(slot, TextSlot))
        self._texts = [Kept(slot.name, _setter(slot)) for slot in texts]
        self._bars = [slot for slot in slots if isinstance(slot, BarcodeSlot)]

    def of(self, values: Values) -> bytes:
        """The operators for these values, the origin at the form's bottom left.

        Raises ForeignText, TextDoesNotFit, BarcodeDoesNotFit and NotABarcode.
        """
        texts = b"".join([kept.of(values[kept.name]) for kept in self._texts])
        bars = b"".join([_barcode(slot, values[slot.name]) for slot in self._bars])
        return b"BT\n%sET\n%s" % (texts, bars) if texts else bars


# Both make what turns a value into operators: all that does not depend on its words is made once.
def _setter(slot: TextSlot) -> Callable[[Value], bytes]:
    """For any value: most are one line that fits as it is."""
    block = _block_setter(slot)
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
            return b"%s%s%s" % (start % (left + (width - ems * size) * share), encoded(value), end)
        return b"%s%s%s" % (start, encoded(value), end)

    return operators


def _block_setter(slot: TextSlot) -> Callable[[Sequence[str]], bytes]:
    """For lines below each other, shrunk where they must be."""

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
            b"%s%s) Tj\n" % (at, encoded(line)) for at, line in zip(placed, lines, strict=True)
        ]
        return b"%s%s%s" % (before, b"".join(shown), after)

    return operators


def _inks(slot: TextSlot) -> tuple[bytes, bytes]:
    """What sets the colour of a slot, and what sets it back."""
    return (b"", b"") if slot.ink == BLACK else (slot.ink + b"\n", BLACK + b"\n")


def _starts(slot: TextSlot, count: int, size: float) -> Iterator[bytes]:
    """What stands before the words of each line; where it begins is left open but for `LEFT`.

    As exact as layout itself: a size a hundred-thousandth off moves the end of a line by a dot,
    where that is on the brink between two.
    """
    left = b"%.5f" % slot.box.left if slot.alignment is Alignment.LEFT else b"%.5f"
    last = None
    for face, up in zip(slot.line_faces(count), slot.baselines(count, size), strict=True):
        font = b"" if face is last else b"%s %.7g Tf\n" % (alphabet(face).name, size)
        yield b"%s1 0 0 1 %s %.5f Tm (" % (font, left, up)
        last = face


def _barcode(slot: BarcodeSlot, value: Value) -> bytes:
    """One path of its black runs, measured in modules."""
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
