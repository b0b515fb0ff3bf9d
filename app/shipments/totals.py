"""Counts items by weight band and zone, as a deposit slip declares them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.shipments.weight_bands import WeightBand, band_of, bands
from app.shipments.zones import Zone, zone_of


class CountableItem(Protocol):
    """An item that can be counted: a shipment, a label or a line of a slip."""

    @property
    def grams(self) -> int:
        """The weight."""

    @property
    def postcode(self) -> str:
        """The postcode of the recipient."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The number of items in each weight band and zone; `bands` are those in force on the day."""

    bands: tuple[WeightBand, ...]
    counts: dict[tuple[WeightBand, Zone], int]

    @property
    def count(self) -> int:
        """The number of all items."""
        return sum(self.counts.values())

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones with items, in La Poste's order."""
        return tuple(zone for zone in Zone if any(z is zone for _, z in self.counts))

    @property
    def filled_bands(self) -> tuple[WeightBand, ...]:
        """The bands with items, lightest first."""
        return tuple(band for band in self.bands if any(b == band for b, _ in self.counts))

    def of(self, band: WeightBand, zone: Zone) -> int:
        """Return the number of items in a band and zone."""
        return self.counts.get((band, zone), 0)


def totals(items: Iterable[CountableItem], on: date) -> Totals:
    """Count the items by the weight bands in force on a day. Raises `NoBand`."""
    counts = Counter((band_of(item.grams, on), zone_of(item.postcode)) for item in items)
    return Totals(bands(on), dict(counts))
