"""Sendcloud's plans, by their former and present names, and which allow an own contract. Pure.

Sources: Sendcloud's help article names the older generation and says that these paid plans allow an
own contract; its price page names the newer one, in the same order, and gives a personal advisor to
the upper plans only. Inferred, to be corrected here if wrong: that Enterprise allows an own contract
and has an advisor, and the names of the free plan.
"""

from dataclasses import dataclass
from enum import StrEnum


class Adder(StrEnum):
    """Who adds a merchant's own contract at Sendcloud."""

    SUPPORT = "support"
    PERSONAL_ADVISOR = "personal advisor"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: its names, and who adds the merchant's own contract to it."""

    code: str
    name: str
    old_name: str
    adder: Adder
    # Whether Sendcloud's comparison of plans has a column for it.
    in_comparison: bool = True

    @property
    def allows_own_contract(self) -> bool:
        """Whether an own contract can be added at all."""
        return self.adder is not Adder.NOBODY

    @property
    def has_personal_advisor(self) -> bool:
        """Whether the merchant has a personal advisor; the others write to support."""
        return self.adder is Adder.PERSONAL_ADVISOR


PLANS = (
    Plan("lite", "Lite", "Small shop", Adder.SUPPORT),
    Plan("growth", "Growth", "Large shop", Adder.SUPPORT),
    Plan("premium", "Premium", "Business", Adder.PERSONAL_ADVISOR),
    Plan("enterprise", "Enterprise", "", Adder.PERSONAL_ADVISOR, in_comparison=False),
    Plan("free", "Free", "Essential", Adder.NOBODY, in_comparison=False),
)
ELIGIBLE = tuple(known for known in PLANS if known.allows_own_contract)


def plan(code: str) -> Plan:
    """The plan with this code; KeyError for another."""
    return {known.code: known for known in PLANS}[code]
