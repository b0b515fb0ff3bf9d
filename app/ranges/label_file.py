"""A CSV of labels, from whatever system: which tracking numbers it names, on which days. Pure."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.ranges import tracking_number

MOST_ROWS = 100_000
# Longer is no tracking number, however it is grouped.
LONGEST_CELL = 40
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_FRENCH = re.compile(r"(\d{2})[/.](\d{2})[/.](\d{4})", re.ASCII)


class NoTable(ValueError):
    """The text cannot be read as CSV."""


class TooManyRows(ValueError):
    """More than `MOST_ROWS` lines: the newest might be among those not read."""


@dataclass(frozen=True, slots=True)
class UsedNumber:
    """A number found in a file, and the day its line names, if it names one."""

    product_code: str
    serial: int
    day: date | None


def read_label_file(text: str) -> list[UsedNumber]:
    """Every number whose key fits, with the day of its line. Raises `NoTable` and `TooManyRows`."""
    separator = max(";,\t", key=text[:2_000].count)
    lines = text.splitlines()
    if len(lines) > MOST_ROWS:
        raise TooManyRows
    try:
        return list(_read_rows(csv.reader(lines, delimiter=separator)))
    except csv.Error as error:
        raise NoTable from error


def _read_rows(rows: Iterable[list[str]]) -> Iterator[UsedNumber]:
    for row in rows:
        short = [cell for cell in row if len(cell) <= LONGEST_CELL]
        day = next((found for cell in short if (found := _day(cell))), None)
        for cell in short:
            try:
                number = tracking_number.read(cell)
            except tracking_number.UnreadableNumber:
                continue
            if number.key_fits:
                yield UsedNumber(number.product_code, number.serial, day)


def _day(cell: str) -> date | None:
    iso, french = _ISO.search(cell), _FRENCH.search(cell)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if french:
            return date(int(french[3]), int(french[2]), int(french[1]))
    except ValueError:
        return None
    return None
