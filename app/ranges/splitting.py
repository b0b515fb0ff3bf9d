"""From which ranges, in which order, how many numbers come. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class HasNumbersLeft(Protocol):
    """Anything that numbers are drawn from."""

    @property
    def left(self) -> int:
        """How many numbers are still free."""


class RangeExhausted(Exception):
    """Fewer numbers are left than are wanted; nothing was drawn."""

    def __init__(self, wanted: int, left: int) -> None:
        super().__init__(f"{wanted} wanted, {left} left")
        self.wanted, self.left = wanted, left


R = TypeVar("R", bound=HasNumbersLeft)


@dataclass(frozen=True, slots=True)
class Share(Generic[R]):
    """How many numbers one range gives."""

    range: R
    count: int


def shares(ranges: Iterable[R], wanted: int) -> list[Share[R]]:
    """Use up the ranges one after the other, all or nothing; raise `RangeExhausted`."""
    ranges = list(ranges)
    missing = wanted
    found: list[Share[R]] = []
    for one in ranges:
        count = min(missing, one.left)
        if count:
            found.append(Share(one, count))
            missing -= count
    if missing:
        raise RangeExhausted(wanted, sum(one.left for one in ranges))
    return found
