"""The weight bands of Lettre Suivie, in whole grams.

Source: La Poste's tables of 2015, as dated grids in `data/weight_bands.toml`. Certain for 2015;
retail bands have changed since, and a contract may have its own.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

HEAVIEST_GRAMS = 3000
"""The greatest weight of an item. Source: vendors' documentation of Lettre Suivie."""

_FILE = Path(__file__).parent / "data" / "weight_bands.toml"


class NoBand(ValueError):
    """No weight band contains this weight, or none was in force on the day."""


@dataclass(frozen=True, slots=True, order=True)
class WeightBand:
    """A band from `lower` to `upper` grams, both included."""

    lower: int
    upper: int


def band_of(grams: int, on: date) -> WeightBand:
    """Return the band of a weight on a day. Raises `NoBand`, also for 0 g or less."""
    band = next((band for band in bands(on) if grams <= band.upper), None)
    if band is None or grams <= 0:
        raise NoBand(f"{grams} g on {on.isoformat()}")
    return band


def bands(on: date) -> tuple[WeightBand, ...]:
    """Return the bands in force on a day, lightest first. Raises `NoBand` before the first grid."""
    in_force = [grid for start, grid in _grids() if start <= on]
    if not in_force:
        raise NoBand(on.isoformat())
    return in_force[-1]


def first_day() -> date:
    """Return the first day for which bands are known."""
    return _grids()[0][0]


@cache
def _grids() -> tuple[tuple[date, tuple[WeightBand, ...]], ...]:
    grids = tomllib.loads(_FILE.read_text(encoding="utf-8"))["grid"]
    return tuple(sorted((grid["in_force_from"], _bands(grid["upper_bounds"])) for grid in grids))


def _bands(upper_bounds: list[int]) -> tuple[WeightBand, ...]:
    first = WeightBand(0, upper_bounds[0])
    return (first, *(WeightBand(below + 1, upper) for below, upper in pairwise(upper_bounds)))
