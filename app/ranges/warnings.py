"""When to warn that a reserve ends: a pure rule over the whole reserve of a contract.

La Poste's own rule for its parcels is to warn 10 days before the projected end; that it suits letters
is inferred. The other thresholds leave time for its answer (24 hours at most, by the vendor's help
article) and for a forgotten mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

WARNING_DAYS = (20, 10, 5, 2)
WARNING_PERCENTS = (20, 10, 5)
# From so many days on, the advisor gets a mail too.
URGENT_DAYS = 2


class Measure(StrEnum):
    """What a threshold counts."""

    DAYS = "days"
    PERCENT = "percent"
    EXHAUSTED = "exhausted"


@dataclass(frozen=True, slots=True, order=True)
class Threshold:
    """A point at which to warn: so many projected days, or so many per cent, are left."""

    measure: Measure
    at: int = 0

    def __str__(self) -> str:
        return (
            str(self.measure) if self.measure is Measure.EXHAUSTED else f"{self.measure}:{self.at}"
        )


EXHAUSTED = Threshold(Measure.EXHAUSTED)


@dataclass(frozen=True, slots=True)
class ReserveLevel:
    """How a reserve stands: numbers left, of how many in its ranges, and for how many days.

    `days_left` is None where the end lies beyond the horizon, `has_forecast` False where the
    history is too short to tell.
    """

    left: int
    size: int
    has_forecast: bool
    days_left: int | None
    # Days to the end that warnings go by, if that is sooner: see `Forecast.warn_by`.
    days_to_warn_by: int | None = None
    # What is left is an estimate, for nobody has reported the use of the last days.
    is_presumed: bool = False

    @property
    def percent(self) -> float:
        """What is left, in per cent of the ranges that are not used up."""
        return 100 * self.left / self.size if self.size else 0.0

    @property
    def is_urgent(self) -> bool:
        """Whether somebody stands before a printer without numbers, or will in two days."""
        return self.left <= 0 or (self.days_left is not None and self.days_left <= URGENT_DAYS)

    @property
    def days_to_tell(self) -> int | None:
        """Whole days to the end that warnings go by and mails name; None where none is projected."""
        known = (self.days_left, self.days_to_warn_by)
        return min((days for days in known if days is not None), default=None)

    @property
    def urgency(self) -> tuple[bool, float, float]:
        """What to sort by: exhausted first, then by the days left, then by what is left."""
        days = self.days_to_tell if self.days_to_tell is not None else float("inf")
        return self.left > 0, days, self.percent


def crossed_thresholds(
    level: ReserveLevel,
    days: Iterable[int] = WARNING_DAYS,
    percents: Iterable[int] = WARNING_PERCENTS,
) -> list[Threshold]:
    """The thresholds that a reserve stands below, the gravest first.

    Percentages count only where there is no forecast. Once nothing is left, that is all there is to say.
    """
    if level.left <= 0:
        return [EXHAUSTED]
    if level.has_forecast:
        end = level.days_to_tell
        return [Threshold(Measure.DAYS, at) for at in sorted(days) if end is not None and end <= at]
    return [Threshold(Measure.PERCENT, at) for at in sorted(percents) if level.percent <= at]


def not_yet_warned(below: Iterable[Threshold], warned: Iterable[str]) -> list[Threshold]:
    """Those that nobody was warned of yet, the gravest first: one mail names them all."""
    known = set(warned)
    return [threshold for threshold in below if str(threshold) not in known]
