"""A year of many made-up shops: does anybody stand before a printer without a number?

Pure rules only – forecast, thresholds, reminders – looked at once a day near the end, as the sweep
does; La Poste answers the day after. What the shops do with a mail is said by `Reader`. They are of
all ages, some announce a peak, some are suspended for weeks, some get their numbers at Sendcloud
and tell what was used once a week, or fall silent.
"""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import exp

from app.ranges.forecast import Peak, forecast
from app.ranges.history import History, days_between
from app.ranges.warnings import ReserveLevel, crossed_thresholds, not_yet_warned
from bench.shops import BATCHES, DAY, poisson

START = date(2026, 3, 2)
YEAR = 365
HORIZON = timedelta(days=45)
# A shop whose end lies beyond the horizon is not looked at for so long: later than the true sweep,
# never earlier.
REST = timedelta(days=7)
SILENCE = timedelta(days=7)
AGES = (0, 5, 20, 60, 120, 200, 300, 400, 500, 600)
SHOPS_AN_ADVISOR = 50
# How often a shop forgets La Poste's link, or leaves the certificate for a day.
FORGETS = 0.15
# Shops that send in batches: half of them weekly, half monthly.
IN_BATCHES = 0.15
# Nobody who sends a month at once asks for a range that two such months use up. Who sends on fewer than
# one day of so many sends in batches.
BATCHES_A_RANGE, FEW_DAYS = 3, 6
TO_ADVISORS = frozenset({"urgent", "late"})


@dataclass(frozen=True)
class Reader:
    """How a shop treats a mail: with this probability it acts, so many days later at most.

    It renews; asked for the last number used at Sendcloud, it tells – unless it never does.
    """

    acts: float
    within: int
    tells: bool = True


ATTENTIVE = Reader(acts=1.0, within=4)
SILENT = Reader(acts=1.0, within=4, tells=False)
FORGETFUL = Reader(acts=0.5, within=2)


@dataclass
class Outcome:
    """What a year came to."""

    shops: int = 0
    days_without: int = 0
    # Of these, in the first year of a shop, which knows nothing of its December.
    in_first_year: int = 0
    mails: Counter[str] = field(default_factory=Counter)
    # The mornings on which an advisor had somebody's reserve to read of.
    digests: set[tuple[int, date]] = field(default_factory=set)

    @property
    def to_a_merchant(self) -> float:
        """Mails a merchant."""
        return sum(n for kind, n in self.mails.items() if kind not in TO_ADVISORS) / self.shops

    @property
    def to_advisors(self) -> float:
        """Mails to advisors, for each merchant: their own and the daily lists."""
        own = sum(n for kind, n in self.mails.items() if kind in TO_ADVISORS)
        return (own + len(self.digests)) / self.shops

    def add(self, other: "Outcome") -> None:
        """Take in what others came to."""
        self.shops += other.shops
        self.days_without += other.days_without
        self.in_first_year += other.in_first_year
        self.mails += other.mails
        self.digests |= other.digests


def simulated(reader: Reader, seeds: Iterable[int]) -> Outcome:
    """The year of the shops of these seeds."""
    outcome = Outcome()
    for seed in seeds:
        shop = Shop(random.Random(seed), reader, seed // SHOPS_AN_ADVISOR, outcome)
        outcome.shops += 1
        for n in range(YEAR):
            shop.live(START + n * DAY)
    return outcome


class Shop:
    """One shop; whatever is said to it, and what it lacks, goes to the outcome."""

    def __init__(
        self, chance: random.Random, reader: Reader, advisor: int, outcome: Outcome
    ) -> None:
        self.chance, self.reader, self.advisor, self.outcome = chance, reader, advisor, outcome
        self.began = START - chance.choice(AGES) * DAY
        self.demand = _demand(chance, self.began)
        self.peaks = _with_a_peak(chance, self.demand) if chance.random() < 0.25 else ()
        self.suspended = _some_weeks(chance, 2, 6) if chance.random() < 0.15 else frozenset()
        self.tells_use = chance.random() < 0.2
        silent = self.tells_use and chance.random() < 0.5
        self.silent = _some_weeks(chance, 3, 8) if silent else frozenset()
        year = sum(count for day, count in self.demand.items() if day >= START)
        self.size = max(50, year // chance.choice((4, 6, 8)), BATCHES_A_RANGE * _batch(self.demand))
        self.left = self.left_as_told = self.size
        self.drawn = {day: count for day, count in self.demand.items() if day < START}
        self.told, self.asked = START - DAY, START - SILENCE
        self.empty: set[date] = set()
        self.warned: set[str] = set()
        self.looks_on, self.renews_on, self.arrives_on = START, date.max, date.max
        self.tells_on = date.max

    def live(self, today: date) -> None:
        """A day: the post, the worker's morning, what is sent, what is told of it."""
        self._receive(today)
        if today not in self.suspended:
            self._read_mails(today)
            self._send(today)
        if today == self.tells_on or (today not in self.silent and today.weekday() == 0):
            self.told, self.left_as_told = today, self.left

    def _receive(self, today: date) -> None:
        if today == self.arrives_on:
            self.left, self.left_as_told = self.left + self.size, self.left_as_told + self.size
            self.warned, self.looks_on = set(), today
            self.renews_on = self.arrives_on = date.max
        if today >= self.renews_on and self.arrives_on == date.max:
            late = self.chance.random() < FORGETS
            self.arrives_on = today + (2 if late else 1) * DAY
            self.outcome.mails.update(["certificate", "late"] if late else [])
            self.outcome.mails.update(["link"] if self.chance.random() < FORGETS else [])

    def _read_mails(self, today: date) -> None:
        if self.tells_use and self.told < today - SILENCE and self.asked <= today - SILENCE:
            self.asked = today
            self.outcome.mails["use"] += 1
            if self.reader.tells and self.chance.random() < self.reader.acts:
                self.tells_on = today + self.chance.randint(1, self.reader.within) * DAY
        if today < self.looks_on:
            return
        level = self._level(today)
        if level.has_forecast and level.days_left is None and level.days_to_warn_by is None:
            self.looks_on = today + REST
        below = crossed_thresholds(level)
        if below:
            self.outcome.digests.add((self.advisor, today))
        if level.is_urgent and "advisor" not in self.warned:
            self.warned.add("advisor")
            self.outcome.mails["urgent"] += 1
        fresh = not_yet_warned(below, self.warned)
        if fresh:
            self.warned |= {str(threshold) for threshold in fresh}
            self.outcome.mails["warning"] += 1
            if self.renews_on == date.max and self.chance.random() < self.reader.acts:
                self.renews_on = today + self.chance.randint(1, self.reader.within) * DAY

    def _level(self, today: date) -> ReserveLevel:
        told = self.told if self.tells_use else None
        left = self.left_as_told if self.tells_use else self.left
        known = self.drawn
        if told:
            known = {day: count for day, count in known.items() if day <= told}
        blind = frozenset(day for day in self.suspended | self.empty if day < today)
        announced = [peak for peak in self.peaks if peak.first - 14 * DAY <= today]
        history = History(known, today, blind, told)
        found = forecast(history, left, announced, horizon=HORIZON)
        return ReserveLevel(
            left=left,
            size=self.size,
            has_forecast=found is not None,
            days_left=found.days_left if found else None,
            days_to_warn_by=found.days_to_warn_by if found else None,
            largest_draw=history.largest_draw,
        )

    def _send(self, today: date) -> None:
        if self.demand[today] > self.left:
            self.outcome.days_without += 1
            self.outcome.in_first_year += today - self.began < YEAR * DAY
        if not self.left:
            self.empty.add(today)
        self.drawn[today] = min(self.demand[today], self.left)
        self.left -= self.drawn[today]


def _batch(demand: dict[date, int]) -> int:
    """The usual day on which anything is sent, of a shop that sends on few; 0 of any other."""
    sent = [count for count in demand.values() if count]
    return sum(sent) // len(sent) if len(sent) * FEW_DAYS < len(demand) else 0


def _demand(chance: random.Random, began: date) -> dict[date, int]:
    """Weekly rhythm, growth, a December, and chance, over the time before and the year itself."""
    a_day, growth = exp(chance.uniform(0.7, 4.5)), chance.uniform(-0.1, 0.5)
    christmas, noise = chance.uniform(0.5, 3), chance.uniform(0, 0.4)
    week = [chance.uniform(0.7, 1.5) for _ in range(5)] + [chance.choice((0.0, 0.4)), 0.0]
    wanted = {}
    for n, day in enumerate(days_between(began, START + YEAR * DAY)):
        peak = christmas * exp(-(((day - date(day.year, 12, 12)).days / 12) ** 2))
        wanted[day] = a_day * (1 + growth) ** (n / 365) * week[day.weekday()] * (1 + peak)
    if chance.random() < IN_BATCHES:
        wanted, noise = chance.choice(list(BATCHES.values()))(chance, wanted), 0.0
    return {
        day: poisson(chance, mean * exp(chance.gauss(-(noise**2) / 2, noise)))
        for day, mean in wanted.items()
    }


def _with_a_peak(chance: random.Random, demand: dict[date, int]) -> tuple[Peak, ...]:
    """Some days of two to four times as much, announced two weeks before, a fifth more or less."""
    first = START + chance.randrange(20, YEAR - 20) * DAY
    days, times = days_between(first, first + chance.randint(4, 10) * DAY), chance.uniform(2, 4)
    demand.update({day: round(demand[day] * times) for day in days})
    quantity = round(sum(demand[day] for day in days) * chance.uniform(0.8, 1.2))
    return (Peak(days[0], days[-1], quantity),)


def _some_weeks(chance: random.Random, least: int, most: int) -> frozenset[date]:
    first = START + chance.randrange(YEAR - 7 * most) * DAY
    return frozenset(days_between(first, first + 7 * chance.randint(least, most) * DAY))
