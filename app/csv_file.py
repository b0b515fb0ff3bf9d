"""CSV files that the French version of Excel opens with a double click. Pure."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

# Without it Excel does not recognise UTF-8.
BYTE_ORDER_MARK = "\ufeff"
# Excel runs a cell that begins with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the file line by line: cells separated by semicolons, formulas made harmless."""
    yield BYTE_ORDER_MARK
    for row in rows:
        line = StringIO()
        csv.writer(line, delimiter=";").writerow([_escape_formula(cell) for cell in row])
        yield line.getvalue()


def _escape_formula(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
