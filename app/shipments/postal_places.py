"""French postcodes and towns. They are used to propose a correction, never to refuse an address.

Source: the open list of the Base Adresse Nationale, by way of npm `codes-postaux` 4.1.2 (MIT). It
ends in 2023 and has no CEDEX.
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
    """Return the towns of a five-digit postcode, in capitals; empty if it is unknown."""
    return _towns_by_postcode().get(postcode, ())


def postcodes_of(town: str) -> tuple[str, ...]:
    """Return the postcodes of a town, in ascending order; empty if it is unknown.

    Case, accents, hyphens, `St` for `Saint`, a CEDEX and a district such as `Paris 16e` are
    ignored. Towns of the same name are not distinguished.
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
    return _group(_places())


@cache
def _postcodes_by_town() -> _Index:
    return _group(tuple((place_key(town), postcode) for postcode, town in _places()))


def _group(pairs: tuple[tuple[str, str], ...]) -> _Index:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(values)) for key, values in groups.items()}
