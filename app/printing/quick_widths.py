"""How wide a text is at most, told in a fraction of the time that exact widths take.

For printers whose own font nobody has measured: what is asked is at which size a text surely fits.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from zlib import adler32

from app.printing.text_fit import WIDEST_ADVANCE, ems_of, is_printable
from app.printing.typeface import Face

# A width is a whole number of these, rounded up, so that the width of a sign is a byte.
STEPS_IN_AN_EM = 200
_WIDEST = int(WIDEST_ADVANCE * STEPS_IN_AN_EM)
_BREAK, _UNKNOWN = _WIDEST + 1, _WIDEST + 2
_BREAK_BYTE = bytes((_BREAK,))
# So many signs sum up to less than where `adler32` begins anew.
_LONGEST = 65_521 // _UNKNOWN
_SUM = 0xFFFF


class UnknownWidth(Exception):
    """A sign that is not in the table, or a text too long for it."""


class QuickWidths:
    """Widths in steps of texts in the widest of some faces; signs of `unknown` have none."""

    def __init__(self, faces: Iterable[Face], unknown: str) -> None:
        self._table = _table(frozenset(faces), unknown)
        steps = bytearray(self._table)
        steps[ord("\n")] = _BREAK
        self._table_of_lines = bytes(steps)

    def of(self, text: str) -> int:
        """The width of a text. Raises UnknownWidth."""
        steps = _looked_up(text, self._table)
        return adler32(steps, 0) & _SUM

    def widest(self, lines: Sequence[str]) -> int:
        """The width of the widest of some lines. Raises UnknownWidth."""
        parts = _looked_up("\n".join(lines), self._table_of_lines).split(_BREAK_BYTE)
        if len(parts) != len(lines):
            raise UnknownWidth
        return max([adler32(steps, 0) & _SUM for steps in parts])


def _looked_up(text: str, table: bytes) -> bytes:
    """The width of each sign, a byte each.

    Whoever adds them up begins `adler32` at 0: the lower half of that checksum is the sum of the
    bytes, added up in C.
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
