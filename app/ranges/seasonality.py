"""How many numbers to expect on a day ahead, read from a history. Pure.

A level times the factor of the weekday, both read from the last eight weeks, the newest counting
most. With a year's history it is the same week of last year, scaled by the shop's growth since. A
shop that rests, as it did a year ago, is forecast from last year alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import mul
from typing import Protocol

from app.ranges.history import DAY, WEEK, YEAR, History

# Days after which an observation counts half as much.
HALF_LIFE = 42
# So much of the eight weeks must be known of last year too before last year counts.
SHORTEST_RECENT_OF_LAST_YEAR = timedelta(weeks=4)
# How strongly few observations are drawn towards the average: in weeks, in numbers.
WEEKDAY_CAUTION = 0.5
GROWTH_CAUTION = 3.0
# A week is expected to be at most so many times busier or calmer than now: last year's growth of a
# young shop is no season.
MOST_OF_A_SEASON = 6.0
# A single day far above all others (a mailing, a backlog) counts at most as so many times the next
# busiest; it still makes the likely span wider.
OUTLIER = 3
# Relative standard deviation of the level: at once, and added for each day ahead; wider for shops
# whose history has no December yet, and for those that only last year describes. Of a thousand
# simulated years (tests/ranges/test_forecast.py) the likely span held 88 of 100 true days where last
# year is known, and 81 where it is not; with the narrower values young shops had 68.
LEVEL_DOUBT, DRIFT_A_DAY = 0.03, 0.0015
YOUNG_LEVEL_DOUBT, YOUNG_DRIFT_A_DAY = 0.06, 0.004
SEASONAL_DOUBT = 0.25
# Around a day of last year, this many days on each side count.
AROUND = 3 * DAY
# With fewer of these known, that week is not used.
FEWEST_AROUND = 4


class Expectation(Protocol):
    """What to expect on days ahead. `knows_last_year`: it includes a December of the shop's own."""

    knows_last_year: bool

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""


def expectation(history: History) -> Expectation | None:
    """What to expect by a history; None where it is too short."""
    if history.tells_of_a_season:
        return LastYear(history)
    return Rhythm(history) if history.tells_enough else None


class LastYear:
    """As in the same week a year ago, or more where the shop has grown since.

    Never less: a season that begins two days later than last year would look like half of one.
    """

    knows_last_year = True

    def __init__(self, history: History) -> None:
        self._history = history
        self._growth = max(1.0, history.growth_while_resting)

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        week = _week_around(self._history, day) or 0.0
        return week / WEEK * self._growth

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        return float((used + (SEASONAL_DOUBT * used) ** 2) ** 0.5)


class Rhythm:
    """By the recent weeks, and by last year where it is known."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._days = history.recent
        self._drawn = [history.on(day) for day in self._days]
        self._counted = _temper(self._drawn)
        self._of_weekday = self._weekday_factors()
        self._factors = [self._of_weekday[day.weekday()] for day in self._days]
        self._weights = [0.5 ** ((self._days[-1] - day).days / HALF_LIFE) for day in self._days]
        self._level = _sum(self._weights, self._counted) / _sum(self._weights, self._factors)
        self._recent_of_last_year = self._week_of_last_year_in_recent()
        self._spread = self._overdispersion()
        self._doubt_of_level = self._spread / max(self._numbers_behind_the_level(), 1.0)
        self.knows_last_year = self._recent_of_last_year is not None
        self._at_once = LEVEL_DOUBT if self.knows_last_year else YOUNG_LEVEL_DOUBT
        self._a_day = DRIFT_A_DAY if self.knows_last_year else YOUNG_DRIFT_A_DAY

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        return self._a_day_around(day) * self._of_weekday[day.weekday()]

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        of_level = self._doubt_of_level + (self._at_once + self._a_day * days) ** 2
        return float((self._spread * used + of_level * used * used) ** 0.5)

    def _weekday_factors(self) -> list[float]:
        """How much of an average day each weekday is, drawn a little towards 1."""
        mean = sum(self._counted) / len(self._counted)
        of_weekday = defaultdict(list)
        for day, count in zip(self._days, self._counted, strict=True):
            of_weekday[day.weekday()].append(count)
        factors = []
        for same in map(of_weekday.__getitem__, range(WEEK)):
            caution = WEEKDAY_CAUTION / max(1, len(same))
            factors.append((sum(same) + caution * mean) / ((len(same) + caution) * mean))
        return [factor * WEEK / sum(factors) for factor in factors]

    def _week_of_last_year_in_recent(self) -> float | None:
        """The numbers of a week, a year before the recent weeks; None where not known."""
        days = self._days
        known = [n for n, day in enumerate(days) if self._history.knows(day - YEAR)]
        if len(known) < SHORTEST_RECENT_OF_LAST_YEAR.days:
            return None
        drawn = sum(self._weights[n] * self._history.on(days[n] - YEAR) for n in known)
        return float(drawn / sum(self._weights[n] * self._factors[n] for n in known) * WEEK)

    def _a_day_around(self, day: date) -> float:
        """What an average day of that week takes: last year's, scaled by the shop's growth.

        With few numbers, as at the beginning of a season, the growth is drawn towards none.
        """
        base = self._recent_of_last_year
        week = _week_around(self._history, day) if base is not None else None
        if base is None or week is None:
            return self._level
        growth = (self._level * WEEK + GROWTH_CAUTION) / (base + GROWTH_CAUTION)
        then, now = week / WEEK, self._level
        lowest, highest = now / MOST_OF_A_SEASON, now * MOST_OF_A_SEASON
        return min(max(growth * then, min(lowest, then)), max(highest, then))

    def _overdispersion(self) -> float:
        """How much wider than a Poisson process the recent days lie around what was expected."""
        expected = [self._level * factor for factor in self._factors]
        squares = sum((d - e) ** 2 for d, e in zip(self._drawn, expected, strict=True))
        return max(1.0, squares / max(sum(expected), 1.0))

    def _numbers_behind_the_level(self) -> float:
        """How many numbers the level was read from, older days counting less."""
        return float(sum(self._weights) ** 2 / _sum(self._weights, self._weights) * self._level)


def _week_around(history: History, day: date) -> float | None:
    """The numbers of the week around the same day of last year; None where it is not known."""
    same_day = day - YEAR
    # For weeks of last year that are not over yet, take the year before.
    while same_day + AROUND > history.last_day:
        same_day -= YEAR
    first, last = same_day - AROUND, same_day + AROUND
    if history.since is None or first < history.since:
        return None
    seen = WEEK - sum(1 for n in range(WEEK) if first + n * DAY in history.blind)
    return history.between(first, last) * WEEK / seen if seen >= FEWEST_AROUND else None


def _temper(counts: Sequence[int]) -> list[int]:
    """The counts, a single day far above all others cut down."""
    *_, second, _ = sorted(counts)
    return [min(count, OUTLIER * second) for count in counts] if second else list(counts)


def _sum(weights: Iterable[float], values: Iterable[float]) -> float:
    return float(sum(map(mul, weights, values)))
