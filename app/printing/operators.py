"""Values as the operators of a page."""

from collections.abc import Callable, Iterator, Sequence

from app.printing.alphabet import alphabet
from app.printing.barcodes import Barcode, symbol
from app.printing.compiling import Form
from app.printing.kept import Kept
from app.printing.slots import BarcodeSlot, TextSlot, Value, lines_of
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

        Raises ForeignText, TextDoesNotFit and BarcodeDoesNotFit.
        """
        texts = b"".join([kept.of(values[kept.name]) for kept in self._texts])
        bars = b"".join([_barcode(slot, values[slot.name]) for slot in self._bars])
        return b"BT\n%sET\n%s" % (texts, bars) if texts else bars


def _setter(slot: TextSlot) -> Callable[[Value], bytes]:
    def operators(value: Value) -> bytes:
        lines = lines_of(value)
        shown = b"".join(_lines(slot, lines, slot.size_for(lines)))
        return shown if slot.ink == BLACK else b"%s\n%s%s\n" % (slot.ink, shown, BLACK)

    return operators


def _lines(slot: TextSlot, lines: Sequence[str], size: float) -> Iterator[bytes]:
    face = None
    for line in slot.set_lines(lines, size):
        font = alphabet(line.face)
        if line.face is not face:
            yield b"%s %g Tf\n" % (font.name, size)
            face = line.face
        yield b"1 0 0 1 %.3f %.3f Tm (%s) Tj\n" % (line.left, line.baseline, font.encoded(line.text))


def _barcode(slot: BarcodeSlot, value: Value) -> bytes:
    """One path of its black runs, measured in modules."""
    text = "".join(lines_of(value))
    if not text:
        return b""
    barcode = symbol(slot.symbology, text)
    place = slot.place(barcode, text)
    tall = place.height / barcode.rows
    return b"q %.4f 0 0 %.4f %.3f %.3f cm\n%sf Q\n" % (
        *(place.width / barcode.modules, tall, place.left, place.bottom, _runs(barcode)),
    )


def _runs(barcode: Barcode) -> bytes:
    top = barcode.rows - 1
    return b"".join([b"%d %d %d 1 re\n" % (x, top - row, long) for row, x, long in barcode.runs])
