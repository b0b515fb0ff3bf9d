"""How far forecasts are off, and whom no warning reaches in time, over made-up shops of all kinds. Pure.

A forecast is asked on one day of each shop's life: how many numbers the next 10, 20, 40 days take, and
between which days what they take is used up. Errors are days of the shop's usual use.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from statistics import mean

from app.ranges.forecast import HORIZON, forecast
from app.ranges.history import History
from app.ranges.warnings import LARGE_DRAW_DAYS, Measure, ReserveLevel, crossed_thresholds
from bench.shops import DAY, KINDS, Shop, shop

HORIZONS = (10, 20, 40)
# As far as a forecast of these reaches: an end later than this lies outside of any span.
FARTHEST_END = timedelta(days=120)
# A warning that comes later before the first order without a number is late.
IN_TIME = 2
# A reserve is made for so many days, give or take a tenth.
SHORTEST, LONGEST, GIVE_OR_TAKE = 15, 120, 0.1
LEAST_RESERVE = 20
# Warnings are looked for in so many days before the end, in months where nothing was used too.
LOOKED_AT = 45


@dataclass(frozen=True)
class Accuracy:
    """By kind and days ahead: the error of each forecast, and whether the likely span held the end."""

    errors: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    held: dict[tuple[str, int], list[bool]] = field(default_factory=lambda: defaultdict(list))

    def error(self, days: int) -> float:
        """The mean error, averaged over the kinds."""
        return mean(mean(self.errors[kind, days]) for kind in KINDS)

    def held_of(self, *, kind: str | None = None, days: int | None = None) -> float:
        """How many true ends of a hundred lay within the likely span."""
        chosen = [
            held
            for (of, ahead), found in self.held.items()
            if kind in {None, of} and days in {None, ahead}
            for held in found
        ]
        return 100 * mean(chosen)


def accuracy(seeds: Iterable[int]) -> Accuracy:
    """Forecast the shops of these seeds, of each kind, and compare with what they send."""
    found = Accuracy()
    for kind, seed in ((kind, seed) for seed in seeds for kind in KINDS):
        _compare(shop(kind, seed), found)
    return found


def off_by(one: Shop, wanted: float, days: int) -> float:
    """The error of what the next days are expected to take, in days of the shop's usual use."""
    usual = sum(one.drawn.values()) / len(one.drawn)
    return abs(wanted - sum(one.ahead(days))) / usual


def _compare(one: Shop, found: Accuracy) -> None:
    history = History(one.past(), one.today)
    for days in HORIZONS:
        left = sum(one.ahead(days))
        said = forecast(history, left, horizon=FARTHEST_END)
        if said is None:
            return
        found.errors[one.kind, days].append(off_by(one, said.expected_within(days), days))
        if left:
            used = accumulate(one.ahead(days))
            end = one.today + next(n for n, sum_ in enumerate(used) if sum_ >= left) * DAY
            latest = said.latest or one.today + HORIZON
            earliest = said.earliest or latest
            found.held[one.kind, days].append(earliest <= end <= latest)


@dataclass(frozen=True)
class Unwarned:
    """Reserves that ended, and those of them that nobody was warned of in time, by kind."""

    reserves: int
    late: dict[str, int]

    @property
    def percent(self) -> float:
        """How many of a hundred."""
        return 100 * sum(self.late.values()) / self.reserves


def unwarned(seeds: Sequence[int]) -> Unwarned:
    """Let a reserve of each kind and seed end, and see whether the warning of ten days comes in time.

    That is two days before the first order that gets no number.
    """
    reserves, late = 0, dict.fromkeys(KINDS, 0)
    for kind, seed in ((kind, seed) for seed in seeds for kind in KINDS):
        one = shop(kind, seed)
        size, lefts = _reserve(one, random.Random(seed))
        if lefts:
            reserves += 1
            late[kind] += not _is_warned_in_time(one, size, lefts)
    return Unwarned(reserves, late)


def _reserve(one: Shop, chance: random.Random) -> tuple[int, list[int]]:
    """Its size, and what is left on the morning of each day up to the first that it does not last."""
    days, times = (
        chance.randint(SHORTEST, LONGEST),
        chance.uniform(1 - GIVE_OR_TAKE, 1 + GIVE_OR_TAKE),
    )
    size = left = max(LEAST_RESERVE, round(sum(one.ahead(days)) * times))
    lefts = []
    for count in one.ahead(len(one.drawn) - len(one.past())):
        lefts.append(left)
        if count > left:
            return size, lefts
        left -= count
    return size, []


def _is_warned_in_time(one: Shop, size: int, lefts: Sequence[int]) -> bool:
    """Whether some morning's figures warned; from the last in time backwards, for most warn then."""
    last = len(lefts) - 1 - IN_TIME
    mornings = range(last, max(-1, last - LOOKED_AT), -1)
    return any(_warns(one, one.today + n * DAY, lefts[n], size) for n in mornings)


def _warns(one: Shop, day: date, left: int, size: int) -> bool:
    history = History(one.before(day), day)
    found = forecast(history, left, horizon=timedelta(days=LOOKED_AT))
    level = ReserveLevel(
        left=left,
        size=size,
        has_forecast=found is not None,
        days_left=found.days_left if found else None,
        days_to_warn_by=found.days_to_warn_by if found else None,
        largest_draw=history.largest_draw,
    )
    crossed = crossed_thresholds(level)
    return any(one.measure is not Measure.DAYS or one.at <= LARGE_DRAW_DAYS for one in crossed)
