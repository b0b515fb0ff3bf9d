"""How many numbers to expect on a day ahead, read from a history. Pure.

A level times the factor of the weekday, both read from the last eight weeks, the newest counting
most. A young shop's level goes on as it has moved, ever less. With a year's history it is the same
week of last year, scaled by the shop's growth since. A shop that rests, as it did a year ago, is
forecast from last year alone, and one that sends in batches from its batches.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import log
from operator import mul
from typing import Protocol

from app.ranges.batches import Batches
from app.ranges.history import DAY, WEEK, YEAR, History
from app.ranges.trend import Trend, change_a_month

# Days after which an observation counts half as much.
HALF_LIFE = 28
MONTH = 28
# So much of the eight weeks must be known of last year too before last year counts.
SHORTEST_RECENT_OF_LAST_YEAR = timedelta(weeks=4)
# Of a month, so many days.
FEWEST_OF_A_MONTH = 20
# How strongly few observations are drawn towards the average. A weekday: as by so many weeks, the more
# the noisier the shop, and the less its weekdays differ. Growth and months: as by so many numbers.
LEAST_WEEKDAY_CAUTION, MOST_WEEKDAY_CAUTION = 0.06, 50.0
# While too few weekdays have been seen twice to tell how noisy they are: as by so many weeks.
FEWEST_WEEKDAYS, FIRST_WEEKDAY_CAUTION = 4, 0.5
GROWTH_CAUTION, MONTH_CAUTION = 1.0, 2
# A week is expected to be at most so many times busier or calmer than now: last year's growth of a
# young shop is no season.
MOST_OF_A_SEASON = 6.0
# A single day far above all others (a mailing, a backlog) counts at most as so many times the next
# busiest; it still makes the likely span wider.
OUTLIER = 3
# A shop is new for so long: it may still grow fast. What rises in Advent falls again and is no trend,
# as long as these days are among the last weeks.
NEW, LAST_WEEKS = timedelta(days=100), 35
ADVENT_BEGINS, CALM_AGAIN = (11, 15), (1, 10)
# How far the pace of a shop may move in four weeks, until it has shown how far it does: as a relative
# standard deviation, by what is known of it.
NEW_CHANGE, YOUNG_CHANGE, CHANGE_WITH_LAST_YEAR = 0.45, 0.27, 0.1
# How much of that change, as a variance, the level read is off by at once, after a month, and by its
# square. Fitted to made-up shops of all kinds, so that the likely span holds 80 true ends of 100 (bench/shops.py).
AT_ONCE, A_MONTH, A_MONTH_SQUARED = 0.3, 0.15, 0.25
# The same for what only last year describes.
SEASONAL_DOUBT = 0.25
# Around a day of last year, this many days on each side count.
AROUND = 3 * DAY
# With fewer of these known, that week is not used.
FEWEST_AROUND = 4


class Expectation(Protocol):
    """What to expect on days ahead."""

    @property
    def knows_last_year(self) -> bool:
        """Whether it includes a December of the shop's own."""

    @property
    def caution(self) -> float:
        """By how many standard deviations more than expected to warn."""

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""


def expectation(history: History) -> Expectation | None:
    """What to expect by a history; None where it is too short."""
    if history.tells_of_a_season:
        return LastYear(history)
    if batches := Batches.of(history):
        return batches
    return Rhythm(history) if history.tells_enough else None


class LastYear:
    """As in the same week a year ago, or more where the shop has grown since.

    Never less: a season that begins two days later than last year would look like half of one.
    """

    knows_last_year = True
    caution = 0.0

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

    caution = 0.0

    def __init__(self, history: History) -> None:
        self._history = history
        self._days = history.recent
        self._drawn = [history.on(day) for day in self._days]
        self._counted = _temper(self._drawn)
        self._of_weekday = self._weekday_factors()
        self._factors = [self._of_weekday[day.weekday()] for day in self._days]
        ages = [(self._days[-1] - day).days for day in self._days]
        self._weights = [0.5 ** (age / HALF_LIFE) for age in ages]
        self._level = _sum(self._weights, self._counted) / _sum(self._weights, self._factors)
        self._recent_of_last_year = self._week_of_last_year_in_recent()
        self.knows_last_year = self._recent_of_last_year is not None
        self._is_new = history.since is not None and history.since > history.last_day - NEW
        self._trend = self._read_trend()
        # The level read is that of some weeks ago; it has moved since.
        self._level /= self._trend.ago(_sum(self._weights, ages) / sum(self._weights) / WEEK)
        self._spread = self._overdispersion([self._trend.ago(age / WEEK) for age in ages])
        self._doubt_of_level = self._spread / max(self._numbers_behind_the_level(), 1.0)
        self._change = change_a_month(self._months(), self._presumed_change())

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        return self._a_day_around(day) * self._of_weekday[day.weekday()]

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        months = days / MONTH
        moved = self._change * (AT_ONCE + A_MONTH * months + A_MONTH_SQUARED * months**2)
        return float((self._spread * used + (self._doubt_of_level + moved) * used * used) ** 0.5)

    def _weekday_factors(self) -> list[float]:
        """How much of an average day each weekday is, drawn a little towards 1."""
        whole = sum(self._counted) / len(self._counted)
        of_weekday = defaultdict(list)
        for day, count in zip(self._days, self._counted, strict=True):
            of_weekday[day.weekday()].append(count)
        caution = _weekday_caution(list(of_weekday.values()))
        factors = []
        for same in map(of_weekday.__getitem__, range(WEEK)):
            factors.append((sum(same) + caution * whole) / ((len(same) + caution) * whole))
        return [factor * WEEK / sum(factors) for factor in factors]

    def _read_trend(self) -> Trend:
        """How the level moves, where last year does not tell."""
        last_weeks = self._days[-LAST_WEEKS:]
        if self.knows_last_year or any(map(_is_around_christmas, last_weeks)):
            return Trend()
        weeks = []
        for last in range(len(self._days), WEEK - 1, -WEEK):
            week = slice(last - WEEK, last)
            usual = max(sum(self._factors[week]), 1.0)
            weeks.append(sum(self._counted[week]) * WEEK / usual)
        spread = self._overdispersion([1.0] * len(self._days))
        return Trend.of(weeks, spread, is_new=self._is_new)

    def _months(self) -> list[tuple[float, float]]:
        """The logarithm of what each four weeks took, of last year's where known, and its chance."""
        days, on, found = self._history.telling, self._history.on, []
        for last in range(len(days), MONTH - 1, -MONTH):
            month = days[last - MONTH : last]
            if self.knows_last_year:
                month = [day for day in month if self._history.knows(day - YEAR)]
            now = sum(map(on, month)) + MONTH_CAUTION
            then = sum(on(day - YEAR) for day in month) + MONTH_CAUTION
            if len(month) < FEWEST_OF_A_MONTH:
                break
            if self.knows_last_year:
                found.append((log(now / then), self._spread / now + self._spread / then))
            else:
                found.append((log(now), self._spread / now))
        return found

    def _presumed_change(self) -> float:
        if self.knows_last_year:
            return CHANGE_WITH_LAST_YEAR
        return NEW_CHANGE if self._is_new else YOUNG_CHANGE

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
            if not self._trend.a_week:
                return self._level
            return self._level * self._trend.ahead((day - self._days[-1]).days / WEEK)
        growth = (self._level * WEEK + GROWTH_CAUTION) / (base + GROWTH_CAUTION)
        then, now = week / WEEK, self._level
        lowest, highest = now / MOST_OF_A_SEASON, now * MOST_OF_A_SEASON
        return min(max(growth * then, min(lowest, then)), max(highest, then))

    def _overdispersion(self, paces: Sequence[float]) -> float:
        """How much wider than a Poisson process the recent days lie around what was expected.

        `paces` are those of these days, the last of them 1. The factors of the weekdays were read from
        the same days and follow them a little: seven observations less.
        """
        expected = [self._level * f * pace for f, pace in zip(self._factors, paces, strict=True)]
        squares = sum((d - e) ** 2 for d, e in zip(self._drawn, expected, strict=True))
        days = len(self._days)
        return max(1.0, squares / max(sum(expected), 1.0) * days / max(days - WEEK, days / 2))

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
    blind = history.blind
    seen = WEEK - (sum(1 for n in range(WEEK) if first + n * DAY in blind) if blind else 0)
    return history.between(first, last) * WEEK / seen if seen >= FEWEST_AROUND else None


def _weekday_caution(weekdays: Sequence[Sequence[int]]) -> float:
    """By how many weeks to draw weekdays together: what they vary within, of what they vary between."""
    known = [same for same in weekdays if len(same) > 1]
    if len(known) < FEWEST_WEEKDAYS:
        return FIRST_WEEKDAY_CAUTION
    within = sum(map(_variance, known)) / len(known)
    by_chance = sum(within / len(same) for same in known) / len(known)
    between = _variance([sum(same) / len(same) for same in known]) - by_chance
    caution = within / between if between > 0 else MOST_WEEKDAY_CAUTION
    return min(MOST_WEEKDAY_CAUTION, max(LEAST_WEEKDAY_CAUTION, caution))


def _variance(values: Sequence[float]) -> float:
    """Of a sample; ten times as fast as `statistics.variance`, which is exact."""
    middle = sum(values) / len(values)
    return sum((value - middle) ** 2 for value in values) / (len(values) - 1)


def _is_around_christmas(day: date) -> bool:
    at = (day.month, day.day)
    return at >= ADVENT_BEGINS or at <= CALM_AGAIN


def _temper(counts: Sequence[int]) -> list[int]:
    """The counts, a single day far above all others cut down."""
    *_, second, _ = sorted(counts)
    return [min(count, OUTLIER * second) for count in counts] if second else list(counts)


def _sum(weights: Iterable[float], values: Iterable[float]) -> float:
    return float(sum(map(mul, weights, values)))
