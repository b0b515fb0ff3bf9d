"""The price of one item as people type it, in whole ten-thousandths of a euro. Pure."""

import re
from enum import StrEnum

DECIMALS = 4
A_EURO = 10**DECIMALS
# Several times what the heaviest letter costs: beyond it somebody has typed cents, or a sum.
HIGHEST = 100 * A_EURO - 1

_AROUND = re.compile(r"[\s\u00a0\u202f]|€|eur(os?)?", re.IGNORECASE)
_WRITTEN = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,40}))?")


class Fault(StrEnum):
    """Why what was typed is not taken."""

    NOT_A_PRICE = "not_a_price"
    TOO_FINE = "too_fine"
    ZERO = "zero"
    TOO_HIGH = "too_high"


class NotAPrice(ValueError):
    """What was typed is no unit price; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def read_price(typed: str) -> int:
    """« 2,1234 », « 2.12 € » → 21234, 21200. Raises `NotAPrice`.

    Zero is refused: whoever types it does not know the price yet, and the sum would be wrong.
    """
    found = _WRITTEN.fullmatch(_AROUND.sub("", typed))
    if found is None:
        raise NotAPrice(Fault.NOT_A_PRICE)
    whole, fraction = found[1], found[2] or ""
    if len(fraction) > DECIMALS:
        raise NotAPrice(Fault.TOO_FINE)
    price = int(whole + fraction.ljust(DECIMALS, "0"))
    if price == 0:
        raise NotAPrice(Fault.ZERO)
    if price > HIGHEST:
        raise NotAPrice(Fault.TOO_HIGH)
    return price
