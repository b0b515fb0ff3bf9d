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
# What is left may be gone with one more draw like the largest of the last six months: that warns like an
# end in so many days, La Poste's own notice.
LARGE_DRAW_DAYS = 10
# Who has drawn too seldom for a forecast has not shown their largest draw yet: it may be so many times
# the largest so far.
LARGER_DRAWS_TO_COME = 2
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
    # The most numbers drawn on one day of the last six months.
    largest_draw: int = 0
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
    def may_end_with_one_draw(self) -> bool:
        """Whether another draw like the largest would ask for more than is left."""
        times = 1 if self.has_forecast else LARGER_DRAWS_TO_COME
        return self.left < self.largest_draw * times

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

    Percentages count only where there is no forecast. A reserve that may end with one draw stands
    below those of ten days and more, and in any case below the first. Once nothing is left, that is
    all there is to say.
    """
    if level.left <= 0:
        return [EXHAUSTED]
    if level.has_forecast:
        return _below(Measure.DAYS, days, level.days_to_tell, level, LARGE_DRAW_DAYS)
    return _below(Measure.PERCENT, percents, level.percent, level, None)


def _below(
    measure: Measure,
    thresholds: Iterable[int],
    reached: float | None,
    level: ReserveLevel,
    with_one_draw: int | None,
) -> list[Threshold]:
    """Those at or above what is reached; with a large draw ahead, the first of them at least."""
    own = sorted(thresholds)
    if own and level.may_end_with_one_draw:
        as_if = own[-1] if with_one_draw is None else min(own[-1], with_one_draw)
        reached = as_if if reached is None else min(reached, as_if)
    return [Threshold(measure, at) for at in own if reached is not None and reached <= at]


def not_yet_warned(below: Iterable[Threshold], warned: Iterable[str]) -> list[Threshold]:
    """Those that nobody was warned of yet, the gravest first: one mail names them all."""
    known = set(warned)
    return [threshold for threshold in below if str(threshold) not in known]
