"""How the pace of a shop moves: from week to week, and how far from month to month. Pure.

Both are read from the logarithms of what a week, or four weeks, took.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log

# With fewer weeks, no trend is read.
FEWEST_WEEKS = 3
# So many weeks ago, a week counts half as much.
HALF_LIFE = 4
# A trend is believed as far as it exceeds its own doubt so many times (squared); the noise of a week is
# presumed as if seen in so many more.
CAUTION, CAUTION_WITH_NEW_SHOPS, PRESUMED_WEEKS = 4.0, 2.0, 6
# The least relative standard deviation of a week.
LEAST_NOISE = 0.05
# The steepest trend: a sixth more each week. It goes on weaker by a fifth each week.
STEEPEST, DAMPING = 0.15, 0.8
# Months of which the change presumed counts like one seen.
PRESUMED_MONTHS = 0.5


@dataclass(frozen=True, slots=True)
class Trend:
    """The logarithm of the growth from one week to the next; 0 for none."""

    a_week: float = 0.0

    @classmethod
    def of(cls, weeks: Sequence[float], spread: float, *, is_new: bool) -> "Trend":
        """The trend of the numbers of some weeks, the newest first; drawn towards none by its doubt.

        `spread` says how much wider than a Poisson process their days lie.
        """
        if len(weeks) < FEWEST_WEEKS or not sum(weeks):
            return cls()
        middling = sum(weeks) / len(weeks)
        heights = [log(week + 0.5) for week in weeks]
        weights = [0.5 ** (n / HALF_LIFE) for n in range(len(weeks))]
        middle = _mean(range(len(weeks)), weights)
        height = _mean(heights, weights)
        apart = sum(w * (n - middle) ** 2 for n, w in enumerate(weights))
        together = (w * (n - middle) * heights[n] for n, w in enumerate(weights))
        slope = sum(together) / apart
        rests = sum((y - height - slope * (n - middle)) ** 2 for n, y in enumerate(heights))
        presumed = PRESUMED_WEEKS * (LEAST_NOISE**2 + spread / middling)
        noise = (rests + presumed) / (len(weeks) - 2 + PRESUMED_WEEKS)
        caution = CAUTION_WITH_NEW_SHOPS if is_new else CAUTION
        believed = max(0.0, 1 - caution * noise / apart / slope**2) if slope else 0.0
        return cls(max(-STEEPEST, min(STEEPEST, -slope * believed)))

    def ago(self, weeks: float) -> float:
        """How many times the pace of today it was so many weeks ago."""
        return exp(-self.a_week * weeks)

    def ahead(self, weeks: float) -> float:
        """How many times the pace of today it will be, the trend growing weaker."""
        return exp(self.a_week * (1 - DAMPING**weeks) / -log(DAMPING))


def change_a_month(months: Sequence[tuple[float, float]], presumed: float) -> float:
    """The variance of the pace's relative change over four weeks.

    Each month is the logarithm of its pace and the variance that chance alone gives it.
    """
    seen = sum((a - b) ** 2 - of_a - of_b for (a, of_a), (b, of_b) in pairwise(months))
    count = max(0, len(months) - 1)
    return (max(0.0, seen) + PRESUMED_MONTHS * presumed**2) / (count + PRESUMED_MONTHS)


def _mean(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
