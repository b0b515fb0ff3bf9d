"""French postcodes and towns. They are used to propose a correction, never to refuse an address.

Source: the open list of the Base Adresse Nationale, by way of npm `codes-postaux` 4.1.2 (MIT). It
ends in 2023 and has no CEDEX.
"""

import csv
import re
from collections import defaultdict
from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

from app.postal.characters import capitals, place_key

_FILE = Path(__file__).parent / "data" / "postcodes.csv"
_MONACO = "980"
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


def knows_town(postcode: str, town: str) -> bool:
    """Whether the postcode has this town, or one that is spelled nearly so, or a CEDEX is written."""
    if "CEDEX" in capitals(town).split():
        return True
    if department_of(postcode) == _MONACO:
        return is_in_department(postcode, town)
    key = _DISTRICT.sub("", place_key(town))
    return _resembles(key, _town_keys_by_postcode().get(postcode, ()))


def is_in_department(postcode: str, town: str) -> bool:
    """Whether the department of the postcode has this town, or one that is spelled nearly so."""
    key = _DISTRICT.sub("", place_key(town))
    return _resembles(key, _towns_by_department().get(department_of(postcode), ()))


def department_of(postcode: str) -> str:
    """Return the first digits of a postcode: two, or three overseas and in Monaco."""
    return postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]


@lru_cache(maxsize=4096)
def _resembles(key: str, towns: tuple[str, ...]) -> bool:
    """Whether the key is a town, a part or a district of one, or has one or two other letters."""
    if not key:
        return False
    if key in towns:
        return True
    padded = f" {key} "
    if any(
        (len(town) > 3 and f" {town} " in padded) or (len(key) > 3 and padded in f" {town} ")
        for town in towns
    ):
        return True
    return len(key) > 5 and bool(get_close_matches(key, towns, n=1, cutoff=0.86))


@cache
def _places() -> tuple[tuple[str, str], ...]:
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple((row["postcode"], row["town"]) for row in csv.DictReader(file, delimiter=";"))


@cache
def _towns_by_postcode() -> _Index:
    return _group(_places())


@cache
def _town_keys_by_postcode() -> _Index:
    return _group(tuple((postcode, place_key(town)) for postcode, town in _places()))


@cache
def _postcodes_by_town() -> _Index:
    return _group(tuple((place_key(town), postcode) for postcode, town in _places()))


@cache
def _towns_by_department() -> _Index:
    """Return the keys of the towns of each department; Monaco is in no list of France."""
    known = _group(tuple((department_of(code), place_key(town)) for code, town in _places()))
    return {**known, _MONACO: ("MONACO", "MONTE CARLO")}


def _group(pairs: tuple[tuple[str, str], ...]) -> _Index:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(values)) for key, values in groups.items()}
