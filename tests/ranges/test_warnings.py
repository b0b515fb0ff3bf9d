"""When to warn that a reserve ends."""

from app.ranges.warnings import (
    EXHAUSTED,
    Measure,
    ReserveLevel,
    Threshold,
    crossed_thresholds,
    not_yet_warned,
)


def days(*at: int) -> list[Threshold]:
    return [Threshold(Measure.DAYS, n) for n in at]


def percents(*at: int) -> list[Threshold]:
    return [Threshold(Measure.PERCENT, n) for n in at]


def test_each_threshold_is_crossed_on_its_day_and_not_before() -> None:
    for left, expected in ((21, []), (20, days(20)), (10, days(10, 20)), (2, days(2, 5, 10, 20))):
        assert crossed_thresholds(ReserveLevel(100, 1_000, True, left)) == expected


def test_percentages_count_only_without_a_forecast() -> None:
    assert crossed_thresholds(ReserveLevel(10, 1_000, True, 60)) == []
    assert crossed_thresholds(ReserveLevel(200, 1_000, False, None)) == percents(20)
    assert crossed_thresholds(ReserveLevel(50, 1_000, False, None)) == percents(5, 10, 20)
    assert crossed_thresholds(ReserveLevel(201, 1_000, False, None)) == []


def test_an_end_beyond_the_horizon_crosses_nothing() -> None:
    assert crossed_thresholds(ReserveLevel(10, 1_000, True, None)) == []


def test_of_an_exhausted_reserve_nothing_else_is_said() -> None:
    assert crossed_thresholds(ReserveLevel(0, 0, True, 0)) == [EXHAUSTED]
    assert crossed_thresholds(ReserveLevel(0, 0, False, None)) == [EXHAUSTED]


def test_thresholds_are_the_contracts_own() -> None:
    assert crossed_thresholds(ReserveLevel(5, 100, True, 28), days=(30,)) == days(30)


def test_what_one_draw_may_take_warns_as_ten_days_do() -> None:
    """1 000 numbers, 260 a month: 220 are left for weeks, and then none."""
    level = ReserveLevel(220, 1_000, True, 25, largest_draw=260)
    assert crossed_thresholds(level) == days(10, 20)
    assert crossed_thresholds(level, days=(5, 2)) == days(5)
    assert crossed_thresholds(level, days=(30,)) == days(30)
    assert crossed_thresholds(ReserveLevel(220, 1_000, True, None, largest_draw=260)) == days(
        10, 20
    )
    assert crossed_thresholds(ReserveLevel(260, 1_000, True, 25, largest_draw=260)) == []
    assert crossed_thresholds(ReserveLevel(40, 1_000, True, 2, largest_draw=260)) == days(
        2, 5, 10, 20
    )


def test_what_one_draw_may_take_warns_without_a_forecast_too() -> None:
    level = ReserveLevel(510, 1_000, False, None, largest_draw=260)
    assert crossed_thresholds(level) == percents(20)
    assert crossed_thresholds(ReserveLevel(520, 1_000, False, None, largest_draw=260)) == []
    assert crossed_thresholds(level, percents=()) == []
    assert crossed_thresholds(ReserveLevel(40, 1_000, False, None, largest_draw=260)) == percents(
        5, 10, 20
    )


def test_nobody_is_warned_of_the_same_twice() -> None:
    below = crossed_thresholds(ReserveLevel(100, 1_000, True, 4))
    assert not_yet_warned(below, ["days:20", "days:10"]) == days(5)
    assert not_yet_warned(below, map(str, below)) == []


def test_a_first_december_ahead_warns_sooner_than_the_projected_end() -> None:
    far = ReserveLevel(100, 1_000, True, 30, days_to_warn_by=18)
    assert crossed_thresholds(far) == days(20)
    assert not ReserveLevel(100, 1_000, True, 5, days_to_warn_by=2).is_urgent
