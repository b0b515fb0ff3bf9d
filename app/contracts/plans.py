"""Sendcloud's plans under their names of yesterday and today, and what each offers for a contract.

Sources: Sendcloud's help article names the older generation and says that these paid plans allow an
own contract; its price page names the newer one, in the same order, and gives a personal advisor to
the upper plans only. Inferred, and to be corrected here when it proves wrong: that Enterprise counts
too, and the names of the plan that costs nothing.
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
    """A plan: its names, and who adds an own contract for the merchant who has it."""

    code: str
    name: str
    old_name: str
    adder: Adder
    # Stands beside the others in Sendcloud's comparison; else below it.
    in_comparison: bool = True

    @property
    def allows_own_contract(self) -> bool:
        """Whether an own contract can be added at all."""
        return self.adder is not Adder.NOBODY

    @property
    def has_personal_advisor(self) -> bool:
        """Whether the merchant has an advisor of their own; else support is the usual way."""
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
