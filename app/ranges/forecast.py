"""Until what day the numbers last. Pure: counts by day in, days out.

`seasonality` says how many numbers to expect on a day. A peak that the merchant declares replaces
that for its days. Where another system issues the numbers, its use is known up to some day only:
the use expected since then counts as used.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate

from app.ranges.history import DAY, YEAR, History, days_between
from app.ranges.seasonality import Expectation, expectation

# No end is projected beyond it.
HORIZON = timedelta(days=400)
# A shop whose history has no December yet is warned as if it took so many times a usual day. The
# projected end ignores it: this is caution, not knowledge.
FIRST_DECEMBER = 2.5
DECEMBER = ((11, 20), (12, 24))
# The likely span is meant to hold four cases of five: so many standard deviations on each side. It is
# less than the 1.28 of a normal distribution, for a span ends with whole days.
LIKELY = 1.14
# The slowest pace in the likely span, of the expected one. The doubt about a young shop would have it stop.
SLOWEST = 0.4


@dataclass(frozen=True, slots=True)
class Peak:
    """Days for which the merchant has said how many numbers they will take in all."""

    first: date
    last: date
    quantity: int

    def meets(self, other: "Peak") -> bool:
        """Whether both share a day."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which the last number is drawn, and between which days that is likely.

    None stands for a day beyond the horizon. `expected` holds the numbers expected on each day
    from today on, `presumed` the use presumed for earlier days that nobody has reported.
    """

    today: date
    day: date | None
    earliest: date | None
    latest: date | None
    expected: tuple[float, ...] = field(repr=False)
    presumed: float = 0.0
    # The end to warn by: an earlier day where a first December or a large batch may lie before it.
    warn_by: date | None = None

    @property
    def days_to_warn_by(self) -> int | None:
        """Whole days to the end that warnings go by; None beyond the horizon."""
        return (self.warn_by - self.today).days if self.warn_by else None

    @property
    def ends_by(self) -> date | None:
        """The end that pages and mails name: the one that warnings go by, else the projected one."""
        return self.warn_by or self.day

    @property
    def days_left(self) -> int | None:
        """Whole days from today to the projected end; None beyond the horizon."""
        return (self.day - self.today).days if self.day else None

    def expected_within(self, days: int) -> float:
        """The numbers expected from today on, over so many days."""
        return sum(self.expected[:days])


@dataclass(frozen=True, slots=True)
class ExpectedUse:
    """How many numbers to expect on each day from today on.

    It depends on past days and on declared peaks only, so that it holds all day. `presumed` is the
    use presumed before today that nobody has reported.
    """

    today: date
    presumed: float
    expected: tuple[float, ...]

    def end(self, left: int, drawn_today: int) -> date | None:
        """The day on which `left` numbers are used up, as in `forecast`; None beyond its days."""
        rest = max(0.0, self.expected[0] - drawn_today)
        used = list(accumulate((rest, *self.expected[1:]), initial=self.presumed))
        return _first_day([self.today, *days_between(self.today, self.last)], used, left)

    @property
    def last(self) -> date:
        """The last day that it covers."""
        return self.today + (len(self.expected) - 1) * DAY


def expected_use(history: History, peaks: Iterable[Peak], ahead: timedelta) -> ExpectedUse | None:
    """The expected use of the days ahead; None where the history is too short."""
    peaks = list(peaks)
    rhythm = expectation(_without_past_peaks(history, peaks))
    if rhythm is None:
        return None
    days, expected = _expect_by_day(rhythm, history, peaks, ahead)
    now = (history.today - days[0]).days
    return ExpectedUse(history.today, sum(expected[:now]), tuple(expected[now:]))


def presumed_left(left: int, presumed: float) -> int:
    """What is left less the presumed use; at least 1 while any is left, for it is an estimate."""
    return max(min(1, left), round(left - presumed))


def forecast(
    history: History, left: int, peaks: Iterable[Peak] = (), *, horizon: timedelta = HORIZON
) -> Forecast | None:
    """Project when `left` numbers are used up; None where the history is too short.

    A nearer `horizon` is quicker to compute; an end beyond it is not found.
    """
    peaks = list(peaks)
    rhythm = expectation(_without_past_peaks(history, peaks))
    if rhythm is None:
        return None
    ahead, expected = _expect_by_day(rhythm, history, peaks, horizon)
    now = (history.today - ahead[0]).days
    # What was drawn today is gone from `left` already.
    expected[now] = max(0.0, expected[now] - history.on(history.today))
    used = list(accumulate(expected))
    doubts = [rhythm.doubt(sum_, days) for days, sum_ in enumerate(used)]
    careful = used if rhythm.knows_last_year else _with_a_first_december(ahead, expected, peaks)
    ends = (
        _first_day(ahead, sums, left)
        for sums in (
            used,
            _widen(used, doubts, LIKELY),
            _slow_down(used, _widen(used, doubts, -LIKELY)),
            _widen(careful, doubts, rhythm.caution) if rhythm.caution else careful,
        )
    )
    day, earliest, latest, warn_by = (end and max(end, history.today) for end in ends)
    return Forecast(
        today=history.today,
        day=day,
        earliest=earliest,
        latest=latest,
        expected=tuple(expected[now:]),
        presumed=sum(expected[:now]),
        warn_by=warn_by,
    )


def _with_a_first_december(
    days: Sequence[date], expected: Sequence[float], peaks: Iterable[Peak]
) -> list[float]:
    """The sums if December were busier; a declared peak takes precedence."""
    told = {day for peak in peaks for day in days_between(peak.first, peak.last)}
    first, last = DECEMBER
    return list(
        accumulate(
            count * FIRST_DECEMBER
            if first <= (day.month, day.day) <= last and day not in told
            else count
            for day, count in zip(days, expected, strict=True)
        )
    )


def _expect_by_day(
    rhythm: Expectation, history: History, peaks: Iterable[Peak], ahead: timedelta
) -> tuple[list[date], list[float]]:
    """The days from the first unknown one on, and how many numbers to expect on each."""
    days = days_between(history.last_day + DAY, history.today + ahead)
    return days, _with_peaks(days, [rhythm.expected(day) for day in days], peaks, history)


def _without_past_peaks(history: History, peaks: Iterable[Peak]) -> History:
    """Leave out past peaks, which were no usual days, unless last year is known too."""
    busy = {
        day for peak in peaks for day in days_between(peak.first, min(peak.last, history.last_day))
    }
    if not busy or history.knows(history.today - YEAR):
        return history
    usual = history.without(busy)
    return usual if usual.tells_enough else history


def _with_peaks(
    days: Sequence[date], expected: Sequence[float], peaks: Iterable[Peak], history: History
) -> list[float]:
    """Spread what is left of each peak over its days, in proportion to what they would take."""
    planned = list(expected)
    for peak in peaks:
        begin = max(0, (peak.first - days[0]).days)
        end = min(len(days), (peak.last - days[0]).days + 1)
        whole = sum(expected[begin:end])
        to_come = (peak.last - days[0]).days + 1 - begin
        wanted = _remaining_quantity(peak, history) * (end - begin) / to_come if begin < end else 0
        for n in range(begin, end):
            planned[n] = wanted * (expected[n] / whole if whole else 1 / (end - begin))
    return planned


def _remaining_quantity(peak: Peak, history: History) -> int:
    """What is left of a peak's quantity; today's draws are subtracted elsewhere."""
    over = days_between(peak.first, min(peak.last, history.last_day))
    return max(0, peak.quantity - sum(map(history.on, over)))


def _widen(used: Sequence[float], doubts: Sequence[float], by: float) -> list[float]:
    """The sums moved by some standard deviations; a sum never falls from one day to the next."""
    moved = (sum_ + by * doubt for sum_, doubt in zip(used, doubts, strict=True))
    return list(accumulate(moved, max))


def _slow_down(used: Sequence[float], lower: Sequence[float]) -> list[float]:
    """The lower sums, but not below `SLOWEST`: they always grow, so that there is a latest end."""
    return [max(low, SLOWEST * sum_) for low, sum_ in zip(lower, used, strict=True)]


def _first_day(days: Sequence[date], used: Sequence[float], left: int) -> date | None:
    """The first day whose sum, rounded, reaches what is left."""
    reached = bisect_left(used, left - 0.5)
    return days[reached] if reached < len(days) else None
