"""Reads the price of one item as people type it, in ten-thousandths of a euro. Pure."""

import re
from enum import StrEnum

DECIMALS = 4
A_EURO = 10**DECIMALS
# Several times the price of the heaviest letter: a higher number was typed in cents, or is a sum.
HIGHEST = 100 * A_EURO - 1

_AROUND = re.compile(r"[\s\u00a0\u202f]|€|eur(os?)?", re.IGNORECASE)
_WRITTEN = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,40}))?")


class PriceProblem(StrEnum):
    """Why a typed price is refused."""

    NOT_A_PRICE = "not_a_price"
    TOO_FINE = "too_fine"
    ZERO = "zero"
    TOO_HIGH = "too_high"


class NotAPrice(ValueError):
    """A typed price is refused; `problem` says why."""

    def __init__(self, problem: PriceProblem) -> None:
        super().__init__(problem)
        self.problem = problem


def read_price(typed: str) -> int:
    """Parse a price: « 2,1234 » → 21234, « 2.12 € » → 21200. Raises `NotAPrice`.

    Zero is refused: it usually stands for an unknown price, and would make sums wrong.
    """
    found = _WRITTEN.fullmatch(_AROUND.sub("", typed))
    if found is None:
        raise NotAPrice(PriceProblem.NOT_A_PRICE)
    whole, fraction = found[1], found[2] or ""
    if len(fraction) > DECIMALS:
        raise NotAPrice(PriceProblem.TOO_FINE)
    price = int(whole + fraction.ljust(DECIMALS, "0"))
    if price == 0:
        raise NotAPrice(PriceProblem.ZERO)
    if price > HIGHEST:
        raise NotAPrice(PriceProblem.TOO_HIGH)
    return price
