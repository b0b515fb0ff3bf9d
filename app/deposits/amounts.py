"""What items cost by their unit prices: exact, in whole numbers. Pure.

Unit prices are ten-thousandths of a euro, amounts are cents. There is one rounding: the amount of
each cell of the grid goes to the cent, half up. Every sum is that of the amounts shown, so that
whoever adds up the paper finds what it says.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

# Of a cent.
_PARTS = 100

Cell = TypeVar("Cell", bound=Hashable)


def in_cents(ten_thousandths: int) -> int:
    """To the cent, half up."""
    return (ten_thousandths + _PARTS // 2) // _PARTS


@dataclass(frozen=True, slots=True)
class Amounts(Generic[Cell]):
    """Items counted by cell of a grid, and the prices that are known for its cells.

    What cannot be known is None, never a part of it.
    """

    counts: Mapping[Cell, int]
    prices: Mapping[Cell, int]

    def price(self, cell: Cell) -> int | None:
        """The unit price of a cell that has items."""
        return self.prices.get(cell) if self.counts.get(cell) else None

    def amount(self, cell: Cell) -> int | None:
        """What the items of a cell cost, in cents."""
        price = self.price(cell)
        return None if price is None else in_cents(self.counts[cell] * price)

    def sum_of(self, cells: Iterable[Cell]) -> int | None:
        """What all items of these cells cost; None where the price of one is missing."""
        amounts = [self.amount(cell) for cell in cells if self.counts.get(cell)]
        known = [amount for amount in amounts if amount is not None]
        return sum(known) if known and len(known) == len(amounts) else None

    @property
    def total(self) -> int | None:
        """What all items cost; None where the price of one is missing."""
        return self.sum_of(self.counts)
