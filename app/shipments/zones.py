"""La Poste's tariff zones by postcode and country: Métropole, OM 1, OM 2 or not served.

Source: La Poste's tables of 2015, as dated rules in `data/zones.toml`. The zones are certain; that
Andorra is not served is inferred.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from app.postal.characters import capitals

FRANCE = "FR"
_FILE = Path(__file__).parent / "data" / "zones.toml"


class Zone(StrEnum):
    """A tariff zone of La Poste."""

    METROPOLE = "metropole"
    OM1 = "om1"
    OM2 = "om2"
    NOT_SERVED = "not_served"


SERVED = frozenset({Zone.METROPOLE, Zone.OM1})


@dataclass(frozen=True, slots=True)
class Territory:
    """A range of postcodes, both ends included, and the countries that shops may write for it."""

    zone: Zone
    first: str
    last: str
    name: str
    countries: tuple[str, ...]


def zone_of(postcode: str, country: str = FRANCE) -> Zone:
    """Return the zone of a five-digit postcode and a two-letter country code.

    NOT_SERVED if the postcode is unknown or the country does not match it. The armed forces' are in
    Métropole; whether they are served at all is a setting that imports follow.
    """
    if is_of_the_armed_forces(postcode) and country == FRANCE:
        return Zone.METROPOLE
    territory = territory_of(postcode)
    if territory is None or country not in territory.countries:
        return Zone.NOT_SERVED
    return territory.zone


def territory_of(postcode: str) -> Territory | None:
    """Return the territory of a postcode; None if there is no such postcode."""
    if len(postcode) != 5 or not (postcode.isascii() and postcode.isdigit()):
        return None
    return next((t for t in _territories() if t.first <= postcode <= t.last), None)


def country_code(written: str) -> str | None:
    """Return the code of a country as a shop writes it; None if Lettre Suivie does not go there.

    Empty means France. Understands `France (FR)`, `FR - France` and `Martinique (French)`.
    """
    key = capitals(written)
    if not key:
        return FRANCE
    return _country_codes().get(key) or _country_in_parts(written)


def is_known_country(written: str) -> bool:
    """Whether it is a country of the world in French or English, or an ISO code."""
    return capitals(written) in _other_countries() or any(
        capitals(part) in _other_countries() for part in _PART.split(written)
    )


def is_of_the_armed_forces(postcode: str) -> bool:
    """Whether it is a postcode of the armed forces: 00 and three digits."""
    return len(postcode) == 5 and postcode.isascii() and postcode.isdigit() and postcode[:2] == "00"


_PART = re.compile(r"\s+-\s+|[(),/;]")


def _country_in_parts(written: str) -> str | None:
    """Return the one country that all parts name, where they may add that it is French."""
    parts = [key for part in _PART.split(written) if (key := capitals(part))]
    codes = [_country_codes().get(part) for part in parts]
    others = [part for part, code in zip(parts, codes, strict=True) if code is None]
    named = {code for code in codes if code} - {FRANCE} or {code for code in codes if code}
    if len(parts) > 1 and len(named) == 1 and all(part in _qualifiers() for part in others):
        return named.pop()
    return None


def in_force_from() -> date:
    """Return the day from which the rules are known to hold."""
    day: date = _rules()["in_force_from"]
    return day


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _territories() -> tuple[Territory, ...]:
    return tuple(
        Territory(
            zone=Zone(rule["zone"]),
            first=rule["first"],
            last=rule["last"],
            name=rule["territory"],
            countries=tuple(rule["countries"]),
        )
        for rule in _rules()["rule"]
    )


@cache
def _country_codes() -> dict[str, str]:
    return {capitals(name): code for code, names in _rules()["country"].items() for name in names}


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(map(capitals, _rules()["qualifiers"]["words"]))


@cache
def _other_countries() -> frozenset[str]:
    """Return the countries of the world, as French and English people write them, and their codes."""
    names: set[str] = set()
    for language in ("fr", "en"):
        for code, name in Locale(language).territories.items():
            if code.isalpha():
                names |= {capitals(code), capitals(name)}
    return frozenset(names | {"UK", "USA", "ETATS UNIS D AMERIQUE", "ANGLETERRE", "ENGLAND"})
