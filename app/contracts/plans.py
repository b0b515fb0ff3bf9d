"""Sendcloud's plans that allow an own contract, under their names of yesterday and today.

Source: Sendcloud's help article names the older generation, its price page the newer one, in the
same order; that Enterprise, above them, counts too is inferred.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan with which an own contract can be added."""

    code: str
    name: str
    old_name: str
    # Below, Sendcloud's support is the usual way to an advisor.
    has_personal_advisor: bool
    in_comparison: bool = True


PLANS = (
    Plan("lite", "Lite", "Small shop", has_personal_advisor=False),
    Plan("growth", "Growth", "Large shop", has_personal_advisor=False),
    Plan("premium", "Premium", "Business", has_personal_advisor=True),
    Plan("enterprise", "Enterprise", "", has_personal_advisor=True, in_comparison=False),
)


def plan(code: str) -> Plan:
    """The plan with this code; KeyError for another."""
    return {known.code: known for known in PLANS}[code]
