"""Writes the values of a form in ZPL, the language of Zebra label printers.

Lengths are whole dots. Text is set in the printer's own font 0, at the height at which it fits in
the shipped typeface and narrower, so that no line is longer. The encoding is UTF-8 (`^CI28`).
Characters that ZPL reads as commands are written as `_` and two hexadecimal digits (`^FH`), a
backslash in a block is doubled, and letters that font 0 lacks lose their accents.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache, partial
from operator import call

from PIL import ImageChops

from app.printing.compiling import PrintForm
from app.printing.last_value import LastValue
from app.printing.pictures import Area, black_dots
from app.printing.quick_widths import STEPS_IN_AN_EM, QuickWidths, UnknownWidth
from app.printing.slots import Alignment, BarcodeSlot, Box, TextSlot, Value, Values, lines_of
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE, SOFT_HYPHEN, TextDoesNotFit

POINTS_IN_AN_INCH = 72
WHITE = b"1 1 1 rg"
# Width of font 0 as a share of its height. It is condensed, but its hyphens and capitals are
# wider than those of the shipped typeface.
NARROW = 0.85
# Code 128: modules of a symbol and of the stop symbol; number of symbols around the data.
SYMBOL, STOP, START_AND_CHECK = 11, 13, 2
# Characters that ZPL reads as commands or does not print.
COMMANDS = "^~_\x7f" + "".join(map(chr, range(0x20)))
_COMMANDS = re.compile(f"[{re.escape(COMMANDS)}]")
# Begins a command only in a block (`^FB`), where "\\&" is a new line.
BACKSLASH = "\\"
# Font 0 has Latin-1, Latin Extended-A and the other characters of cp1252.
_LAST_OF_FONT_0 = 0x17F
_WINDOWS = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
# A soft hyphen counts as missing, because it would be shown.
_BEYOND_FONT_0 = re.compile(
    f"[^\0-{chr(_LAST_OF_FONT_0)}{re.escape(_WINDOWS)}]|{re.escape(SOFT_HYPHEN)}"
)
# Replacements for characters whose Unicode decomposition does not look like them.
_ALIKE = {"ẞ": "ß", "−": "-", "‐": "-", "‑": "-", "‒": "–", "―": "—", "′": "’", "″": "”"}
DIGITS = "0123456789"
# From this many digits at the end on, printers use set C, two digits to a symbol.
FEWEST_IN_C = 4


class _Templates(dict[tuple[int, int], str]):
    """ZPL fields with a placeholder for each line, by number of lines and width in steps."""

    def __init__(self, make: Callable[[int, int], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: tuple[int, int]) -> str:
        template = self[key] = self._make(*key)
        return template


class _TextWriter:
    """Writes the lines of one slot; `starts` returns the commands before each line.

    Exact widths would take most of the time. They are computed only if the upper bound does not
    fit, or if a character must be escaped.
    """

    def __init__(self, slot: TextSlot, starts: Callable[[int, float], list[str]]) -> None:
        self._slot = slot
        self._starts = starts
        self._in_block = slot.alignment is not Alignment.LEFT
        unknown = COMMANDS + SOFT_HYPHEN + BACKSLASH * self._in_block
        self._widths = QuickWidths(slot.faces, unknown)
        self._templates = _Templates(self._template)

    def of(self, value: Value) -> bytes:
        """Return the fields of a value. Raises TextDoesNotFit."""
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
        shown = zip(starts, map(self._escape, lines), strict=True)
        return "".join(f"{start}^FH^FD{line}^FS" for start, line in shown).encode()

    def _escape(self, line: str) -> str:
        text = escape(line)
        return text.replace(BACKSLASH, BACKSLASH * 2) if self._in_block else text

    def _template(self, count: int, steps: int) -> str:
        widest = [steps / STEPS_IN_AN_EM] * count
        starts = self._starts(count, self._slot.size_of([""] * count, widest))
        return "".join(f"{start}^FD%s^FS" for start in starts)


class ZplForm:
    """A form for printers of one resolution; `ground` is the ZPL of what never changes.

    Threads may share it. Raises ValueError for a form with a barcode other than Code 128.
    """

    def __init__(self, form: PrintForm, dpi: int, ground: str = "") -> None:
        self._form = form
        self._dpi = dpi
        width, height = self.dots(form.width), self.dots(form.height)
        self._start = f"^XA^CI28^PW{width}^LL{height}^LH0,0{ground}".encode()
        self._names = [slot.name for slot in form.slots]
        self._fields = [self._field(slot) for slot in form.slots]

    def writer(self) -> Callable[[Values], bytes]:
        """Return a function that writes one label; it raises TextDoesNotFit.

        It caches values from one label to the next, so each thread needs its own.
        """
        start, names = self._start, self._names
        fields = [LastValue(*field).of for field in zip(names, self._fields, strict=True)]

        def write(values: Values) -> bytes:
            wanted = [values[name] for name in names]
            return b"".join((start, *map(call, fields, wanted), b"^XZ\n"))

        return write

    def dots(self, points: float) -> int:
        """Convert points to whole dots."""
        return round(points * self._dpi / POINTS_IN_AN_INCH)

    def _field(self, slot: TextSlot | BarcodeSlot) -> Callable[[Value], bytes]:
        if isinstance(slot, BarcodeSlot):
            return self._barcode(slot)
        return _TextWriter(slot, partial(self._starts, slot)).of

    def _starts(self, slot: TextSlot, count: int, size: float) -> list[str]:
        """Return the commands before each of `count` lines."""
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
            shown = text if text.isalnum() else escape(text)
            return f"{before(len(text), digits)}{shown}^FS".encode()

        return field

    def _place(self, box: Box) -> tuple[int, int, int, int]:
        """Return left, top, width and height of a box in dots, from the top left."""
        top = self._form.height - box.top
        return (*map(self.dots, (box.left, top, box.width, box.height)),)  # type: ignore[return-value]


def caption(words: str, left: float, top: float, points: float, dpi: int) -> str:
    """Return the ZPL of fixed text; `left` and `top` in millimetres."""
    place = f"^FO{_dots(left, dpi)},{_dots(top, dpi)}"
    return f"{place}{_font(points, dpi)}^FH^FD{escape(words)}^FS"


def rectangle(
    left: float, top: float, width: float, height: float, thickness: float, dpi: int
) -> str:
    """Return the ZPL of a fixed rectangle, in millimetres from the top left."""
    thick = max(1, _dots(thickness, dpi))
    size = f"{_dots(width, dpi)},{max(thick, _dots(height, dpi))},{thick}"
    return f"^FO{_dots(left, dpi)},{_dots(top, dpi)}^GB{size}^FS"


def graphic(picture: bytes, place: Area, dpi: int) -> str:
    """Return the ZPL of a picture in black dots, its place in millimetres from the top left."""
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


def escape(text: str) -> str:
    """Escape a text for use between `^FH^FD` and `^FS`."""
    return _COMMANDS.sub(lambda found: f"_{ord(found[0]):02X}", in_font_0(text))


def in_font_0(text: str) -> str:
    """Replace what font 0 lacks: "Ștefan" → "Stefan", "Nguyễn" → "Nguyên", "Ω" → "?"."""
    if not _BEYOND_FONT_0.search(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return _BEYOND_FONT_0.sub(lambda found: _nearest(found[0]), composed)


def _nearest(sign: str) -> str:
    """Return the nearest text in font 0: the decomposed character with the accents it has."""
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
    """Return the modules of a Code 128 as printers encode it: set B, then pairs of digits in C.

    `digits` is how many digits the text ends with.
    """
    tail = digits // 2 * 2 if digits >= FEWEST_IN_C else 0
    head = length - tail
    symbols = head + tail // 2 + bool(head and tail)
    return SYMBOL * (symbols + START_AND_CHECK) + STOP
