"""The values of a form in ZPL, the language of Zebra's label printers, in whole dots.

The words are set in the printer's own font 0, as high as the shipped typeface fits and narrower, so
that no line is longer. UTF-8 throughout (`^CI28`); what ZPL would read as a command is written as
two hexadecimal digits after `_` (`^FH`), a backslash in a block twice; a letter that font 0 lacks
loses its marks.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import call

from PIL import ImageChops

from app.printing.compiling import Form
from app.printing.kept import Kept
from app.printing.pictures import Area, black_dots
from app.printing.quick_widths import STEPS_IN_AN_EM, QuickWidths, UnknownWidth
from app.printing.slots import Alignment, BarcodeSlot, Box, TextSlot, Value, lines_of
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE, SOFT_HYPHEN, TextDoesNotFit
from app.printing.whole import Values

POINTS_IN_AN_INCH = 72
WHITE = b"1 1 1 rg"
# Font 0 is condensed, but its hyphens and capitals are wider than those of the shipped typeface.
NARROW = 0.85
# The modules of a symbol of Code 128, of its last, and the symbols before and after the data.
SYMBOL, STOP, START_AND_CHECK = 11, 13, 2
# What ZPL would read as a command, or not print.
COMMANDS = "^~_\x7f" + "".join(map(chr, range(0x20)))
_COMMANDS = re.compile(f"[{re.escape(COMMANDS)}]")
# In a block (`^FB`) alone it begins a command: "\\&" is a new line.
BACKSLASH = "\\"
# Font 0 has Latin-1, Latin Extended-A and what Windows has besides.
_LAST_OF_FONT_0 = 0x17F
_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
# A soft hyphen is none of its signs: it would be shown.
_BEYOND_FONT_0 = re.compile(
    f"[^\0-{chr(_LAST_OF_FONT_0)}{re.escape(_WINDOWS)}]|{re.escape(SOFT_HYPHEN)}"
)
# Signs that Unicode takes apart into nothing that looks like them.
_ALIKE = {"ẞ": "ß", "−": "-", "‐": "-", "‑": "-", "‒": "–", "―": "—", "′": "’", "″": "”"}
DIGITS = "0123456789"
# So many digits at the end go into set C, two to a symbol.
FEWEST_IN_C = 4


class _Templates(dict[tuple[int, int], str]):
    """Fields with a place for each line: by how many lines, and how wide in steps, made once."""

    def __init__(self, make: Callable[[int, int], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[int, int]) -> str:
        made = self[key] = self._make(*key)
        return made


class _Words:
    """The lines of one slot; `starts` tells what stands before each of so many at a size.

    Exact widths would take longer than all the rest: they are asked for only where it is not plain
    that all fits, or where something is to be escaped.
    """

    def __init__(self, slot: TextSlot, starts: Callable[[int, float], list[str]]) -> None:
        self._slot = slot
        self._starts = starts
        self._in_block = slot.alignment is not Alignment.LEFT
        escaped = COMMANDS + SOFT_HYPHEN + BACKSLASH * self._in_block
        self._widths = QuickWidths(slot.faces, escaped)
        self._templates = _Templates(self._fitting)

    def of(self, value: Value) -> bytes:
        """The fields of a value. Raises TextDoesNotFit."""
        if not value:
            return b""
        try:
            if isinstance(value, str):
                return (self._templates[1, self._widths.of(value)] % value).encode()
            template = self._templates[len(value), self._widths.widest(value)]
            return (template % tuple(value)).encode()
        except (UnknownWidth, TextDoesNotFit):
            return self._exactly(lines_of(value))

    def _exactly(self, lines: Sequence[str]) -> bytes:
        starts = self._starts(len(lines), self._slot.size_for(lines))
        shown = zip(starts, map(self._shown, lines), strict=True)
        return "".join(f"{start}^FH^FD{line}^FS" for start, line in shown).encode()

    def _shown(self, line: str) -> str:
        text = escaped(line)
        return text.replace(BACKSLASH, BACKSLASH * 2) if self._in_block else text

    def _fitting(self, count: int, steps: int) -> str:
        widest = [steps / STEPS_IN_AN_EM] * count
        starts = self._starts(count, self._slot.size_of([""] * count, widest))
        return "".join(f"{start}^FD%s^FS" for start in starts)


class ZplForm:
    """The slots of a form for printers of one density; `ground` draws what never changes.

    Any number of threads may write by it at once. Raises ValueError for a form with other barcodes
    than Code 128.
    """

    def __init__(self, form: Form, dpi: int, ground: str = "") -> None:
        self._form = form
        self._dpi = dpi
        width, height = self.dots(form.width), self.dots(form.height)
        self._start = f"^XA^CI28^PW{width}^LL{height}^LH0,0{ground}".encode()
        self._names = [slot.name for slot in form.slots]
        self._fields = [self._field(slot) for slot in form.slots]

    def writer(self) -> Callable[[Values], bytes]:
        """Writes the labels of one document, each when asked; raises TextDoesNotFit.

        What stands on most of them is kept from one to the next, so that it is for one thread.
        """
        start, names = self._start, self._names
        fields = [Kept(*field).of for field in zip(names, self._fields, strict=True)]

        def write(values: Values) -> bytes:
            wanted = [values[name] for name in names]
            return b"".join((start, *map(call, fields, wanted), b"^XZ\n"))

        return write

    def dots(self, points: float) -> int:
        """A length in whole dots."""
        return round(points * self._dpi / POINTS_IN_AN_INCH)

    def _field(self, slot: TextSlot | BarcodeSlot) -> Callable[[Value], bytes]:
        if isinstance(slot, BarcodeSlot):
            return self._barcode(slot)
        return _Words(slot, partial(self._starts, slot)).of

    def _starts(self, slot: TextSlot, count: int, size: float) -> list[str]:
        """What stands before each of so many lines."""
        left, font = self.dots(slot.box.left), _font(size, self._dpi)
        block = ""
        if slot.alignment is not Alignment.LEFT:
            block = f"^FB{self.dots(slot.box.width)},1,0,{slot.alignment.name[0]}"
        reverse = "^FR" if slot.ink == WHITE else ""
        downs = [self.dots(self._form.height - up) for up in slot.baselines(count, size)]
        return [f"^FT{left},{down}{font}{block}{reverse}" for down in downs]

    def _barcode(self, slot: BarcodeSlot) -> Callable[[Value], bytes]:
        if slot.symbology != "code128":
            raise ValueError(f"No ZPL is known for {slot.symbology}.")
        left, top, width, height = self._place(slot.box)
        module = int(slot.module * self._dpi / POINTS_IN_AN_INCH + 0.5)

        @cache
        def before(length: int, digits: int) -> str:
            start = left + (width - module * _modules(length, digits)) // 2
            return f"^FO{start},{top}^BY{module}^BCN,{height},N,N,N,A^FH^FD"

        def field(value: Value) -> bytes:
            text = "".join(lines_of(value))
            digits = len(text) - len(text.rstrip(DIGITS))
            shown = text if text.isalnum() else escaped(text)
            return f"{before(len(text), digits)}{shown}^FS".encode()

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


def graphic(picture: bytes, place: Area, dpi: int) -> str:
    """A picture in black dots, its place in millimetres from the top left."""
    width, height = (max(1, _dots(length, dpi)) for length in (place.width, place.height))
    dots = ImageChops.invert(black_dots(picture, width, height))
    data = dots.tobytes()
    size = f"{len(data)},{len(data)},{len(data) // height}"
    where = f"^FO{_dots(place.left, dpi)},{_dots(place.top, dpi)}"
    return f"{where}^GFA,{size},{data.hex().upper()}^FS"


def _font(points: float, dpi: int) -> str:
    high = int(points * dpi / POINTS_IN_AN_INCH)
    return f"^A0N,{high},{max(1, int(high * NARROW))}"


def _dots(millimetres: float, dpi: int) -> int:
    return round(millimetres * POINTS_IN_A_MILLIMETRE * dpi / POINTS_IN_AN_INCH)


def escaped(text: str) -> str:
    """A text between `^FH^FD` and `^FS`."""
    return _COMMANDS.sub(lambda found: f"_{ord(found[0]):02X}", in_font_0(text))


def in_font_0(text: str) -> str:
    """A text in signs that font 0 has: "Ștefan" is "Stefan", "Nguyễn" is "Nguyên", "Ω" is "?"."""
    if not _BEYOND_FONT_0.search(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return _BEYOND_FONT_0.sub(lambda found: _nearest(found[0]), composed)


def _nearest(sign: str) -> str:
    """A sign beyond font 0 by what it is made of, with the marks that font 0 has on it."""
    if sign in _ALIKE:
        return _ALIKE[sign]
    near = ""
    for part in unicodedata.normalize("NFKD", sign):
        if unicodedata.combining(part):
            marked = unicodedata.normalize("NFC", near + part)
            near = marked if len(marked) == len(near) and _is_in_font_0(marked) else near
        else:
            near += part if _is_in_font_0(part) else _ALIKE.get(part, "?")
    invisible = unicodedata.category(sign) == "Cf"
    return "" if invisible else near


def _is_in_font_0(text: str) -> bool:
    return not _BEYOND_FONT_0.search(text)


def _modules(length: int, digits: int) -> int:
    """How wide a printer draws a text that ends in so many digits: set B, then their pairs in C."""
    tail = digits // 2 * 2 if digits >= FEWEST_IN_C else 0
    head = length - tail
    symbols = head + tail // 2 + bool(head and tail)
    return SYMBOL * (symbols + START_AND_CHECK) + STOP
