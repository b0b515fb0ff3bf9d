"""Shops that send in batches, once a week or once a month: the likely days and sizes. Pure.

The days between two batches tell nothing: what counts is when the next batch is due, how large it
may be, and how far batches have strayed from the day on which they were due.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import modf
from statistics import median
from typing import Self

from app.ranges.history import DAY, WEEK, YEAR, History, days_between

# From so many batches on, a rhythm is believed.
FEWEST_BATCHES = 3
# Batches are so many days apart, and two gaps of three are within a third of the usual one.
SHORTEST_GAP, MOSTLY, NEARLY = 5, 0.66, 0.34
# Gaps like these mean the same day of each month.
SHORTEST_MONTH, LONGEST_MONTH = 26, 35
# After so many times the usual gap without one, the shop no longer sends in batches.
GIVEN_UP = 2.5
# So many batches ago, a batch counts half as much.
HALF_LIFE = 6
# The relative standard deviation of a batch's size, presumed as if seen in so many batches.
PRESUMED_SPREAD, PRESUMED_BATCHES = 0.35, 2
# Relative standard deviation of the number of batches: of each that is due, and for each day ahead.
OF_A_BATCH, DRIFT_A_DAY = 0.4, 0.002
# Expected batches are written down for so many days.
AHEAD = timedelta(days=420)
# A batch that has not come by the day on which the latest came may still come for so long.
LATE = timedelta(days=7)
# How many days after the one due (before it: negative) a day is.
Strayed = Callable[[date], int]


@dataclass(frozen=True)
class Batches:
    """What to expect of a shop that sends in batches of about a `size`."""

    size: float
    spread: float
    by_day: dict[date, float]
    knows_last_year: bool
    # One batch larger than expected ends a reserve a whole month sooner, and batches may be twice the
    # usual: who has less than about two left is warned.
    caution: float = 3.0

    @classmethod
    def of(cls, history: History) -> Self | None:
        """The batches of the last six months; None where there are none, or no longer."""
        sent, last = history.sent_lately, history.last_day
        if len(sent) < FEWEST_BATCHES or not _are_batches(sent, last):
            return None
        weights = [0.5 ** (n / HALF_LIFE) for n in reversed(range(len(sent)))]
        sizes = [history.on(day) for day in sent]
        size = sum(w * s for w, s in zip(weights, sizes, strict=True)) / sum(weights)
        return cls(
            size,
            _relative_spread(sizes, size),
            {day: size * part for day, part in _likely_days(sent, last).items()},
            history.since is not None and history.since <= history.today - YEAR,
        )

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        return self.by_day.get(day, 0.0)

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        batches = used / self.size
        under_way = modf(batches)[0]
        of_number = under_way * (1 - under_way) + OF_A_BATCH**2 * batches
        variance = of_number + batches * self.spread**2 + (DRIFT_A_DAY * days * batches) ** 2
        return float(self.size * variance**0.5)


def _are_batches(sent: Sequence[date], last: date) -> bool:
    """Whether days with draws are far apart, about equally, and not all long ago."""
    gaps = [(later - day).days for day, later in pairwise(sent)]
    usual = median(gaps)
    alike = sum(1 for gap in gaps if abs(gap - usual) <= NEARLY * usual)
    return (
        usual >= SHORTEST_GAP
        and alike >= MOSTLY * len(gaps)
        and (last - sent[-1]).days <= GIVEN_UP * usual
    )


def _relative_spread(sizes: Sequence[int], size: float) -> float:
    seen = sum((one / size - 1) ** 2 for one in sizes)
    presumed = PRESUMED_BATCHES * PRESUMED_SPREAD**2
    return float(((seen + presumed) / (len(sizes) + PRESUMED_BATCHES)) ** 0.5)


def _likely_days(sent: Sequence[date], last: date) -> dict[date, float]:
    """How likely a batch comes on each day after the last one known."""
    strayed = _rhythm(sent)
    due = {day for day in days_between(sent[0] - WEEK * DAY, last + AHEAD) if not strayed(day)}
    kept = {day - strayed(day) * DAY for day in sent}
    over = [day for day in due if min(kept) <= day <= max(kept)]
    share = min(1.0, len(sent) / max(1, len(over)))
    by = Counter(map(strayed, sent))
    found: dict[date, float] = defaultdict(float)
    for day in (one for one in due if one > max(kept)):
        to_come = {n: times for n, times in by.items() if day + n * DAY > last}
        for n, times in to_come.items():
            found[day + n * DAY] += share * times / sum(to_come.values())
        if not to_come and last - day < max(by) * DAY + LATE:
            found[last + DAY] += share / 2
    return dict(found)


def _rhythm(sent: Sequence[date]) -> Strayed:
    """The days that batches keep best: a weekday, a day of the month, or each so many days."""
    gap = round(median((later - day).days for day, later in pairwise(sent)))
    monthly = SHORTEST_MONTH <= gap <= LONGEST_MONTH
    rhythms = (
        [_monthly(day) for day in range(1, 32)]
        if monthly
        else [_each(gap, sent[-1].toordinal() - n) for n in range(gap)]
    )
    return min(rhythms, key=lambda strayed: sum(abs(strayed(day)) for day in sent))


def _each(gap: int, first: int) -> Strayed:
    return lambda day: (day.toordinal() - first + gap // 2) % gap - gap // 2


def _monthly(due: int) -> Strayed:
    def strayed(day: date) -> int:
        found = day.day - min(due, monthrange(day.year, day.month)[1])
        if found > SHORTEST_MONTH // 2:
            following = day.replace(day=1) + timedelta(days=31)
            ahead = day - following.replace(
                day=min(due, monthrange(following.year, following.month)[1])
            )
            return max(ahead.days, -15)
        if found < -SHORTEST_MONTH // 2:
            before = day.replace(day=1) - DAY
            return (day - before.replace(day=min(due, before.day))).days
        return found

    return strayed
