"""Until when the numbers last. Pure: counts by day in, days out.

What is expected of a day is a level times the rhythm of its weekday, both read from the last eight
weeks, the newest counting most. With a year's history the same week of last year says how much more
or less is sent then than in these eight weeks. A peak that the merchant declares takes the place of
what would be expected of its days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate

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

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class History:
    """How many numbers were drawn on each day from the first draw on; a day not named had none."""

    counts: Mapping[date, int]
    today: date

    @cached_property
    def since(self) -> date | None:
        """The first day with a draw."""
        return min((day for day, count in self.counts.items() if count), default=None)

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

    @property
    def recent(self) -> list[date]:
        """The days that tell the rhythm: eight weeks, or since the first draw."""
        if self.since is None:
            return []
        first = max(self.since, self.today - RECENT)
        return list(_days(first, self.yesterday))

    @property
    def tells_enough(self) -> bool:
        """Whether anything can be said at all."""
        recent = self.recent
        busy = sum(1 for day in recent if self.on(day))
        return len(recent) >= SHORTEST_HISTORY.days and busy >= FEWEST_DAYS_WITH_DRAWS


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
    ahead = list(_days(history.today, history.today + horizon))
    expected = _with_peaks(ahead, [rhythm.expected(day) for day in ahead], tuple(peaks))
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
        self._weights = {
            day: 0.5 ** ((history.yesterday - day).days / HALF_LIFE) for day in history.recent
        }
        self._of_weekday = self._weekday_factors()
        self._level = self._weighted(history.on) / self._weighted(self._factor)
        self._recent_of_last_year = self._week_of_last_year_in_recent()
        self._spread = self._overdispersion()

    def expected(self, day: date) -> float:
        """The numbers expected of a day."""
        return float(self._level * self._factor(day) * self._season(day))

    def doubt(self, used: float, days: int) -> float:
        """The standard deviation of what is used after so many days."""
        weights = list(self._weights.values())
        observed = sum(weights) ** 2 / sum(w * w for w in weights) * self._level
        of_level = self._spread / max(observed, 1.0) + (LEVEL_DOUBT + DRIFT_A_DAY * days) ** 2
        return float((self._spread * used + of_level * used * used) ** 0.5)

    def _factor(self, day: date) -> float:
        return self._of_weekday[day.weekday()]

    def _weekday_factors(self) -> list[float]:
        """How much of an average day each weekday is, drawn a little towards 1."""
        days = self._history.recent
        mean = sum(map(self._history.on, days)) / len(days)
        factors = []
        for weekday in range(WEEK):
            same = [self._history.on(day) for day in days if day.weekday() == weekday]
            caution = WEEKDAY_CAUTION / max(1, len(same))
            factors.append((sum(same) + caution * mean) / ((len(same) + caution) * mean))
        return [factor * WEEK / sum(factors) for factor in factors]

    def _weighted(self, value: Callable[[date], float]) -> float:
        return float(sum(weight * value(day) for day, weight in self._weights.items()))

    def _week_of_last_year_in_recent(self) -> float | None:
        """A week's numbers last year, in the weeks that now are recent; None where not known."""
        known = {d: w for d, w in self._weights.items() if self._history.knows(d - YEAR)}
        if len(known) < SHORTEST_RECENT_OF_LAST_YEAR.days:
            return None
        drawn = sum(w * self._history.on(d - YEAR) for d, w in known.items())
        return float(drawn / sum(w * self._factor(d) for d, w in known.items()) * WEEK)

    def _season(self, day: date) -> float:
        """How much more or less is sent around this day than in the recent weeks."""
        base = self._recent_of_last_year
        if not base:
            return 1.0
        same_day = day - YEAR
        while not self._history.knows(same_day + 3 * DAY):
            same_day -= YEAR
        around = [same_day + n * DAY for n in range(-3, 4)]
        if not self._history.knows(around[0]):
            return 1.0
        drawn = sum(map(self._history.on, around))
        return (drawn + SEASON_CAUTION) / (base + SEASON_CAUTION)

    def _overdispersion(self) -> float:
        """How much wider than a Poisson process the recent days lie around what was expected."""
        days = self._history.recent
        expected = [self._level * self._factor(day) for day in days]
        squares = sum((self._history.on(d) - e) ** 2 for d, e in zip(days, expected, strict=True))
        return max(1.0, squares / max(sum(expected), 1.0))


def _with_peaks(
    days: Sequence[date], expected: Sequence[float], peaks: tuple[Peak, ...]
) -> list[float]:
    """Give the days of each peak its quantity, by the rhythm that they have anyway."""
    planned = list(expected)
    for peak in peaks:
        inside = [n for n, day in enumerate(days) if day in peak]
        share = peak.quantity * len(inside) / ((peak.last - peak.first).days + 1)
        whole = sum(expected[n] for n in inside)
        for n in inside:
            planned[n] = share * (expected[n] / whole if whole else 1 / len(inside))
    return planned


def _widened(used: Sequence[float], doubts: Sequence[float], by: float) -> list[float]:
    """The sums moved by some standard deviations; a sum never falls from one day to the next."""
    moved = (sum_ + by * doubt for sum_, doubt in zip(used, doubts, strict=True))
    return list(accumulate(moved, max))


def _first_day(days: Sequence[date], used: Sequence[float], left: int) -> date | None:
    """The first day whose sum, rounded, reaches what is left."""
    return next((day for day, sum_ in zip(days, used, strict=True) if sum_ + 0.5 >= left), None)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * DAY for n in range((last - first).days + 1))
