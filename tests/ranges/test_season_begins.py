"""A shop that sends from 15 October to the end of December only, in its third year."""

from datetime import date

import pytest

from app.ranges.forecast import forecast
from app.ranges.history import DAY, RECENT, History


def _sends(day: date) -> int:
    return 10 if (day.month, day.day) >= (10, 15) else 0


def _days_left(today: date, left: int) -> int:
    days = 0
    while (left := left - _sends(today + days * DAY)) > 0:
        days += 1
    return days


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (9, 1),
        (10, 1),
        (10, 14),
        (10, 16),
        (10, 17),
        (10, 18),
        (10, 20),
        (10, 24),
        (11, 1),
        (11, 15),
    ],
)
def test_its_end_is_foreseen_before_and_while_the_season_begins(month: int, day: int) -> None:
    today = date(2026, month, day)
    past = [today - n * DAY for n in range(1, 730)]
    found = forecast(History({day: _sends(day) for day in past}, today), 300)
    assert found is not None and found.days_left is not None
    assert abs(found.days_left - _days_left(today, 300)) <= 4


def test_a_growing_shop_that_has_just_begun_is_not_held_for_what_it_was() -> None:
    today = date(2026, 10, 20)
    past = [today - n * DAY for n in range(1, 730)]
    grown = {day: _sends(day) * (3 if today - day < RECENT else 1) for day in past}
    found = forecast(History(grown, today), 300)
    assert found is not None and found.days_left is not None
    assert found.days_left < 20  # at ten a day it would be 29, at thirty 9
