"""The reserve over time, as lines to draw and as the same figures in a table. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10

from app.ranges.forecast import Forecast

DAY = timedelta(days=1)
PAST = timedelta(weeks=8)
DAYS_SHOWN = 180
# Units of the SVG's view box; the page scales it.
WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, TOP, BOTTOM = 84, 36, 16, 40


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """How many numbers were left at the end of a day, or will be."""

    day: date
    left: int
    is_projected: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a day: a range opened, a warning, a renewal begun."""

    day: date
    kind: str
    x: float = 0.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, and where it stands."""

    value: int | date
    at: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything a template needs to draw, in units of `WIDTH` × `HEIGHT`."""

    past: str
    projection: str
    span: str
    today_x: float
    levels: tuple[ChartPoint, ...]
    # The likely end that the span shows: its earliest and its latest day.
    ends: tuple[date, ...]
    marks: tuple[Mark, ...]
    days: tuple[Tick, ...]
    heights: tuple[Tick, ...]


def draw_chart(
    *,
    left: int,
    drawn: Mapping[date, int],
    opened: Sequence[tuple[date, int]],
    today: date,
    forecast: Forecast | None,
    marks: Sequence[Mark] = (),
    told: date | None = None,
    presumed_left: int | None = None,
) -> Chart:
    """Draw what was left on each day of eight weeks, and what will be.

    `opened` says how many numbers were recorded on which day. Use in another system is known up to
    the day `told`: after that the line is an estimate, as `presumed_left` is.
    """
    past = _past(left, drawn, opened, today)
    now = past[-1]
    since: list[ChartPoint] = []
    if told and presumed_left is not None and presumed_left < left:
        now = ChartPoint(today, presumed_left, True)
        past, since = _presumed_points(past, told, now)
    ahead = [*since, *(_ahead(now.left, forecast) if forecast else [])]
    shown = today + DAYS_SHOWN * DAY
    latest = min(forecast.latest or shown, shown) if forecast else today
    last = max([today, latest, *(level.day for level in ahead)])
    scale = _Scale(past[0].day, last, max(level.left for level in (*past, *ahead)))
    return Chart(
        past=scale.line(past),
        projection=scale.line([past[-1], *ahead]) if ahead else "",
        span=_span(scale, now, forecast),
        today_x=scale.x(today),
        levels=tuple(_weekly(past) + _weekly(ahead)),
        ends=_ends(forecast),
        marks=tuple(Mark(m.day, m.kind, scale.x(m.day)) for m in marks if m.day >= past[0].day),
        days=scale.days(),
        heights=scale.heights(),
    )


def _past(
    left: int, drawn: Mapping[date, int], opened: Sequence[tuple[date, int]], today: date
) -> list[ChartPoint]:
    """Count backwards from today: add what was drawn since, subtract what was recorded since."""
    first = min([day for day, _ in opened], default=today)
    start = max(today - PAST, min(first, today))
    levels, now_left, day = [ChartPoint(today, left, False)], left, today
    while day > start:
        now_left += drawn.get(day, 0) - sum(count for at, count in opened if at == day)
        day -= DAY
        levels.append(ChartPoint(day, max(0, now_left), False))
    return levels[::-1]


def _presumed_points(
    past: list[ChartPoint], told: date, now: ChartPoint
) -> tuple[list[ChartPoint], list[ChartPoint]]:
    """The known points, and a straight line from the last one to what is presumed left today."""
    known = [level for level in past if level.day <= told] or past[:1]
    begin = known[-1]
    days = (now.day - begin.day).days
    fall = (begin.left - now.left) / max(1, days)
    way = (
        ChartPoint(begin.day + n * DAY, round(begin.left - n * fall), True)
        for n in range(1, days + 1)
    )
    return known, list(way)


def _ahead(left: int, forecast: Forecast) -> list[ChartPoint]:
    levels, remaining = [], float(left)
    for n, expected in enumerate(forecast.expected[: DAYS_SHOWN + 1]):
        remaining -= expected
        levels.append(ChartPoint(forecast.today + n * DAY, max(0, round(remaining)), True))
        if levels[-1].left == 0:
            break
    return levels


def _ends(forecast: Forecast | None) -> tuple[date, ...]:
    if not (forecast and forecast.earliest and forecast.latest):
        return ()
    return forecast.earliest, forecast.latest


def _span(scale: "_Scale", now: ChartPoint, forecast: Forecast | None) -> str:
    """From today to the earliest and the latest likely end, as a polygon; empty if none is known."""
    ends = _ends(forecast)
    if not ends:
        return ""
    low, high = (_towards(now, end, scale.last) for end in ends)
    corners = [(now.day, float(now.left)), low]
    if low[1] == 0 and high[1] > 0:
        corners.append((scale.last, 0.0))
    points = ((scale.x(day), scale.y(left)) for day, left in (*corners, high))
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _towards(now: ChartPoint, end: date, last: date) -> tuple[date, float]:
    """The end of a straight line down to zero, or its height at the edge of the chart."""
    if end <= last:
        return end, 0.0
    return last, now.left * ((end - last) / (end - now.day))


def _weekly(levels: Sequence[ChartPoint]) -> list[ChartPoint]:
    """One point a week, and the last one."""
    rows = list(levels[::7])
    if levels and rows[-1] is not levels[-1]:
        rows.append(levels[-1])
    return rows


class _Scale:
    def __init__(self, first: date, last: date, highest: int) -> None:
        self.first, self.last = first, max(last, first + DAY)
        step = int(10 ** max(0, ceil(log10(max(highest, 1))) - 1))
        self.top = max(1, ceil(highest / step) * step)

    def x(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def y(self, left: float) -> float:
        return round(HEIGHT - BOTTOM - left / self.top * (HEIGHT - TOP - BOTTOM), 1)

    def line(self, levels: Sequence[ChartPoint]) -> str:
        return " ".join(f"{self.x(level.day):g},{self.y(level.left):g}" for level in levels)

    def days(self) -> tuple[Tick, ...]:
        """The first of each month, thinned out; where there is none, both ends."""
        months = [
            self.first + n * DAY
            for n in range((self.last - self.first).days + 1)
            if (self.first + n * DAY).day == 1
        ]
        both = [self.first, self.last] if self.last - self.first > DAY else [self.first]
        shown = months[:: ceil(len(months) / 6)] if len(months) > 1 else both
        return tuple(Tick(day, self.x(day)) for day in shown)

    def heights(self) -> tuple[Tick, ...]:
        return tuple(Tick(value, self.y(value)) for value in (0, self.top // 2, self.top))
