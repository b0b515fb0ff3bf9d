"""Barcodes as one vector path each, measured in modules (the width of the thinnest bar)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

import zint

# Carriers ask for at least 0.33 mm; 0.375 mm is 3 whole dots of a 203 dpi printer.
MODULE_MM = 0.375
# What GS1 and Code 128 ask to be left white on either side.
QUIET_MODULES = 10


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol without its quiet zones.

    `modules` is its width, `rows` its height in modules (1 for bars: stretch them to the height
    wanted), `path` the black part as SVG path data, one unit a module, origin top left.
    """

    modules: int
    rows: int
    path: str

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


def _encoded(symbology: zint.Symbology, value: str) -> Barcode:
    symbol = zint.Symbol()
    symbol.symbology = symbology
    if symbology is zint.Symbology.DATAMATRIX:
        symbol.option_3 = zint.DataMatrixOptions.SQUARE
    try:
        symbol.encode(value)
    except RuntimeError as refused:
        raise ValueError(f"Not a barcode: {value!r} ({refused})") from refused
    path = "".join(_runs(symbol))
    return Barcode(symbol.width, symbol.rows, path)


def _runs(symbol: zint.Symbol) -> Iterator[str]:
    """Each unbroken run of black modules of each row, as one rectangle of the path."""
    for row in range(symbol.rows):
        column = 0
        for black, run in groupby(_module(symbol, row, n) for n in range(symbol.width)):
            length = len(list(run))
            if black:
                yield f"M{column} {row}h{length}v1h-{length}z"
            column += length


def _module(symbol: zint.Symbol, row: int, column: int) -> bool:
    """Whether a module is black: the encoder packs eight to a byte, the lowest bit first."""
    return bool(symbol.encoded_data[row, column // 8] >> column % 8 & 1)
