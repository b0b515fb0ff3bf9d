"""Reads a file of unknown encoding and separator into rows with their line numbers.

Title lines above the headings, lines that stand in quotation marks as a whole and Excel's line
`sep=;` are understood. A damaged row is kept with its problem: it costs itself, not the file.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from itertools import islice
from typing import NamedTuple

from app.shipments.encodings import UnknownEncoding, decode
from app.shipments.faults import UnreadableOrderFile
from app.shipments.headings import count_known

MOST_ROWS = 5000
"""The most rows in one import."""
LONGEST_RECORD = 40
"""The most lines of one record. A quotation mark that is open for longer was never closed."""

_DELIMITERS = ";,\t|"
_HEADER_AMONG = 10  # the headings are looked for in this many records
_SEP_LINE = re.compile(r'^"?sep=(.)"?\r?\n?$', re.IGNORECASE)
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1f]")


class TableProblem(StrEnum):
    """Why a file cannot be read as a table."""

    EMPTY = "empty"
    WORKBOOK = "workbook"
    PDF = "pdf"
    IMAGE = "image"
    NOT_A_TABLE = "not a table"
    WRONG_ENCODING = "wrong encoding"
    TOO_MANY_ROWS = "too many rows"
    HEADER_ONLY = "header only"


class UnreadableTable(UnreadableOrderFile):
    """The file is not a table. `detail` is a line number or a limit, depending on the problem."""

    def __init__(self, problem: TableProblem, detail: str = "") -> None:
        super().__init__(f"{problem}: {detail}" if detail else str(problem))
        self.problem = problem
        self.detail = detail


class Damage(StrEnum):
    """Why a row cannot be divided into cells."""

    OPEN_QUOTATION = "open quotation"
    CELL_TOO_LONG = "cell too long"
    CONTROL_CHARACTERS = "control characters"


class TableRow(NamedTuple):
    """One record: the line on which it begins, from 1, its cells, and what is wrong with it."""

    line: int
    cells: tuple[str, ...]
    damage: Damage | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The records of a file below its headings, without blank ones."""

    header: tuple[str, ...]
    rows: list[TableRow]


_MAGIC = (
    (b"%PDF", TableProblem.PDF),
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
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_table(content: bytes) -> Table:
    """Read a text separated by semicolon, comma, tab or bar, or a workbook (XLSX, ODS, XLS).

    Raises `UnreadableTable`, also for more than `MOST_ROWS` records after the headings.
    """
    if content.startswith(_WORKBOOKS):
        from app.shipments.workbooks import workbook_records

        return table_of(workbook_records(content))
    text = _text_of(content)
    if not text.strip():
        raise UnreadableTable(TableProblem.EMPTY)
    lines = list(StringIO(text, newline=""))
    sep_line = _SEP_LINE.match(lines[0])
    if sep_line:
        lines[0] = "\n"
    delimiter = sep_line[1] if sep_line else _delimiter(lines)
    return table_of(_records(lines, delimiter))


def table_of(records: Iterator[TableRow]) -> Table:
    """Divide records into the headings and the rows below them. Raises `UnreadableTable`."""
    first = list(islice(records, _HEADER_AMONG))
    if not first:
        raise UnreadableTable(TableProblem.EMPTY)
    place = _header_place(first)
    header = tuple(cell.replace("\ufeff", "") for cell in first[place].cells)
    return Table(header, _take_rows(first[place + 1 :], records))


def _header_place(records: Sequence[TableRow]) -> int:
    """Return the record with most headings, if it has several; else the first one."""
    counts = [count_known(record.cells) for record in records]
    return counts.index(max(counts)) if max(counts) > 1 else 0


def _take_rows(first: list[TableRow], others: Iterator[TableRow]) -> list[TableRow]:
    rows = [*first, *islice(others, MOST_ROWS - len(first) + 1)]
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(TableProblem.TOO_MANY_ROWS, str(MOST_ROWS))
    if not rows:
        raise UnreadableTable(TableProblem.HEADER_ONLY)
    return rows


def _text_of(content: bytes) -> str:
    start = content[:16].lstrip().lower()
    for magic, problem in _MAGIC:
        if start.startswith(magic.lower()):
            raise UnreadableTable(problem)
    try:
        text = decode(content)
    except UnknownEncoding as error:
        if b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise UnreadableTable(TableProblem.NOT_A_TABLE) from error
        raise UnreadableTable(TableProblem.WRONG_ENCODING, str(error.line)) from error
    if len(set(_CONTROLS.findall(text[:100_000]))) > 3:
        raise UnreadableTable(TableProblem.NOT_A_TABLE)
    return text.lstrip("\ufeff")


def _delimiter(lines: list[str]) -> str:
    """Return the separator that shows most headings, or else divides the first record most."""
    starts = {d: list(islice(_records(lines, d), _HEADER_AMONG)) for d in _DELIMITERS}
    scores = {d: (_most_known(records), _first_width(records)) for d, records in starts.items()}
    best = max(scores, key=lambda delimiter: scores[delimiter])
    if scores[best][1] < 2 and scores[best][0] < 2:
        raise UnreadableTable(TableProblem.NOT_A_TABLE)
    return best


def _most_known(records: list[TableRow]) -> int:
    return max((count_known(record.cells) for record in records), default=0)


def _first_width(records: list[TableRow]) -> int:
    return len(records[0].cells) if records else 0


class _RecordTooLong(Exception):
    """A quotation is open for more lines than a record has, or at the end of the file."""


class _Lines(Iterator[str]):
    """Lines for the CSV reader from a place on, as long as no record grows too long."""

    def __init__(self, lines: list[str], place: int) -> None:
        self._lines = lines
        self.place = self.begin = place

    def __next__(self) -> str:
        if self.place > self.begin and self.place - self.begin >= LONGEST_RECORD:
            raise _RecordTooLong
        if self.place == len(self._lines):
            if self.place > self.begin:
                raise _RecordTooLong
            raise StopIteration
        line = self._lines[self.place]
        self.place += 1
        return line.replace("\x00", "\ufffd")


def _records(lines: list[str], delimiter: str) -> Iterator[TableRow]:
    """Yield the records that are not blank; reading begins anew below each damaged line."""
    place = width = 0
    while place < len(lines):
        feed = _Lines(lines, place)
        reader = csv.reader(feed, delimiter=delimiter, skipinitialspace=True)
        try:
            for cells in reader:
                row = _row(lines, feed, cells, delimiter, width)
                feed.begin = feed.place
                if row.damage is Damage.OPEN_QUOTATION:
                    yield row
                    place = row.line
                    break
                if any(cell.strip(" \ufeff\t\r\n") for cell in row.cells):
                    width = width or len(row.cells)
                    yield row
            else:
                return
        except _RecordTooLong:
            yield _damaged(lines, feed.begin, Damage.OPEN_QUOTATION)
            place = feed.begin + 1
        except csv.Error:  # a cell is too long, or a quotation has swallowed the lines below it
            one_line = feed.place == feed.begin + 1
            damage = Damage.CELL_TOO_LONG if one_line else Damage.OPEN_QUOTATION
            yield _damaged(lines, feed.begin, damage)
            place = feed.begin + 1


def _row(lines: list[str], feed: _Lines, cells: list[str], delimiter: str, width: int) -> TableRow:
    line = feed.begin + 1
    if len(cells) == 1 and delimiter in cells[0] and _is_quoted_whole(lines[feed.begin]):
        cells = next(csv.reader(cells, delimiter=delimiter, skipinitialspace=True), cells)
    if feed.place - feed.begin > 1 and _swallows_a_row(cells, delimiter, width):
        return _damaged(lines, feed.begin, Damage.OPEN_QUOTATION)
    if any("\x00" in lines[place] for place in range(feed.begin, feed.place)):
        return TableRow(line, tuple(cells), Damage.CONTROL_CHARACTERS)
    return TableRow(line, tuple(cells))


def _is_quoted_whole(line: str) -> bool:
    bare = line.strip(" \ufeff\r\n")
    return len(bare) > 1 and bare[0] == bare[-1] == '"'


def _swallows_a_row(cells: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell of several lines holds as many separators as a row of the table."""
    return width > 1 and any(
        part.count(delimiter) >= width - 1
        for cell in cells
        if "\n" in cell or "\r" in cell
        for part in cell.splitlines()
    )


def _damaged(lines: list[str], place: int, damage: Damage) -> TableRow:
    return TableRow(place + 1, (lines[place].strip()[:200],), damage)
