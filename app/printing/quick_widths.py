"""Upper bounds of text widths, computed much faster than exact widths.

For printers' own fonts, whose exact widths are unknown: a size is wanted at which a text surely
fits.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from zlib import adler32

from app.printing.text_fit import WIDEST_ADVANCE, ems_of, is_printable
from app.printing.typeface import Face

# Widths are whole steps, rounded up, so that the width of a character fits in a byte.
STEPS_IN_AN_EM = 200
_WIDEST = int(WIDEST_ADVANCE * STEPS_IN_AN_EM)
_BREAK, _UNKNOWN = _WIDEST + 1, _WIDEST + 2
_BREAK_BYTE = bytes((_BREAK,))
# The sum of this many widths is below 65 521, where the sum in `adler32` wraps around.
_LONGEST = 65_521 // _UNKNOWN
_SUM = 0xFFFF


class UnknownWidth(Exception):
    """A character is not in the table, or the text is too long."""


class QuickWidths:
    """Widths in steps, each character in the widest of some faces; those of `unknown` have none."""

    def __init__(self, faces: Iterable[Face], unknown: str) -> None:
        self._table = _table(frozenset(faces), unknown)
        steps = bytearray(self._table)
        steps[ord("\n")] = _BREAK
        self._table_of_lines = bytes(steps)

    def of(self, text: str) -> int:
        """Return the width of a text. Raises UnknownWidth."""
        steps = _widths(text, self._table)
        return adler32(steps, 0) & _SUM

    def widest(self, lines: Sequence[str]) -> int:
        """Return the width of the widest line. Raises UnknownWidth."""
        parts = _widths("\n".join(lines), self._table_of_lines).split(_BREAK_BYTE)
        if len(parts) != len(lines):
            raise UnknownWidth
        return max([adler32(steps, 0) & _SUM for steps in parts])


def _widths(text: str, table: bytes) -> bytes:
    """Return the width of each character, a byte each. Raises UnknownWidth.

    They are summed by `adler32` with the start value 0: the lower half of that checksum is the
    sum of the bytes, computed in C.
    """
    try:
        steps = text.encode("latin-1").translate(table)
    except UnicodeEncodeError:
        raise UnknownWidth from None
    if _UNKNOWN in steps or len(steps) > _LONGEST:
        raise UnknownWidth
    return steps


@cache
def _table(faces: frozenset[Face], unknown: str) -> bytes:
    return bytes(_steps(chr(code), faces, unknown) for code in range(256))


def _steps(sign: str, faces: Iterable[Face], unknown: str) -> int:
    if sign in unknown or not is_printable(sign):
        return _UNKNOWN
    return max(-int(-ems_of(sign, face) * STEPS_IN_AN_EM // 1) for face in faces)
