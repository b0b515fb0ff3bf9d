"""Days that tell nothing: suspended, without a number left, or not told yet."""

from datetime import date, timedelta

from app.ranges.forecast import Forecast, Peak, forecast
from app.ranges.history import History, days_without_numbers

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def ago(*days: int) -> list[date]:
    return [MONDAY - n * DAY for n in days]


def every_day(count: int, first: int, last: int = 1) -> dict[date, int]:
    """So many on each day from the `first` day ago to the `last`."""
    return dict.fromkeys(ago(*range(last, first + 1)), count)


def told(history: History, left: int, *peaks: Peak) -> Forecast:
    found = forecast(history, left, peaks)
    assert found is not None
    return found


def test_a_suspension_is_no_calm() -> None:
    """Ten a day before four weeks of suspension: 1 400 last 140 days, not a year."""
    counts, suspended = every_day(10, 100, 29), frozenset(ago(*range(1, 29)))
    assert told(History(counts, MONDAY, blind=suspended), 1_400).days_left in range(135, 146)
    assert (told(History(counts, MONDAY), 1_400).days_left or 999) > 200


def test_days_without_a_number_are_no_calm() -> None:
    counts = every_day(10, 100, 22)
    empty = days_without_numbers(200, counts, {MONDAY - 100 * DAY: 790, MONDAY: 200}, MONDAY)
    assert empty == frozenset(ago(*range(1, 22)))
    assert told(History(counts, MONDAY, blind=empty), 200).days_left in range(18, 22)


def test_numbers_were_missing_from_the_day_after_the_last_to_the_day_before_the_next() -> None:
    counts = {MONDAY - 9 * DAY: 5, MONDAY - 3 * DAY: 2}
    opened = {MONDAY - 20 * DAY: 5, MONDAY - 4 * DAY: 10}
    assert days_without_numbers(8, counts, opened, MONDAY) == frozenset(ago(8, 7, 6, 5))
    assert days_without_numbers(0, {MONDAY - 2 * DAY: 5}, {MONDAY - 9 * DAY: 5}, MONDAY) == (
        frozenset(ago(1))
    )
    assert days_without_numbers(0, {}, {}, MONDAY) == frozenset()


def test_what_nobody_has_told_is_presumed_used() -> None:
    """Ten a day until ten days ago, then silence: the end stays where it was."""
    counts = every_day(10, 60, 10)
    found = told(History(counts, MONDAY, told=MONDAY - 10 * DAY), 300)
    assert found.days_left in range(19, 23)
    assert round(found.presumed) in range(88, 93)
    assert told(History(counts, MONDAY, told=MONDAY), 300).presumed == 0


def test_silence_for_longer_than_the_numbers_last_ends_today() -> None:
    found = told(History(every_day(10, 90, 40), MONDAY, told=MONDAY - 40 * DAY), 300)
    assert (found.day, found.days_left) == (MONDAY, 0)


def test_a_shop_that_rests_as_a_year_ago_goes_on_as_a_year_ago() -> None:
    """Open from 15 October to Christmas, for two years; on 1 October of the third one."""
    today = date(2026, 10, 1)
    counts = {}
    for n in range(1, 740):
        day = today - n * DAY
        if (10, 15) <= (day.month, day.day) <= (12, 24):
            counts[day] = 20
    found = told(History(counts, today), 400)
    assert found.day is not None
    assert abs((found.day - date(2026, 11, 4)).days) <= 5
    assert found.earliest and found.latest and found.earliest < found.day < found.latest


def test_a_shop_that_has_stopped_in_its_season_is_not_taken_for_one_that_rests() -> None:
    counts = {MONDAY - n * DAY: 10 for n in range(70, 500)}
    assert forecast(History(counts, MONDAY), 400) is None
    assert History(counts, MONDAY).is_long and not History(every_day(1, 20), MONDAY).is_long


def test_a_running_peak_wants_what_it_has_not_taken() -> None:
    counts = every_day(10, 60, 11) | every_day(90, 10)
    peak = Peak(MONDAY - 10 * DAY, MONDAY + 9 * DAY, 1_000)
    found = told(History(counts, MONDAY), 5_000, peak)
    assert round(sum(found.expected[:10])) == 100


def test_a_peak_that_is_over_does_not_set_the_pace() -> None:
    counts = every_day(10, 60, 11) | every_day(100, 10)
    over = Peak(MONDAY - 10 * DAY, MONDAY - DAY, 1_000)
    assert told(History(counts, MONDAY), 200, over).days_left in range(18, 22)
    assert (told(History(counts, MONDAY), 200).days_left or 0) < 15
