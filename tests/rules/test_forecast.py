"""Until when the numbers last: what is projected, and how far it is off in made-up years."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from statistics import mean

import pytest

from app.ranges.forecast import HORIZON, Forecast, History, Peak, forecast

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


@dataclass(frozen=True)
class Errors:
    """Days by which the projected end was off, on average: ours, and the plain average's."""

    ours: float
    naive: float
    inside: float  # how often the true day lay within the likely span


def test_in_made_up_years_it_is_nearer_than_the_average() -> None:
    found = errors_over(range(60), ages=(420, 500, 600))
    assert found.ours < found.naive / 2
    assert found.inside > 0.75


@pytest.mark.prove
def test_in_a_thousand_made_up_years_it_is_nearer_than_the_average() -> None:
    """A shop under a year old knows nothing of its December: its span is narrower than the truth."""
    for name, ages, inside in (
        ("under a year of history", (10, 30, 60, 100, 200, 300), 0.6),
        ("over a year", (420, 500, 600), 0.75),
    ):
        found = errors_over(range(1_000), ages=ages)
        print(f"\nforecast, {name}: {found}")  # noqa: T201
        assert found.ours < found.naive
        assert found.inside > inside


def errors_over(seeds: range, *, ages: tuple[int, ...]) -> Errors:
    """How far both were off, each seed a shop of its own on some day of its life."""
    ours, naive, inside = [], [], []
    for seed in seeds:
        chance = random.Random(seed)
        start, drawn = _life(chance)
        today = start + chance.choice(ages) * DAY
        true_days = chance.randint(8, 90)
        left = sum(drawn[today + n * DAY] for n in range(true_days + 1))
        history = History({day: count for day, count in drawn.items() if day < today}, today)
        found = forecast(history, left)
        if found is None or not left:
            continue
        true_days = _end(drawn, today, left)
        recent = history.recent
        average = sum(map(history.on, recent)) / len(recent)
        ours.append(abs(_days(found.day, today) - true_days))
        naive.append(abs(min(HORIZON.days, left / average) - true_days))
        inside.append(_days(found.earliest, today) <= true_days <= _days(found.latest, today))
    return Errors(round(mean(ours), 2), round(mean(naive), 2), round(mean(inside), 2))


def _days(day: date | None, today: date) -> int:
    return (day - today).days if day else HORIZON.days


def _end(drawn: dict[date, int], today: date, left: int) -> int:
    days = 0
    while (left := left - drawn[today + days * DAY]) > 0:
        days += 1
    return days


def _life(chance: random.Random) -> tuple[date, dict[date, int]]:
    """Two and a half years of a shop: weekly rhythm, growth, a December, and chance."""
    start = date(2024, 1, 1) + chance.randrange(365) * DAY
    a_day, growth = exp(chance.uniform(0.7, 5)), chance.uniform(-0.2, 0.8)
    christmas, noise = chance.uniform(0.5, 3), chance.uniform(0, 0.4)
    week = [chance.uniform(0.7, 1.5) for _ in range(5)]
    week += [chance.choice((0.0, 0.3, 0.5)), chance.choice((0.0, 0.0, 0.2))]
    drawn = {}
    for n in range(900):
        day = start + n * DAY
        peak = christmas * exp(-(((day - date(day.year, 12, 12)).days / 12) ** 2))
        wanted = a_day * (1 + growth) ** (n / 365) * week[day.weekday()] * (1 + peak)
        drawn[day] = poisson(chance, wanted * exp(chance.gauss(-(noise**2) / 2, noise)))
    return start, drawn


def poisson(chance: random.Random, wanted: float) -> int:
    if wanted > 50:
        return max(0, round(chance.gauss(wanted, wanted**0.5)))
    count, product, limit = 0, chance.random(), exp(-wanted)
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count
