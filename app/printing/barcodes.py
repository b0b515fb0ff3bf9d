"""Barcodes as vector paths, measured in modules (the width of the thinnest bar)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import zint

# At least 0.33 mm is required (La Poste's rule for Colissimo, applied to letters by inference);
# 0.375 mm is 3 whole dots of a 203 dpi printer.
MODULE_MM = 0.375
# The white space that Code 128 requires on either side.
QUIET_MODULES = 10

_BLACK = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Barcode:
    """A symbol without its quiet zones.

    `modules` is its width; `rows` its height in modules, 1 for bars, which are stretched to the
    wanted height. `runs` are the black parts: row from the top, first column, length.
    """

    modules: int
    rows: int
    runs: tuple[tuple[int, int, int], ...]

    @property
    def path(self) -> str:
        """The black parts as SVG path data, one unit a module, origin at the top left."""
        return "".join(
            f"M{column} {row}h{length}v1h-{length}z" for row, column, length in self.runs
        )

    def width_mm(self, module_mm: float = MODULE_MM) -> float:
        """Return the printed width in millimetres, without quiet zones."""
        return self.modules * module_mm


def code128(value: str) -> Barcode:
    """Encode ASCII text as a Code 128 with the fewest modules.

    A tracking number of 13 characters takes 134 modules: three characters in set B, then pairs of
    digits in set C. Raises ValueError for text that Code 128 cannot encode.
    """
    if not value.isascii():
        raise ValueError(f"Code 128 holds ASCII only: {value!r}")
    return _encode(zint.Symbology.CODE128, value)


def data_matrix(value: str) -> Barcode:
    """Encode ASCII text as a square DataMatrix (ECC 200). Raises ValueError for other text."""
    if not value.isascii():
        raise ValueError(f"This DataMatrix holds ASCII only: {value!r}")
    return _encode(zint.Symbology.DATAMATRIX, value)


def symbol(symbology: str, value: str) -> Barcode:
    """Encode by the name of a symbology, `code128` or `datamatrix`. Raises ValueError."""
    return code128(value) if symbology == "code128" else data_matrix(value)


def _encode(symbology: zint.Symbology, value: str) -> Barcode:
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
    """Yield row, first column and length of each run of black modules.

    zint packs eight modules into a byte, the lowest bit first.
    """
    packed = symbol.encoded_data.tobytes()
    stride = len(packed) // len(symbol.encoded_data)
    for row in range(symbol.rows):
        bits = int.from_bytes(packed[row * stride : (row + 1) * stride], "little")
        for black in _BLACK.finditer(f"{bits:b}"[::-1]):
            start, end = black.span()
            yield row, start, end - start
