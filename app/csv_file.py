"""A table as a file that French Excel opens with a double click. Pure."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

# Excel takes UTF-8 for another encoding without it.
BYTE_ORDER_MARK = "\ufeff"
# A cell that begins so would be run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The file, line by line: semicolons between cells, nothing in it is run as a formula."""
    yield BYTE_ORDER_MARK
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=";").writerow([_safe(cell) for cell in row])
        yield line.getvalue()


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
