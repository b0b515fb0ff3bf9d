"""Made-up years of shops, and how far a projected end is off in them: for tests and the bench."""

import random
from dataclasses import dataclass
from datetime import date
from math import exp
from statistics import mean

from app.ranges.forecast import HORIZON, forecast
from app.ranges.history import History
from bench.shops import DAY, poisson

UNDER_A_YEAR = (10, 30, 60, 100, 200, 300)
OVER_A_YEAR = (420, 500, 600)


@dataclass(frozen=True)
class Errors:
    """Days by which the projected end was off, on average: ours, and the plain average's."""

    ours: float
    naive: float
    inside: float  # how often the true day lay within the likely span


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
        ours.append(abs(days_until(found.day, today) - true_days))
        naive.append(abs(min(HORIZON.days, left / average) - true_days))
        inside.append(
            days_until(found.earliest, today) <= true_days <= days_until(found.latest, today)
        )
    return Errors(round(mean(ours), 2), round(mean(naive), 2), round(mean(inside), 2))


def days_until(day: date | None, today: date) -> int:
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
