"""The reserve over time: what is drawn and what is in the table are the same figures."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.ranges.chart import (
    BOTTOM,
    DAYS_SHOWN,
    HEIGHT,
    LEFT,
    PAST,
    RIGHT,
    TOP,
    WIDTH,
    Chart,
    Mark,
    draw_chart,
)
from app.ranges.forecast import forecast
from app.ranges.history import History

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def drawn_daily(count: int, days: int = 30) -> dict[date, int]:
    return {TODAY - n * DAY: count for n in range(1, days + 1)}


def shown(
    left: int,
    drawn: dict[date, int] | None = None,
    opened: list[tuple[date, int]] | None = None,
    marks: list[Mark] | None = None,
) -> Chart:
    drawn = drawn or {}
    return draw_chart(
        left=left,
        drawn=drawn,
        opened=opened if opened is not None else [(TODAY - 40 * DAY, left + sum(drawn.values()))],
        today=TODAY,
        forecast=forecast(History(drawn, TODAY), left),
        marks=marks or [],
    )


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.split())]


def test_the_past_is_counted_backwards_from_what_is_left() -> None:
    found = shown(100, drawn_daily(10))
    past = [level for level in found.levels if not level.is_projected]
    assert (past[-1].day, past[-1].left) == (TODAY, 100)
    assert past[0].left == 400
    assert [level.left for level in past] == sorted((p.left for p in past), reverse=True)


def test_a_range_that_was_recorded_lifts_the_line_on_its_day() -> None:
    came = TODAY - 7 * DAY
    opened = [(TODAY - 56 * DAY, 300), (came, 500)]
    found = shown(500, drawn_daily(10), opened, [Mark(came, "range")])
    levels = {level.day: level.left for level in found.levels}
    assert levels[came - 7 * DAY] == 500 + 13 * 10 - 500
    assert found.marks[0].x in [x for x, _ in points(found.past)]


def test_the_projection_goes_on_from_today_and_stops_at_nothing() -> None:
    found = shown(100, drawn_daily(10))
    line = points(found.projection)
    assert line[0] == points(found.past)[-1]
    assert line[-1][1] == HEIGHT - BOTTOM
    assert [y for _, y in line].count(HEIGHT - BOTTOM) == 1
    assert found.levels[-1].left == 0 and found.levels[-1].is_projected


def test_the_span_and_the_table_tell_the_same_two_ends() -> None:
    found, told = shown(100, drawn_daily(10)), forecast(History(drawn_daily(10), TODAY), 100)
    assert told and found.ends == (told.earliest, told.latest)
    assert found.span and not shown(990, {TODAY - DAY: 10}).ends


def test_a_young_shop_has_a_past_and_no_projection() -> None:
    found = shown(990, {TODAY - DAY: 10}, [(TODAY - 2 * DAY, 1_000)])
    assert (found.projection, found.span) == ("", "")
    assert [level.left for level in found.levels] == [1_000, 990]


def test_on_the_first_day_there_is_a_picture_too() -> None:
    found = shown(0, {}, [])
    assert found.levels[0].left == 0
    assert points(found.past) == [(LEFT, HEIGHT - BOTTOM)]


def test_what_is_older_than_the_picture_is_left_out() -> None:
    marks = [Mark(TODAY - PAST - DAY, "warning"), Mark(TODAY - 3 * DAY, "warning")]
    found = shown(100, drawn_daily(10, 80), [(TODAY - 90 * DAY, 900)], marks)
    assert [mark.day for mark in found.marks] == [TODAY - 3 * DAY]


def test_an_end_far_away_is_cut_at_the_edge() -> None:
    found = shown(10_000, drawn_daily(10))
    last_x = max(x for x, _ in points(found.span or found.projection))
    assert last_x <= WIDTH - RIGHT
    assert found.levels[-1].day == TODAY + DAYS_SHOWN * DAY


@given(
    st.integers(0, 100_000),
    st.dictionaries(st.integers(0, 100), st.integers(0, 3_000)),
    st.lists(st.tuples(st.integers(0, 120), st.integers(1, 50_000)), max_size=5),
)
def test_nothing_is_ever_drawn_outside(
    left: int, drawn: dict[int, int], opened: list[tuple[int, int]]
) -> None:
    found = shown(
        left,
        {TODAY - n * DAY: count for n, count in drawn.items()},
        [(TODAY - n * DAY, count) for n, count in opened],
        [Mark(TODAY - n * DAY, "range") for n, _ in opened],
    )
    lines = [points(line) for line in (found.past, found.projection, found.span) if line]
    for x, y in (point for line in lines for point in line):
        assert LEFT <= x <= WIDTH - RIGHT
        assert TOP <= y <= HEIGHT - BOTTOM
    assert all(level.left >= 0 for level in found.levels)
    assert all(LEFT <= tick.at <= WIDTH - RIGHT for tick in found.days)
