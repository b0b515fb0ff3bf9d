"""Computes what items cost, exactly, in whole numbers. Pure.

Unit prices are in ten-thousandths of a euro, amounts in cents. Only the amount of each cell of the
grid is rounded, half up. Every sum is the sum of the rounded amounts, so that adding up the printed
slip gives the printed sums.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

# Ten-thousandths of a euro in a cent.
_UNITS_IN_A_CENT = 100

Cell = TypeVar("Cell", bound=Hashable)


def in_cents(ten_thousandths: int) -> int:
    """Round ten-thousandths of a euro to cents, half up."""
    return (ten_thousandths + _UNITS_IN_A_CENT // 2) // _UNITS_IN_A_CENT


@dataclass(frozen=True, slots=True)
class Amounts(Generic[Cell]):
    """Numbers of items by cell of a grid, and the known unit prices of cells.

    An amount or sum that needs an unknown price is None.
    """

    counts: Mapping[Cell, int]
    prices: Mapping[Cell, int]

    def price(self, cell: Cell) -> int | None:
        """Return the unit price of a cell; None without items or without a price."""
        return self.prices.get(cell) if self.counts.get(cell) else None

    def amount(self, cell: Cell) -> int | None:
        """Return the cost of a cell's items in cents; None as for `price`."""
        price = self.price(cell)
        return None if price is None else in_cents(self.counts[cell] * price)

    def sum_of(self, cells: Iterable[Cell]) -> int | None:
        """Return the cost of these cells in cents; None if there is no item, or a price is missing."""
        amounts = [self.amount(cell) for cell in cells if self.counts.get(cell)]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known and len(known) == len(amounts) else None

    @property
    def total(self) -> int | None:
        """The cost of all items in cents; None as for `sum_of`."""
        return self.sum_of(self.counts)
