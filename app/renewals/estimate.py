"""The yearly estimate that La Poste's form asks for: the next twelve months, by the forecast."""

from dataclasses import dataclass
from enum import StrEnum

from app.ranges.reserve import Reserve

YEAR_DAYS = 365


class Basis(StrEnum):
    """What an estimate rests on."""

    FORECAST = "forecast"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many numbers in twelve months; None where nothing can be said."""

    quantity: int | None
    basis: Basis


def yearly_estimate(reserve: Reserve) -> Estimate:
    """What the forecast expects of the next twelve months, rounded up to two figures."""
    found = reserve.forecast
    if found is None:
        return Estimate(None, Basis.NOTHING)
    return Estimate(round_up(found.expected_within(YEAR_DAYS)), Basis.FORECAST)


def round_up(expected: float) -> int:
    """Round up to two figures: an estimate is no more precise, and too few would run out early."""
    whole = int(expected) + (expected % 1 > 0)
    step = int(10 ** max(0, len(str(whole)) - 2))
    return int(-(-whole // step) * step)
