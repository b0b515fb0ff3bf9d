"""How many numbers were drawn on which day, and which days say nothing. Pure.

Days are calendar days in Paris, so that clock changes do not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Self

DAY = timedelta(days=1)
WEEK = 7
# Same weekday, same week of the year.
YEAR = timedelta(weeks=52)
# How many recent weeks a forecast is read from, and how far back to look for them around blind days.
RECENT = timedelta(weeks=8)
FARTHEST = timedelta(weeks=26)
# With less history than this, no forecast is made.
SHORTEST_HISTORY = timedelta(weeks=1)
FEWEST_DAYS_WITH_DRAWS = 3
# So many times longer than usual without a draw, and at least so long, is a pause.
PAUSE, SHORTEST_PAUSE = 8, timedelta(days=10)
# A shop that sends less than one in `STOPPED` of last year's numbers has stopped. From so many busy
# days on, the recent weeks alone describe a season. `REST_CAUTION` draws the growth of a resting shop
# towards one.
STOPPED = 4
FEWEST_OF_A_SEASON = 10
REST_CAUTION = 20


@dataclass(frozen=True)
class History:
    """How many numbers were drawn on each day from the first draw on; a day not named had none.

    `blind` are days on which nothing could be drawn, so that they say nothing: the contract was
    suspended, or no number was left. `told` is the last day that is known, where that is not
    yesterday: use in another system is known as far as somebody has reported it.
    """

    counts: Mapping[date, int]
    today: date
    blind: frozenset[date] = frozenset()
    told: date | None = None

    @cached_property
    def since(self) -> date | None:
        """The first day with a draw, of those that are over."""
        busy = (day for day, count in self.counts.items() if count and day < self.today)
        return min(busy, default=None)

    @cached_property
    def last_day(self) -> date:
        """The last day that is over and known."""
        yesterday = self.today - DAY
        return min(yesterday, self.told) if self.told else yesterday

    @property
    def is_long(self) -> bool:
        """Whether it reaches back beyond the recent weeks."""
        return self.since is not None and self.since < self.today - RECENT

    def on(self, day: date) -> int:
        """The numbers drawn on a day."""
        return self.counts.get(day, 0)

    def knows(self, day: date) -> bool:
        """Whether the day lies within the history and is not blind."""
        return (
            self.since is not None and self.since <= day <= self.last_day and day not in self.blind
        )

    def between(self, first: date, last: date) -> int:
        """The numbers drawn from one day of the history to another, both counted."""
        return sum(map(self.on, days_between(first, last)))

    @cached_property
    def recent(self) -> list[date]:
        """The days a forecast is read from: eight weeks, or since the first draw, as far as they tell."""
        return self.telling[-RECENT.days :]

    @cached_property
    def telling(self) -> list[date]:
        """The days of the last six months, or since the first draw, that are neither blind nor of a pause."""
        if self.since is None:
            return []
        first = max(self.since, self.last_day - FARTHEST)
        untold = self.blind | self.pauses
        return [day for day in days_between(first, self.last_day) if day not in untold]

    @cached_property
    def sent_lately(self) -> list[date]:
        """The days of the last six months on which anything was drawn, in order."""
        first = self.last_day - FARTHEST
        return sorted(day for day, n in self.counts.items() if n and first <= day <= self.last_day)

    @cached_property
    def pauses(self) -> frozenset[date]:
        """The days of pauses that are over: far longer without a draw than is usual with this shop.

        They say nothing of its pace. One that lasts still may be an end.
        """
        sent = self.sent_lately
        gaps = [(later - day).days for day, later in pairwise(sent)]
        found: set[date] = set()
        for day, gap in zip(sent, gaps, strict=False):
            usual = (sum(gaps) - gap) / max(1, len(gaps) - 1)
            if gap > max(SHORTEST_PAUSE.days, PAUSE * usual):
                found.update(days_between(day + DAY, day + (gap - 1) * DAY))
        return frozenset(found)

    @cached_property
    def largest_draw(self) -> int:
        """The most that was drawn on one day of the last six months, today among them."""
        return max((self.on(day) for day in (*self.sent_lately, self.today)), default=0)

    @property
    def tells_enough(self) -> bool:
        """Whether the recent weeks are enough for a forecast."""
        return (
            len(self.recent) >= SHORTEST_HISTORY.days
            and self._busy(self.recent) >= FEWEST_DAYS_WITH_DRAWS
        )

    @property
    def tells_of_a_season(self) -> bool:
        """Whether the shop rests as it did a year ago, and sent in the weeks that followed then.

        True until the new season is some days old: one Friday and one Saturday are no pattern.
        """
        then = self.today - YEAR
        followed = [day for day in days_between(then, then + RECENT) if self.knows(day)]
        return (
            self._busy(self.recent) < FEWEST_OF_A_SEASON
            and self._busy(followed) >= FEWEST_DAYS_WITH_DRAWS
            and self.growth_while_resting * STOPPED >= 1
        )

    @cached_property
    def growth_while_resting(self) -> float:
        """How many numbers the recent weeks took for each of a year ago, drawn towards one; 0 if not known."""
        both = [day for day in self.recent if self.knows(day - YEAR)]
        now, then = (sum(map(self.on, days)) for days in (both, [day - YEAR for day in both]))
        return (now + REST_CAUTION) / (then + REST_CAUTION) if both else 0.0

    def without(self, days: Iterable[date]) -> Self:
        """The same history with more blind days."""
        return replace(self, blind=self.blind | frozenset(days))

    def _busy(self, days: Iterable[date]) -> int:
        return sum(1 for day in days if self.on(day))


def days_between(first: date, last: date) -> list[date]:
    """Every day from first to last, both included; none if last comes before first."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def days_without_numbers(
    left: int, counts: Mapping[date, int], opened: Mapping[date, int], today: date
) -> frozenset[date]:
    """The past days on which no number was left from morning to evening.

    `opened` says how many numbers were recorded on which day. It counts backwards from what is left
    now: what was drawn since is added, what was recorded since is subtracted.
    """
    known = {day for day in (*counts, *opened) if day <= today}
    empty: set[date] = set()
    later, now_left = today + DAY, left
    for day in sorted(known, reverse=True):
        if now_left <= 0:
            empty.update(days_between(day + DAY, later - DAY))
        now_left += counts.get(day, 0) - opened.get(day, 0)
        later = day
    return frozenset(day for day in empty if day < today)
