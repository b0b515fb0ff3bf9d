"""Made-up shops of every kind that a forecast meets: what each would send, day by day. Pure, seeded.

A kind says how a shop's pace changes over the days; rhythm, size and chance are its own. Used by the
bench and by the tests.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import exp, pi

DAY = timedelta(days=1)
# How long a shop is known after the day on which it is looked at.
AHEAD = 200
AGES = (30, 60, 120, 200, 300, 420, 500, 600)
FRIDAY, SATURDAY = 4, 5
# The standard deviation of the logarithm of a batch's size.
BATCH_NOISE = 0.25
# How many times the usual pace each day has.
Pace = Callable[[date], float]


@dataclass(frozen=True)
class Shop:
    """What a shop sends each day from its first on, and the day on which it is looked at."""

    kind: str
    today: date
    drawn: dict[date, int]

    def past(self) -> dict[date, int]:
        """What it has sent before today."""
        return self.before(self.today)

    def before(self, day: date) -> dict[date, int]:
        """What it has sent before a day."""
        return {known: count for known, count in self.drawn.items() if known < day}

    def ahead(self, days: int) -> list[int]:
        """What it sends on each of the next days, today the first."""
        return [self.drawn[self.today + n * DAY] for n in range(days)]


def shop(kind: str, seed: int) -> Shop:
    """The shop of a kind and a seed; the same each time."""
    chance = random.Random(f"{kind} {seed}")
    age = chance.randint(15, 90) if kind == SLOW_START else chance.choice(AGES)
    today = date(2025, 1, 1) + chance.randrange(730) * DAY
    start = today - age * DAY
    days = [start + n * DAY for n in range(age + AHEAD)]
    week = _week(chance, kind)
    pace = KINDS[kind](chance, days, today)
    a_day, noise = exp(chance.uniform(0.7, 4.5)), chance.uniform(0.05, 0.3)
    wanted = {day: a_day * week[day.weekday()] * pace(day) for day in days}
    if kind in BATCHES:
        wanted, noise = BATCHES[kind](chance, wanted), 0.0
    drawn = {
        day: poisson(chance, mean * exp(chance.gauss(-(noise**2) / 2, noise))) if mean else 0
        for day, mean in wanted.items()
    }
    return Shop(kind, today, drawn)


def poisson(chance: random.Random, wanted: float) -> int:
    """A number of orders where so many are wanted on average."""
    if wanted > 50:
        return max(0, round(chance.gauss(wanted, wanted**0.5)))
    count, product, limit = 0, chance.random(), exp(-wanted)
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def _week(chance: random.Random, kind: str) -> list[float]:
    """What each weekday takes, Monday first."""
    if kind == "steady":
        return [1.0] * 7
    if kind == "weekly rhythm":
        return [2.2, 1.4, 1.0, 1.0, 0.8, 0.4, 0.2]
    if kind in {"office hours only", "bank holidays"}:
        return [chance.uniform(0.8, 1.4) for _ in range(5)] + [0.0, 0.0]
    usual = [chance.uniform(0.7, 1.5) for _ in range(5)]
    return [*usual, chance.choice((0.0, 0.3, 0.5)), chance.choice((0.0, 0.0, 0.2))]


def _same(chance: random.Random, days: list[date], today: date) -> Pace:
    return lambda day: 1.0


def _yearly(least: float, most: float) -> Callable[[random.Random, list[date], date], Pace]:
    """A pace that is so many times as high a year later."""

    def pace(chance: random.Random, days: list[date], today: date) -> Pace:
        times = chance.uniform(least, most)
        return lambda day: times ** ((day - today).days / 365)

    return pace


def _slow_start(chance: random.Random, days: list[date], today: date) -> Pace:
    first, days_to_most = chance.uniform(0.1, 0.3), chance.uniform(30, 90)
    return lambda day: 1 - (1 - first) * exp((days[0] - day).days / days_to_most)


def _closed_in_august(chance: random.Random, days: list[date], today: date) -> Pace:
    first, last = chance.randint(1, 5), chance.randint(20, 31)
    return lambda day: 0.0 if day.month == 8 and first <= day.day <= last else 1.0


def _black_friday(chance: random.Random, days: list[date], today: date) -> Pace:
    times = chance.uniform(4, 7)

    def pace(day: date) -> float:
        away = (day - black_friday(day.year)).days
        return times if 0 <= away <= 3 else 2.0 if -4 <= away <= 7 else 1.0

    return pace


@cache
def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + ((3 - first.weekday()) % 7 + 22) * DAY


def _december(times: float) -> Callable[[random.Random, list[date], date], Pace]:
    def pace(chance: random.Random, days: list[date], today: date) -> Pace:
        width = chance.uniform(9, 13)
        return lambda day: (
            1 + (times - 1) * exp(-(((day - date(day.year, 12, 11)).days / width) ** 2))
        )

    return pace


def _viral(chance: random.Random, days: list[date], today: date) -> Pace:
    """Some three days a year, five to fifteen times the usual, and two days of echo."""
    times = dict.fromkeys(days, 1.0)
    for day in days:
        if chance.random() < 3 / 365:
            peak = chance.uniform(5, 15)
            for n, part in enumerate((1.0, 0.3, 0.1)):
                times[day + n * DAY] = max(times.get(day + n * DAY, 1.0), peak * part)
    return times.__getitem__


def _two_products(chance: random.Random, days: list[date], today: date) -> Pace:
    """One sells in summer, the other in winter, each for some three months."""
    summer, winter = chance.uniform(0.5, 1.5), chance.uniform(0.5, 1.5)
    hottest = chance.randint(170, 210)

    def pace(day: date) -> float:
        angle = 2 * pi * (day.timetuple().tm_yday - hottest) / 365
        away = min(angle % (2 * pi), -angle % (2 * pi)) / pi
        return 0.15 + summer * exp(-((away / 0.3) ** 2)) + winter * exp(-(((1 - away) / 0.3) ** 2))

    return pace


def _zero_days(chance: random.Random, days: list[date], today: date) -> Pace:
    """On most days nobody orders."""
    share = chance.uniform(0.3, 0.6)
    sends = {day: chance.random() < share for day in days}
    return lambda day: 1.0 if sends[day] else 0.0


def _bank_holidays(chance: random.Random, days: list[date], today: date) -> Pace:
    """Nothing on a bank holiday, nor on the Friday after a Thursday that is one; twice the day after."""

    def pace(day: date) -> float:
        if is_off(day):
            return 0.0
        return 1.8 if is_off(day - DAY) else 1.0

    return pace


def is_off(day: date) -> bool:
    """Whether a French shop is closed: a bank holiday, or the Friday after one."""
    return _is_bank_holiday(day) or (day.weekday() == FRIDAY and _is_bank_holiday(day - DAY))


def _is_bank_holiday(day: date) -> bool:
    fixed = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
    return (day.month, day.day) in fixed or (day - _easter(day.year)).days in {1, 39, 50}


@cache
def _easter(year: int) -> date:
    """Easter Sunday, by Butcher's rule for the Gregorian calendar."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _restart(chance: random.Random, days: list[date], today: date) -> Pace:
    """A pause of some weeks that ended one to seven weeks ago, or before the shop is a month old."""
    age = (today - days[0]).days
    back = today - min(chance.randint(7, 49), age // 3) * DAY
    gone = back - min(chance.randint(21, 70), age // 3) * DAY
    return lambda day: 0.0 if gone <= day < back else 1.0


def _of_a_batch(chance: random.Random) -> float:
    """How many times the usual size a batch has: it gathers many days, whose own noise evens out."""
    return exp(chance.gauss(-(BATCH_NOISE**2) / 2, BATCH_NOISE))


def _weekly_batch(chance: random.Random, wanted: dict[date, float]) -> dict[date, float]:
    """All of a week on one weekday, now and then a day late."""
    weekday, size = chance.randrange(5), sum(wanted.values()) / len(wanted) * 7
    found = dict.fromkeys(wanted, 0.0)
    for day in wanted:
        if day.weekday() == weekday and chance.random() < 0.95:
            sent = day + DAY if chance.random() < 0.1 else day
            of_it = size * _of_a_batch(chance)
            if sent in found:
                found[sent] = of_it
    return found


def _monthly_batch(chance: random.Random, wanted: dict[date, float]) -> dict[date, float]:
    """All of a month around the same day of the month, not on a weekend."""
    usual, size = chance.randint(1, 28), sum(wanted.values()) / len(wanted) * 30
    found = dict.fromkeys(wanted, 0.0)
    for day in wanted:
        if day.day == usual:
            sent = day + chance.choice((0, 0, 0, 1, 2)) * DAY
            while sent.weekday() >= SATURDAY:
                sent += DAY
            of_it = size * _of_a_batch(chance)
            if sent in found:
                found[sent] = of_it
    return found


SLOW_START = "slow start"
KINDS: dict[str, Callable[[random.Random, list[date], date], Pace]] = {
    "steady": _same,
    "weekly rhythm": _same,
    "growing": _yearly(1.8, 4),
    "shrinking": _yearly(0.3, 0.6),
    SLOW_START: _slow_start,
    "weekly batch": _same,
    "monthly batch": _same,
    "closed in August": _closed_in_august,
    "Black Friday": _black_friday,
    "December × 3": _december(3),
    "December × 5": _december(5),
    "viral day": _viral,
    "two products of opposite seasons": _two_products,
    "zero days": _zero_days,
    "bank holidays": _bank_holidays,
    "restart after a pause": _restart,
    "office hours only": _same,
}
BATCHES = {"weekly batch": _weekly_batch, "monthly batch": _monthly_batch}
