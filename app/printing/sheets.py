"""Sheets of paper that hold several forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Self

from app.printing.text_fit import POINTS_IN_A_MILLIMETRE

A4_WIDTH = 210 * POINTS_IN_A_MILLIMETRE
A4_HEIGHT = 297 * POINTS_IN_A_MILLIMETRE


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with columns and rows of places, in points, in reading order.

    `margin` is the space above the first row and below the last.
    """

    width: float
    height: float
    columns: int
    rows: int
    margin: float = 0

    @classmethod
    def of_one(cls, width_mm: float, height_mm: float) -> Self:
        """Return a sheet with one place, from its size in millimetres."""
        return cls(width_mm * POINTS_IN_A_MILLIMETRE, height_mm * POINTS_IN_A_MILLIMETRE, 1, 1)

    @property
    def capacity(self) -> int:
        """The number of places."""
        return self.columns * self.rows

    def places(self, first: int = 0) -> Iterator[tuple[int, tuple[float, float]]]:
        """Yield the page and the left and top of each place, without end.

        `first` places of the first sheet are skipped. Raises ValueError if it has not more.
        """
        if not 0 <= first < self.capacity:
            raise ValueError(f"A sheet of {self.capacity} has no place {first + 1}.")
        across = self.width / self.columns
        down = (self.height - 2 * self.margin) / self.rows
        for place in count(first):
            page, rest = divmod(place, self.capacity)
            row, column = divmod(rest, self.columns)
            yield page, (column * across, self.margin + row * down)
