"""Reads a CSV file of unknown encoding and separator into rows with their line numbers."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from itertools import chain
from typing import NamedTuple

from app.shipments.faults import UnreadableOrderFile

MOST_ROWS = 5000
"""The most orders in one import."""

_DELIMITERS = ";,\t|"
# Appended as a last record. If it is read back alone, no quotation mark was left open before it.
_END = "\ue000"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class TableProblem(StrEnum):
    """Why a file cannot be read as a table."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    PDF = "pdf"
    IMAGE = "image"
    NOT_A_TABLE = "not a table"
    WRONG_ENCODING = "wrong encoding"
    TOO_MANY_ROWS = "too many rows"
    FIELD_TOO_LONG = "field too long"
    OPEN_QUOTATION = "open quotation"
    HEADER_ONLY = "header only"


class UnreadableTable(UnreadableOrderFile):
    """The file is not a table. `detail` is a line number or a limit, depending on the problem."""

    def __init__(self, problem: TableProblem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else str(problem))
        self.problem = problem
        self.detail = detail


class TableRow(NamedTuple):
    """One record: the line on which it begins, from 1, and its cells."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a file, without blank ones."""

    header: tuple[str, ...]
    rows: list[TableRow]


_MAGIC = (
    (b"%PDF", TableProblem.PDF),
    (b"PK\x03\x04", TableProblem.WORKBOOK),  # xlsx, ods
    (b"\xd0\xcf\x11\xe0", TableProblem.WORKBOOK),  # xls
    (b"\x89PNG", TableProblem.IMAGE),
    (b"\xff\xd8\xff", TableProblem.IMAGE),
    (b"GIF8", TableProblem.IMAGE),
    (b"II*\x00", TableProblem.IMAGE),
    (b"MM\x00*", TableProblem.IMAGE),
    (b"<!doctype html", TableProblem.NOT_A_TABLE),
    (b"<html", TableProblem.NOT_A_TABLE),
    (b"<?xml", TableProblem.NOT_A_TABLE),
    (b"{\\rtf", TableProblem.NOT_A_TABLE),
)


def read_table(content: bytes) -> Table:
    """Read a CSV file in UTF-8, UTF-16 or cp1252, separated by semicolon, comma, tab or bar.

    Raises `UnreadableTable`, also for more than `MOST_ROWS` records after the header.
    """
    text = _text_of(content)
    if not text.strip():
        raise UnreadableTable(TableProblem.EMPTY)
    records = _records(text, _delimiter(text))
    header = next(records, None)
    if header is None:
        raise UnreadableTable(TableProblem.EMPTY)
    return Table(header.cells, _take_rows(records))


def _take_rows(records: Iterator[TableRow]) -> list[TableRow]:
    rows: list[TableRow] = []
    for row in records:
        if len(rows) == MOST_ROWS:
            raise UnreadableTable(TableProblem.TOO_MANY_ROWS, str(MOST_ROWS))
        rows.append(row)
    if not rows:
        raise UnreadableTable(TableProblem.HEADER_ONLY)
    return rows


def _text_of(content: bytes) -> str:
    start = content[:16].lstrip().lower()
    for magic, problem in _MAGIC:
        if start.startswith(magic.lower()):
            raise UnreadableTable(problem)
    text = _decode(content)
    if "\x00" in text:
        raise UnreadableTable(TableProblem.NOT_A_TABLE)
    return text


def _decode(content: bytes) -> str:
    if content.startswith(_UTF16_MARKS):
        return _strictly(content, "utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _strictly(content, "cp1252")


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in content and encoding == "cp1252":
            raise UnreadableTable(TableProblem.NOT_A_TABLE) from error
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTable(TableProblem.WRONG_ENCODING, str(line)) from error


def _delimiter(text: str) -> str:
    """Return the separator that splits the first record into most cells."""
    counts = {d: len(next(_records(text, d), TableRow(0, ())).cells) for d in _DELIMITERS}
    best = max(counts, key=lambda delimiter: counts[delimiter])
    if counts[best] < 2:
        raise UnreadableTable(TableProblem.NOT_A_TABLE)
    return best


def _records(text: str, delimiter: str) -> Iterator[TableRow]:
    reader = csv.reader(chain(StringIO(text, newline=""), [_END]), delimiter=delimiter)
    line = 1
    try:
        for cells in reader:
            if cells == [_END]:
                return
            if any(cell.strip() for cell in cells):
                _refuse_open_quotation(cells, line)
                yield TableRow(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableTable(TableProblem.FIELD_TOO_LONG, str(line)) from error


def _refuse_open_quotation(cells: list[str], line: int) -> None:
    if cells[-1].endswith(_END):
        raise UnreadableTable(TableProblem.OPEN_QUOTATION, str(line))
