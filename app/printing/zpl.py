"""The values of a form in ZPL, the language of Zebra's label printers, in whole dots.

The words are set in the printer's own font 0, as high as the shipped typeface fits and narrower, so
that no line is longer. UTF-8 throughout (`^CI28`); what ZPL would read as a command is written as
two hexadecimal digits after `_` (`^FH`).
"""

import re
from collections.abc import Callable, Sequence
from functools import cache

from app.printing.alphabet import alphabet
from app.printing.compiling import Form
from app.printing.kept import Kept
from app.printing.slots import Alignment, BarcodeSlot, Box, TextSlot, Value, lines_of
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE
from app.printing.whole import Values

POINTS_IN_AN_INCH = 72
WHITE = b"1 1 1 rg"
# Font 0 is condensed, but its hyphens and capitals are wider than those of the shipped typeface.
NARROW = 0.85
# The modules of a symbol of Code 128, of its last, and the symbols before and after the data.
SYMBOL, STOP, START_AND_CHECK = 11, 13, 2
_COMMANDS = re.compile(r"[\^~_\x00-\x1f\x7f]")
# Pairs of digits at the end go into set C, two to a symbol.
_PAIRS = re.compile(r"(?:\d\d){2,}$")


class ZplForm:
    """The slots of a form for printers of one density; `ground` draws what never changes.

    Raises ValueError for a form with other barcodes than Code 128.
    """

    def __init__(self, form: Form, dpi: int, ground: str = "") -> None:
        self._form = form
        self._dpi = dpi
        width, height = self.dots(form.width), self.dots(form.height)
        self._start = f"^XA^CI28^PW{width}^LL{height}^LH0,0{ground}"
        texts = (slot for slot in form.slots if isinstance(slot, TextSlot))
        self._texts = [Kept(slot.name, self._text(slot)) for slot in texts]
        bars = (slot for slot in form.slots if isinstance(slot, BarcodeSlot))
        self._bars = [(slot.name, self._barcode(slot)) for slot in bars]

    def of(self, values: Values) -> str:
        """One label. Raises TextDoesNotFit with the slot's name."""
        texts = "".join([kept.of(values[kept.name]) for kept in self._texts])
        bars = "".join([field(values[name]) for name, field in self._bars])
        return f"{self._start}{texts}{bars}^XZ\n"

    def dots(self, points: float) -> int:
        """A length in whole dots."""
        return round(points * self._dpi / POINTS_IN_AN_INCH)

    def _text(self, slot: TextSlot) -> Callable[[Value], str]:
        @cache
        def starts(count: int, size: float) -> list[str]:
            return self._starts(slot, count, size)

        advances, most = alphabet(slot.faces[0]).advances, slot.most_at_preferred
        (start_alone,) = starts(1, slot.preferred)

        def fields(value: Value) -> str:
            if isinstance(value, str) and _COMMANDS.search(value) is None:
                try:
                    if 0 < sum(map(advances.__getitem__, value)) <= most:
                        return f"{start_alone}{value}^FS"
                except KeyError:  # a sign of another font: its width is guessed below
                    pass
            return block(lines_of(value))

        def block(lines: Sequence[str]) -> str:
            before = starts(len(lines), slot.size_for(lines))
            shown = lines if _COMMANDS.search("".join(lines)) is None else map(escaped, lines)
            return "".join([f"{start}{line}^FS" for start, line in zip(before, shown, strict=True)])

        return fields

    def _starts(self, slot: TextSlot, count: int, size: float) -> list[str]:
        """What stands before each of so many lines."""
        left, font = self.dots(slot.box.left), _font(size, self._dpi)
        block = ""
        if slot.alignment is not Alignment.LEFT:
            block = f"^FB{self.dots(slot.box.width)},1,0,{slot.alignment.name[0]}"
        reverse = "^FR" if slot.ink == WHITE else ""
        downs = [self.dots(self._form.height - up) for up in slot.baselines(count, size)]
        return [f"^FT{left},{down}{font}{block}{reverse}^FH^FD" for down in downs]

    def _barcode(self, slot: BarcodeSlot) -> Callable[[Value], str]:
        if slot.symbology != "code128":
            raise ValueError(f"No ZPL is known for {slot.symbology}.")
        left, top, width, height = self._place(slot.box)
        module = int(slot.module * self._dpi / POINTS_IN_AN_INCH + 0.5)

        def field(value: Value) -> str:
            text = "".join(lines_of(value))
            start = left + (width - module * _modules(text)) // 2
            bars = f"^FO{start},{top}^BY{module}^BCN,{height},N,N,N,A"
            return f"{bars}^FH^FD{escaped(text)}^FS"

        return field

    def _place(self, box: Box) -> tuple[int, int, int, int]:
        """A box by its left and upper edge, its width and its height, in dots."""
        top = self._form.height - box.top
        return (*map(self.dots, (box.left, top, box.width, box.height)),)  # type: ignore[return-value]


def caption(words: str, left: float, top: float, points: float, dpi: int) -> str:
    """Words that never change, in millimetres from the top left."""
    place = f"^FO{_dots(left, dpi)},{_dots(top, dpi)}"
    return f"{place}{_font(points, dpi)}^FH^FD{escaped(words)}^FS"


def rectangle(
    left: float, top: float, width: float, height: float, thickness: float, dpi: int
) -> str:
    """A box that never changes, in millimetres from the top left."""
    thick = max(1, _dots(thickness, dpi))
    size = f"{_dots(width, dpi)},{max(thick, _dots(height, dpi))},{thick}"
    return f"^FO{_dots(left, dpi)},{_dots(top, dpi)}^GB{size}^FS"


def _font(points: float, dpi: int) -> str:
    high = int(points * dpi / POINTS_IN_AN_INCH)
    return f"^A0N,{high},{max(1, int(high * NARROW))}"


def _dots(millimetres: float, dpi: int) -> int:
    return round(millimetres * POINTS_IN_A_MILLIMETRE * dpi / POINTS_IN_AN_INCH)


def escaped(text: str) -> str:
    """A text between `^FH^FD` and `^FS`."""
    return _COMMANDS.sub(lambda found: f"_{ord(found[0]):02X}", text)


def _modules(text: str) -> int:
    """How wide a printer draws a text: set B, then the pairs of digits at its end in set C."""
    pairs = _PAIRS.search(text)
    tail = len(pairs[0]) if pairs else 0
    head = len(text) - tail
    symbols = head + tail // 2 + bool(head and tail)
    return SYMBOL * (symbols + START_AND_CHECK) + STOP
