"""Forecasts and warnings over shops of all kinds; the bench measures more of them."""

from datetime import date, timedelta

import pytest

from app.ranges.batches import Batches
from app.ranges.forecast import forecast
from app.ranges.history import History
from bench.forecast_accuracy import HORIZONS, accuracy, unwarned
from bench.shops import KINDS, shop

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)


def in_batches(size: int, *days: date) -> dict[date, int]:
    return dict.fromkeys(days, size)


def first_of_months(count: int) -> list[date]:
    """The first of so many months, the newest 1 March 2026."""
    return [date(2025 + (n + 2) // 12, (n + 2) % 12 + 1, 1) for n in range(12 - count + 1, 13)]


def test_a_made_up_shop_is_the_same_each_time_and_each_kind_its_own() -> None:
    assert shop("viral day", 3) == shop("viral day", 3) != shop("viral day", 4)
    assert len(KINDS) == 17 and all(sum(shop(kind, 1).drawn.values()) for kind in KINDS)


class TestBatches:
    def test_the_next_monthly_batch_is_expected_on_its_day(self) -> None:
        """220 left of 1 000, 260 a month: they do not last the next batch."""
        history = History(in_batches(260, *first_of_months(4)), MONDAY)
        assert history.since == date(2025, 12, 1)
        found = forecast(history, 220)
        assert found and found.day == date(2026, 4, 1)
        assert found.warn_by and found.warn_by <= date(2026, 4, 1)
        two = forecast(history, 520)
        assert two and two.day == date(2026, 5, 1)

    def test_the_next_weekly_batch_is_expected_on_its_weekday(self) -> None:
        tuesdays = [date(2026, 2, 24) - 7 * n * DAY for n in range(8)]
        found = forecast(History(in_batches(50, *tuesdays), MONDAY), 90)
        assert found and found.day == date(2026, 3, 10)

    def test_one_that_is_late_is_expected_now(self) -> None:
        tuesdays = [date(2026, 2, 17) - 7 * n * DAY for n in range(8)]
        found = Batches.of(History(in_batches(50, *tuesdays), date(2026, 2, 26)))
        assert found and found.expected(date(2026, 2, 26)) > 0

    def test_whoever_sends_every_day_or_now_and_then_has_none(self) -> None:
        daily = {MONDAY - n * DAY: 10 for n in range(1, 60)}
        assert Batches.of(History(daily, MONDAY)) is None
        at_odd_times = in_batches(20, *(MONDAY - n * DAY for n in (2, 4, 19, 21, 50, 52, 90)))
        assert Batches.of(History(at_odd_times, MONDAY)) is None

    def test_whoever_has_stopped_has_none(self) -> None:
        long_ago = in_batches(260, *first_of_months(4))
        assert Batches.of(History(long_ago, date(2026, 6, 20))) is None


class TestPauses:
    BACK = MONDAY - 10 * DAY

    def test_a_pause_that_is_over_says_nothing_of_the_pace(self) -> None:
        counts = {MONDAY - n * DAY: 10 for n in (*range(1, 11), *range(40, 120))}
        found = forecast(History(counts, MONDAY), 200)
        assert found and found.days_left in range(18, 22)

    def test_one_that_lasts_may_be_an_end(self) -> None:
        counts = {MONDAY - n * DAY: 10 for n in range(20, 120)}
        assert not History(counts, MONDAY).pauses
        assert History(counts | {MONDAY - DAY: 5}, MONDAY).pauses


class TestTrend:
    def test_a_young_shop_that_grows_goes_on_growing_ever_less(self) -> None:
        counts = {MONDAY - n * DAY: round(100 * 0.98**n) for n in range(1, 43)}
        found = forecast(History(counts, MONDAY), 10_000)
        assert found
        now, soon, later = (sum(found.expected[n : n + 7]) for n in (0, 28, 56))
        assert now > 680 and soon > now * 1.1 and later - soon < soon - now

    def test_a_steady_one_does_not(self) -> None:
        counts = {MONDAY - n * DAY: 100 + n % 2 for n in range(1, 43)}
        found = forecast(History(counts, MONDAY), 10_000)
        assert found and abs(found.expected[60] / found.expected[0] - 1) < 0.02

    def test_advent_is_no_growth(self) -> None:
        eve = date(2026, 12, 20)
        counts = {eve - n * DAY: round(100 * 0.98**n) for n in range(1, 43)}
        found = forecast(History(counts, eve), 100_000)
        assert found and sum(found.expected[28:35]) <= sum(found.expected[:7]) * 1.01


def test_the_largest_draw_is_of_the_last_six_months() -> None:
    counts = {MONDAY - 200 * DAY: 900, MONDAY - 20 * DAY: 260, MONDAY: 30}
    assert History(counts, MONDAY).largest_draw == 260
    assert History({MONDAY: 30}, MONDAY).largest_draw == 30
    assert History({}, MONDAY).largest_draw == 0


def test_the_likely_span_holds_about_eighty_of_a_hundred() -> None:
    found = accuracy(range(12))
    for days in HORIZONS:
        assert 70 <= found.held_of(days=days) <= 90


def test_the_warning_of_ten_days_comes_in_time() -> None:
    found = unwarned(range(8))
    assert found.reserves > 100
    assert sum(found.late.values()) <= 1


@pytest.mark.prove
def test_the_likely_span_holds_what_it_says_of_many() -> None:
    found = accuracy(range(240))
    for days in HORIZONS:
        assert 78 <= found.held_of(days=days) <= 82
    assert {kind for kind in KINDS if found.held_of(kind=kind) < 70} == set()


@pytest.mark.prove
def test_the_warning_of_ten_days_comes_in_time_for_many() -> None:
    found = unwarned(range(60))
    assert found.reserves >= 1_000 and found.percent <= 0.5
