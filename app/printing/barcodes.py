"""Barcodes as one vector path each, measured in modules (the width of the thinnest bar)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import zint

# Carriers ask for at least 0.33 mm; 0.375 mm is 3 whole dots of a 203 dpi printer.
MODULE_MM = 0.375
# What GS1 and Code 128 ask to be left white on either side.
QUIET_MODULES = 10

_BLACK = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol without its quiet zones.

    `modules` is its width, `rows` its height in modules (1 for bars: stretch them to the height
    wanted), `runs` the black part: row from the top, first column and length of each.
    """

    modules: int
    rows: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def path(self) -> str:
        """The black part as SVG path data, one unit a module, origin top left."""
        return "".join(
            f"M{column} {row}h{length}v1h-{length}z" for row, column, length in self.runs
        )

    def width_mm(self, module_mm: float = MODULE_MM) -> float:
        """The printed width in millimetres, without quiet zones."""
        return self.modules * module_mm


def code128(value: str) -> Barcode:
    """A Code 128 of ASCII text in the fewest modules.

    134 modules for a digit, a letter and eleven digits: three characters in set B, then pairs in
    set C. Raises ValueError for text that Code 128 cannot hold.
    """
    if not value.isascii():
        raise ValueError(f"Code 128 holds ASCII only: {value!r}")
    return _encoded(zint.Symbology.CODE128, value)


def data_matrix(value: str) -> Barcode:
    """A square DataMatrix (ECC 200) of ASCII text. Raises ValueError for other text."""
    if not value.isascii():
        raise ValueError(f"This DataMatrix holds ASCII only: {value!r}")
    return _encoded(zint.Symbology.DATAMATRIX, value)


def symbol(symbology: str, value: str) -> Barcode:
    """A barcode by the name of its kind: `code128` or `datamatrix`. Raises ValueError."""
    return code128(value) if symbology == "code128" else data_matrix(value)


def _encoded(symbology: zint.Symbology, value: str) -> Barcode:
    drawn = zint.Symbol()
    drawn.symbology = symbology
    if symbology is zint.Symbology.DATAMATRIX:
        drawn.option_3 = zint.DataMatrixOptions.SQUARE
    try:
        drawn.encode(value)
    except RuntimeError as refused:
        raise ValueError(f"Not a barcode: {value!r} ({refused})") from refused
    return Barcode(drawn.width, drawn.rows, tuple(_runs(drawn)))


def _runs(symbol: zint.Symbol) -> Iterator[tuple[int, int, int]]:
    """Row, column and length of each unbroken run of black modules.

    The encoder packs eight modules to a byte, the lowest bit first.
    """
    packed = symbol.encoded_data.tobytes()
    stride = len(packed) // len(symbol.encoded_data)
    for row in range(symbol.rows):
        bits = int.from_bytes(packed[row * stride : (row + 1) * stride], "little")
        for black in _BLACK.finditer(f"{bits:b}"[::-1]):
            start, end = black.span()
            yield row, start, end - start
