"""Measuring: medians of alternating rounds, and what a figure is held against."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

Act = Callable[[], object]

_GOALS = Path(__file__).parent / "goals.toml"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `goal` is the most it may be; without one it is told, not held."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the figure keeps its goal; None without one."""
        return None if self.goal is None else self.value <= self.goal


def goals() -> dict[str, float]:
    """The most that each held figure may be, by its name."""
    held = tomllib.loads(_GOALS.read_text())
    return {name: float(goal["at_most"]) for name, goal in held.items()}


def medians(*acts: Act, rounds: int, warm: bool = True) -> list[float]:
    """The median seconds of each act. They take turns, so that a busy moment hits them all.

    With `warm`, each is done once before: whatever is read only once, is read then.
    """
    spent: list[list[float]] = [[] for _ in acts]
    for act in acts if warm else ():
        act()
    for _ in range(rounds):
        for act, seconds in zip(acts, spent, strict=True):
            seconds.append(_seconds(act))
    return [median(seconds) for seconds in spent]


def milliseconds(name: str, seconds: float) -> Row:
    """An absolute figure: it tells of this machine, so it has no goal."""
    return Row(name, seconds * 1000, "ms")


def times(name: str, seconds: float, reference: float) -> Row:
    """How many times as long as its reference something takes."""
    return Row(name, seconds / reference, "×")


def _seconds(act: Act) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
