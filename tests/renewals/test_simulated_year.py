"""A year of many shops: does anybody stand before a printer without a number?

Pure rules only – forecast and thresholds – looked at once a day near the end, as the sweep does; La
Poste answers the day after. What the shops do with a mail is said by `Reader`.
"""

import os
import random
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp

import pytest

from app.ranges.forecast import forecast
from app.ranges.history import History
from app.ranges.warnings import Level, crossed, not_yet_warned
from tests.rules.test_forecast import DAY, MONDAY, poisson

HORIZON = timedelta(days=45)
# A shop whose end lies beyond the horizon is not looked at for so long: later than the true sweep,
# never earlier.
REST = timedelta(days=7)
BEFORE, YEAR = 420, 365


@dataclass(frozen=True)
class Reader:
    """How a shop treats a mail: with this probability it renews, so many days later at most."""

    acts: float
    within: int


ATTENTIVE = Reader(acts=1.0, within=4)
FORGETFUL = Reader(acts=0.5, within=2)


@dataclass
class Outcome:
    """What a year came to."""

    days_without: int = 0
    mails: list[int] = field(default_factory=list)

    @property
    def mails_a_shop(self) -> float:
        return sum(self.mails) / len(self.mails)


def test_attentive_shops_never_run_out() -> None:
    assert simulated(ATTENTIVE, range(25)).days_without == 0


@pytest.mark.prove
def test_a_thousand_shops_never_run_out() -> None:
    with ProcessPoolExecutor() as processes:
        attentive = _joined(processes, ATTENTIVE)
        forgetful = _joined(processes, FORGETFUL)
    for name, found in (("attentive", attentive), ("forgetful", forgetful)):
        print(  # noqa: T201
            f"\n1 000 {name} shops, one year: {found.days_without} days without numbers, "
            f"{found.mails_a_shop:.1f} mails a shop, at most {max(found.mails)}"
        )
    assert attentive.days_without == 0


def _joined(processes: ProcessPoolExecutor, reader: Reader) -> Outcome:
    """A thousand shops, some on each processor."""
    shares = [range(n, 1_000, os.cpu_count() or 1) for n in range(os.cpu_count() or 1)]
    outcomes = list(processes.map(simulated, [reader] * len(shares), shares))
    return Outcome(
        sum(one.days_without for one in outcomes), [n for one in outcomes for n in one.mails]
    )


def simulated(reader: Reader, seeds: Sequence[int]) -> Outcome:
    outcome = Outcome()
    for seed in seeds:
        _a_year(random.Random(seed), reader, outcome)
    return outcome


def _a_year(chance: random.Random, reader: Reader, outcome: Outcome) -> None:
    drawn = _demand(chance)
    start = MONDAY + BEFORE * DAY
    known = {day: count for day, count in drawn.items() if day < start}
    size = max(50, sum(drawn.values()) // chance.choice((4, 6, 8)))
    left, mails = size, 0
    warned: set[str] = set()
    looks_on = start
    renews_on: date | None = None
    arrives_on: date | None = None
    for n in range(YEAR):
        today = start + n * DAY
        if arrives_on == today:
            left, warned, renews_on, arrives_on = left + size, set(), None, None
        if renews_on == today:
            arrives_on = today + DAY
        level = _level(known, left, size, today) if today >= looks_on else None
        fresh = not_yet_warned(crossed(level), warned) if level else []
        if level and level.has_forecast and level.days_left is None:
            looks_on = today + REST
        if fresh:
            warned |= {str(threshold) for threshold in fresh}
            mails += 1
            if renews_on is None and chance.random() < reader.acts:
                renews_on = today + chance.randint(1, reader.within) * DAY
        outcome.days_without += drawn[today] > left
        known[today] = min(drawn[today], left)
        left -= known[today]
    outcome.mails.append(mails)


def _level(known: dict[date, int], left: int, size: int, today: date) -> Level:
    found = forecast(History(known, today), left, horizon=HORIZON)
    return Level(left, size, found is not None, found.days_left if found else None)


def _demand(chance: random.Random) -> dict[date, int]:
    """Weekly rhythm, growth, a December, and chance, over the time before and the year itself."""
    a_day, growth = exp(chance.uniform(0.7, 4.5)), chance.uniform(-0.1, 0.5)
    christmas, noise = chance.uniform(0.5, 3), chance.uniform(0, 0.4)
    week = [chance.uniform(0.7, 1.5) for _ in range(5)] + [chance.choice((0.0, 0.4)), 0.0]
    drawn = {}
    for n in range(BEFORE + YEAR + 1):
        day = MONDAY + n * DAY
        peak = christmas * exp(-(((day - date(day.year, 12, 12)).days / 12) ** 2))
        wanted = a_day * (1 + growth) ** (n / 365) * week[day.weekday()] * (1 + peak)
        drawn[day] = poisson(chance, wanted * exp(chance.gauss(-(noise**2) / 2, noise)))
    return drawn
