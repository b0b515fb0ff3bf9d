"""Until when the numbers last: what is projected, and how far it is off in made-up years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges.forecast import Forecast, Peak, forecast
from app.ranges.history import History
from tests.ranges.made_up_years import OVER_A_YEAR, UNDER_A_YEAR, days_until, errors_over

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def steady(days: int, a_day: int = 10, *, today: date = MONDAY) -> History:
    """The same number on every working day, none on Saturdays and Sundays."""
    past = [today - n * DAY for n in range(1, days + 1)]
    return History({day: a_day for day in past if day.weekday() < 5}, today)


def told(history: History, left: int, peaks: tuple[Peak, ...] = ()) -> Forecast:
    found = forecast(history, left, peaks)
    assert found is not None
    return found


def test_a_steady_shop_runs_out_on_the_day_that_anybody_would_count_out() -> None:
    found = told(steady(56), 95)
    assert found.day == MONDAY + 11 * DAY  # Friday of the second week: the tenth working day
    assert found.days_left == 11
    assert found.earliest and found.latest
    assert found.earliest <= found.day <= found.latest


def test_nothing_is_said_without_a_history() -> None:
    assert forecast(History({}, MONDAY), 100) is None
    assert forecast(steady(5), 100) is None
    once = History({MONDAY - 20 * DAY: 40}, MONDAY)
    assert forecast(once, 100) is None
    assert forecast(steady(7), 100) is not None


def test_a_shop_that_has_stopped_tells_nothing() -> None:
    long_ago = {MONDAY - n * DAY: 10 for n in range(100, 200)}
    assert forecast(History(long_ago, MONDAY), 100) is None


def test_beyond_the_horizon_no_day_is_named() -> None:
    found = told(steady(56), 1_000_000)
    assert (found.day, found.days_left) == (None, None)


def test_no_number_left_ends_today() -> None:
    assert told(steady(56), 0).days_left == 0


def test_what_was_drawn_today_is_not_expected_again() -> None:
    history = steady(56)
    busy = History({**history.counts, MONDAY: 10}, MONDAY)
    assert told(history, 10).day == MONDAY
    assert told(busy, 10).day == MONDAY + DAY


def test_a_declared_peak_takes_the_place_of_what_was_expected() -> None:
    peak = Peak(MONDAY, MONDAY + 4 * DAY, 500)
    assert told(steady(56), 450, (peak,)).day == MONDAY + 4 * DAY
    quiet = Peak(MONDAY, MONDAY + 13 * DAY, 0)
    assert told(steady(56), 10, (quiet,)).day == MONDAY + 14 * DAY


def test_the_same_weeks_of_last_year_count() -> None:
    """Last December was three times as busy as the weeks before it."""
    today = date(2026, 11, 30)
    counts = {}
    for n in range(1, 500):
        day = today - n * DAY
        counts[day] = 30 if day.month == 12 else 10
    found = told(History(counts, today), 600)
    assert found.day is not None
    assert abs((found.day - today).days - 20) <= 2


def test_one_day_beyond_all_measure_does_not_set_the_pace() -> None:
    """A mailing of a thousand, once: the next weeks are taken for what they usually are."""
    usual, once = steady(56), dict(steady(56).counts)
    once[MONDAY - 4 * DAY] = 1_000
    without, with_it = told(usual, 200).days_left, told(History(once, MONDAY), 200).days_left
    assert without is not None and with_it is not None
    assert 0.6 * without < with_it <= without
    assert told(History(once, MONDAY), 200).earliest < told(usual, 200).earliest  # type: ignore[operator]


def test_a_year_of_growth_is_not_taken_for_a_season() -> None:
    today = date(2026, 11, 30)
    growing = {today - n * DAY: max(1, 100 - n // 4) for n in range(1, 400)}
    found = told(History(growing, today), 3_000)
    assert found.days_left is not None and found.days_left > 5


days_ago = st.integers(1, 800)
histories = st.dictionaries(days_ago, st.integers(0, 5_000), max_size=60)
peaks_ahead = st.lists(
    st.builds(
        lambda start, length, quantity: Peak(
            MONDAY + start * DAY, MONDAY + (start + length) * DAY, quantity
        ),
        st.integers(-60, 500),
        st.integers(0, 366),
        st.integers(0, 10_000_000),
    ),
    max_size=300,
)


@given(
    histories,
    st.lists(st.integers(0, 9_000), min_size=7, max_size=70),
    st.integers(0, 200_000),
    st.integers(0, 50_000),
    peaks_ahead,
    st.sampled_from([MONDAY, date(2024, 2, 29), date(2026, 3, 29), date(2026, 10, 25)]),
)
def test_whatever_the_history_the_days_are_in_order_and_more_lasts_longer(
    old: dict[int, int],
    recent: list[int],
    left: int,
    more: int,
    peaks: list[Peak],
    today: date,
) -> None:
    counts = {today - n * DAY: count for n, count in old.items()}
    counts |= {today - n * DAY: count for n, count in enumerate(recent)}
    fewer, longer = (forecast(History(counts, today), n, peaks) for n in (left, left + more))
    if fewer is None or longer is None:
        assert fewer is longer is None
        return
    for found in (fewer, longer):
        days = [days_until(day, today) for day in (found.earliest, found.day, found.latest)]
        assert days == sorted(days) and days[0] >= 0
        assert all(0 <= expected < float("inf") for expected in found.expected)
    for name in ("earliest", "day", "latest"):
        assert days_until(getattr(fewer, name), today) <= days_until(getattr(longer, name), today)


def test_a_nearer_horizon_says_the_same_of_its_days() -> None:
    near = forecast(steady(56), 95, horizon=25 * DAY)
    assert near is not None
    assert (near.day, near.earliest) == (told(steady(56), 95).day, told(steady(56), 95).earliest)


def test_in_made_up_years_it_is_nearer_than_the_average() -> None:
    found = errors_over(range(60), ages=OVER_A_YEAR)
    assert found.ours < found.naive / 2
    assert found.inside > 0.75


@pytest.mark.prove
@pytest.mark.parametrize(("ages", "most"), [(UNDER_A_YEAR, 1.0), (OVER_A_YEAR, 0.5)])
def test_in_a_thousand_made_up_years_it_is_nearer_than_the_average(
    ages: tuple[int, ...], most: float
) -> None:
    found = errors_over(range(1_000), ages=ages)
    assert found.ours < found.naive * most
    assert found.inside > 0.77


class TestTheFirstDecember:
    """Who does not know their own yet is warned as if it were busy; the projected end stays."""

    EVE = date(2026, 11, 23)  # a Monday

    def test_the_young_are_warned_sooner(self) -> None:
        found = told(steady(56, today=self.EVE), 200)
        assert found.days_left == 25 and found.days_to_warn_by == 9

    def test_who_knows_last_december_is_not(self) -> None:
        found = told(steady(500, today=self.EVE), 200)
        assert found.days_to_warn_by == found.days_left

    def test_in_spring_nobody_is(self) -> None:
        found = told(steady(56), 200)
        assert found.days_to_warn_by == found.days_left

    def test_a_peak_that_is_announced_says_better(self) -> None:
        peak = Peak(self.EVE, date(2026, 12, 24), 240)
        found = told(steady(56, today=self.EVE), 200, (peak,))
        assert found.days_to_warn_by == found.days_left
