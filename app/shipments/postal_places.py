"""French postcodes and towns, to propose what may have been meant – never to refuse.

The list is the Base Adresse Nationale's open one, by way of npm `codes-postaux` 4.1.2 (MIT). It
ends in 2023 and knows no CEDEX.
"""

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from app.shipments.postal_characters import place_key

_FILE = Path(__file__).parent / "data" / "postcodes.csv"
_DISTRICT = re.compile(r" (CEDEX.*|\d+ ?(ER|E|EME)?( ARRONDISSEMENT)?)$")

_Index = dict[str, tuple[str, ...]]


def towns_of(postcode: str) -> tuple[str, ...]:
    """The towns of a five-digit postcode, in capitals as the list has them; none if unknown."""
    return _towns_by_postcode().get(postcode, ())


def postcodes_of(town: str) -> tuple[str, ...]:
    """The postcodes of a town, in ascending order; none if unknown.

    Case, accents, hyphens, `St` for `Saint`, a CEDEX and a district such as `Paris 16e` do not
    count. Towns of the same name are not told apart.
    """
    key = place_key(town)
    index = _postcodes_by_town()
    return index.get(key) or index.get(_DISTRICT.sub("", key), ())


@cache
def _places() -> tuple[tuple[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["postcode"], row["town"]) for row in csv.DictReader(file, delimiter=";"))


@cache
def _towns_by_postcode() -> _Index:
    return _grouped(_places())


@cache
def _postcodes_by_town() -> _Index:
    return _grouped(tuple((place_key(town), postcode) for postcode, town in _places()))


def _grouped(pairs: tuple[tuple[str, str], ...]) -> _Index:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(values)) for key, values in groups.items()}
