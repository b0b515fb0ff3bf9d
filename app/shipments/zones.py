"""La Poste's tariff zones by postcode and country: Métropole, OM 1, OM 2 or not served.

Source: La Poste's tables of 2015, as dated rules in `data/zones.toml`. The zones are certain; that
Andorra is not served is inferred.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.shipments.postal_characters import capitals

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

    NOT_SERVED if the postcode is unknown or the country does not match it.
    """
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

    Empty means France.
    """
    return _country_codes().get(capitals(written)) if capitals(written) else FRANCE


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
