"""Until when the numbers last. Pure: counts by day in, days out.

Days are days in Paris and never hours: a change of clocks is none of its concern.

What is expected of a day is a level times the rhythm of its weekday, both read from the last eight
weeks, the newest counting most. With a year's history the same week of last year says how much more
or less is sent then than in these eight weeks. A peak that the merchant declares takes the place of
what would be expected of its days.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from operator import mul

DAY = timedelta(days=1)
WEEK = 7
# Same weekday, same week of the year.
YEAR = timedelta(weeks=52)
# The weeks that tell the rhythm.
RECENT = timedelta(weeks=8)
# Beyond it nothing is said.
HORIZON = timedelta(days=400)
# Days after which an observation counts half.
HALF_LIFE = 42
# Less than this is no rhythm: nothing is guessed from it.
SHORTEST_HISTORY = timedelta(weeks=1)
FEWEST_DAYS_WITH_DRAWS = 3
# Of the eight weeks, as many must be known of last year too before it is asked.
SHORTEST_RECENT_OF_LAST_YEAR = timedelta(weeks=4)
# How strongly few observations are drawn towards "a day like any other": in weeks, in numbers.
WEEKDAY_CAUTION = 0.5
SEASON_CAUTION = 10.0
# How many times busier or calmer than now a week may be expected to be: a shop that has grown last
# year has not had that much of a season.
MOST_OF_A_SEASON = 6.0
# A single day far above all others (one mailing, one catching up) counts at most as so many times
# the next busiest; that it happened makes the likely span wider.
OUTLIER = 3
# The likely span holds four cases of five: this many standard deviations on each side.
LIKELY = 1.28
# How far the level itself may move: at once, and for each day ahead.
LEVEL_DOUBT = 0.03
DRIFT_A_DAY = 0.0015


@dataclass(frozen=True, slots=True)
class Peak:
    """Days of which the merchant knows how many numbers they will take in all."""

    first: date
    last: date
    quantity: int

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class History:
    """How many numbers were drawn on each day from the first draw on; a day not named had none."""

    counts: Mapping[date, int]
    today: date

    @cached_property
    def since(self) -> date | None:
        """The first day with a draw, of those that are over."""
        busy = (day for day, count in self.counts.items() if count and day < self.today)
        return min(busy, default=None)

    @property
    def yesterday(self) -> date:
        """The last day that is over."""
        return self.today - DAY

    def on(self, day: date) -> int:
        """The numbers drawn on a day."""
        return self.counts.get(day, 0)

    def knows(self, day: date) -> bool:
        """Whether the day lies within the history."""
        return self.since is not None and self.since <= day <= self.yesterday

    def between(self, first: date, last: date) -> int:
        """The numbers drawn from one day of the history to another, both counted."""
        sums, since = self._sums, self.since or self.today
        return sums[(last - since).days + 1] - sums[(first - since).days]

    @cached_property
    def recent(self) -> list[date]:
        """The days that tell the rhythm: eight weeks, or since the first draw."""
        if self.since is None:
            return []
        return _days(max(self.since, self.today - RECENT), self.yesterday)

    @property
    def tells_enough(self) -> bool:
        """Whether anything can be said at all."""
        busy = sum(1 for day in self.recent if self.on(day))
        return len(self.recent) >= SHORTEST_HISTORY.days and busy >= FEWEST_DAYS_WITH_DRAWS

    @cached_property
    def _sums(self) -> list[int]:
        """The numbers drawn before each day, from the first day on."""
        days = _days(self.since, self.yesterday) if self.since else []
        return list(accumulate(map(self.on, days), initial=0))


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the last number is drawn, and between which days that is likely.

    None stands for a day beyond the horizon. `expected` holds the numbers expected of each day
    from today on.
    """

    today: date
    day: date | None
    earliest: date | None
    latest: date | None
    expected: tuple[float, ...] = field(repr=False)

    @property
    def days_left(self) -> int | None:
        """Whole days from today to the projected end; None beyond the horizon."""
        return (self.day - self.today).days if self.day else None

    def expected_within(self, days: int) -> float:
        """The numbers expected from today on, over so many days."""
        return sum(self.expected[:days])


def forecast(
    history: History, left: int, peaks: Iterable[Peak] = (), *, horizon: timedelta = HORIZON
) -> Forecast | None:
    """Project when `left` numbers are used up; None where the history tells too little.

    With a nearer `horizon` it is quicker, and says nothing of days beyond it.
    """
    if not history.tells_enough:
        return None
    rhythm = Rhythm(history)
    ahead = _days(history.today, history.today + horizon)
    expected = _with_peaks(ahead, [rhythm.expected(day) for day in ahead], peaks)
    # What was drawn today is gone from `left` already.
    expected[0] = max(0.0, expected[0] - history.on(history.today))
    used = list(accumulate(expected))
    doubts = [rhythm.doubt(sum_, days) for days, sum_ in enumerate(used)]
    return Forecast(
        today=history.today,
        day=_first_day(ahead, used, left),
        earliest=_first_day(ahead, _widened(used, doubts, LIKELY), left),
        latest=_first_day(ahead, _widened(used, doubts, -LIKELY), left),
        expected=tuple(expected),
    )


class Rhythm:
    """What a history says of any day to come."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._drawn = [history.on(day) for day in history.recent]
        self._counted = _tempered(self._drawn)
        self._of_weekday = self._weekday_factors()
        self._factors = [self._of_weekday[day.weekday()] for day in history.recent]
        ages = range(len(self._drawn) - 1, -1, -1)
        self._weights = [0.5 ** (age / HALF_LIFE) for age in ages]
        self._level = _sum(self._weights, self._counted) / _sum(self._weights, self._factors)
        self._recent_of_last_year = self._week_of_last_year_in_recent()
        self._spread = self._overdispersion()
        self._doubt_of_level = self._spread / max(self._numbers_behind_the_level(), 1.0)

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        return self._level * self._of_weekday[day.weekday()] * self._season(day)

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        of_level = self._doubt_of_level + (LEVEL_DOUBT + DRIFT_A_DAY * days) ** 2
        return float((self._spread * used + of_level * used * used) ** 0.5)

    def _weekday_factors(self) -> list[float]:
        """How much of an average day each weekday is, drawn a little towards 1."""
        mean = sum(self._counted) / len(self._counted)
        first = self._history.recent[0].weekday()
        factors = []
        for weekday in range(WEEK):
            same = self._counted[(weekday - first) % WEEK :: WEEK]
            caution = WEEKDAY_CAUTION / max(1, len(same))
            factors.append((sum(same) + caution * mean) / ((len(same) + caution) * mean))
        return [factor * WEEK / sum(factors) for factor in factors]

    def _week_of_last_year_in_recent(self) -> float:
        """A week's numbers last year, in the weeks that now are recent; 0 where not known."""
        days = self._history.recent
        known = [n for n, day in enumerate(days) if self._history.knows(day - YEAR)]
        if len(known) < SHORTEST_RECENT_OF_LAST_YEAR.days:
            return 0.0
        drawn = sum(self._weights[n] * self._history.on(days[n] - YEAR) for n in known)
        return float(drawn / sum(self._weights[n] * self._factors[n] for n in known) * WEEK)

    def _season(self, day: date) -> float:
        """How much more or less is sent around this day than in the recent weeks."""
        base = self._recent_of_last_year
        if not base:
            return 1.0
        around = 3 * DAY
        same_day = day - YEAR
        # The weeks of last year that are still ahead of it are told by the year before.
        while same_day + around > self._history.yesterday:
            same_day -= YEAR
        if not self._history.knows(same_day - around):
            return 1.0
        drawn = self._history.between(same_day - around, same_day + around)
        season = (drawn + SEASON_CAUTION) / (base + SEASON_CAUTION)
        return min(max(season, 1 / MOST_OF_A_SEASON), MOST_OF_A_SEASON)

    def _overdispersion(self) -> float:
        """How much wider than a Poisson process the recent days lie around what was expected."""
        expected = [self._level * factor for factor in self._factors]
        squares = sum((d - e) ** 2 for d, e in zip(self._drawn, expected, strict=True))
        return max(1.0, squares / max(sum(expected), 1.0))

    def _numbers_behind_the_level(self) -> float:
        """How many numbers, weighted days counting less, tell the level."""
        return float(sum(self._weights) ** 2 / _sum(self._weights, self._weights) * self._level)


def _tempered(counts: Sequence[int]) -> list[int]:
    """The counts without what one single day has beyond all measure."""
    *_, second, _ = sorted(counts)
    return [min(count, OUTLIER * second) for count in counts] if second else list(counts)


def _with_peaks(
    days: Sequence[date], expected: Sequence[float], peaks: Iterable[Peak]
) -> list[float]:
    """Give the days of each peak its quantity, by the rhythm that they have anyway."""
    planned = list(expected)
    for peak in peaks:
        begin = max(0, (peak.first - days[0]).days)
        end = min(len(days), (peak.last - days[0]).days + 1)
        whole = sum(expected[begin:end])
        for n in range(begin, end):
            share = expected[n] / whole if whole else 1 / (end - begin)
            planned[n] = peak.quantity * (end - begin) / peak.days * share
    return planned


def _widened(used: Sequence[float], doubts: Sequence[float], by: float) -> list[float]:
    """The sums moved by some standard deviations; a sum never falls from one day to the next."""
    moved = (sum_ + by * doubt for sum_, doubt in zip(used, doubts, strict=True))
    return list(accumulate(moved, max))


def _first_day(days: Sequence[date], used: Sequence[float], left: int) -> date | None:
    """The first day whose sum, rounded, reaches what is left."""
    reached = bisect_left(used, left - 0.5)
    return days[reached] if reached < len(days) else None


def _sum(weights: Iterable[float], values: Iterable[float]) -> float:
    return float(sum(map(mul, weights, values)))


def _days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]
