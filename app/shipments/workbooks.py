"""Reads the rows of a workbook (XLSX, ODS, XLS) as text, as people see them in the sheet."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice

import python_calamine as calamine

from app.shipments.headings import count_known
from app.shipments.table import TableProblem, TableRow, UnreadableTable

LARGEST_UNPACKED = 200 * 1024 * 1024
"""The most bytes that a workbook may have when it is unpacked."""
_HEADER_AMONG = 10

Cell = int | float | str | bool | time | date | datetime | timedelta


def workbook_records(content: bytes) -> Iterator[TableRow]:
    """Yield the rows of the sheet with most headings. Raises `UnreadableTable`."""
    try:
        _refuse_bomb(content)
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
        rows = max((_rows(sheet) for sheet in sheets), key=_most_known, default=[])
    except (calamine.CalamineError, calamine.PasswordError, zipfile.BadZipFile, OSError) as error:
        raise UnreadableTable(TableProblem.WORKBOOK) from error
    return (row for row in rows if any(cell.strip() for cell in row.cells))


def _refuse_bomb(content: bytes) -> None:
    if not content.startswith(b"PK"):
        return
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise UnreadableTable(TableProblem.WORKBOOK)


def _rows(sheet: calamine.CalamineSheet) -> list[TableRow]:
    cells = sheet.to_python(skip_empty_area=False)
    return [TableRow(line, tuple(map(cell_text, row))) for line, row in enumerate(cells, start=1)]


def _most_known(rows: list[TableRow]) -> int:
    return max((count_known(row.cells) for row in islice(rows, _HEADER_AMONG)), default=0)


def cell_text(cell: Cell) -> str:
    """Return a cell as text: 75001.0 is 75001, a date is written 2026-11-28, yes is VRAI."""
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, date | datetime | time):
        return cell.isoformat()
    return str(cell)
