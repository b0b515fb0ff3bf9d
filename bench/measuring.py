"""Measures medians over alternating rounds, and compares figures with their goals."""

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
    """One figure. `goal` is the most that it may be; without a goal it is only reported."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the figure meets its goal; None without one."""
        return None if self.goal is None else self.value <= self.goal


def goals() -> dict[str, float]:
    """Return the goals by name of the figure."""
    held = tomllib.loads(_GOALS.read_text())
    return {name: float(goal["at_most"]) for name, goal in held.items()}


def medians(*acts: Act, rounds: int, warm: bool = True) -> list[float]:
    """Return the median seconds of each act. They alternate, so that load affects them all.

    With `warm`, each is done once before, without being measured.
    """
    spent: list[list[float]] = [[] for _ in acts]
    for act in acts if warm else ():
        act()
    for _ in range(rounds):
        for act, seconds in zip(acts, spent, strict=True):
            seconds.append(_seconds(act))
    return [median(seconds) for seconds in spent]


def milliseconds(name: str, seconds: float) -> Row:
    """Return an absolute time. It depends on the machine, so it has no goal."""
    return Row(name, seconds * 1000, "ms")


def times(name: str, seconds: float, reference: float) -> Row:
    """Return the ratio of a time to its reference."""
    return Row(name, seconds / reference, "×")


def _seconds(act: Act) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
