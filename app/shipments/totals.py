"""Items counted by weight band and zone, as a deposit slip declares them. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.shipments.weight_bands import WeightBand, band_of, bands
from app.shipments.zones import Zone, zone_of


class Item(Protocol):
    """What is counted."""

    @property
    def grams(self) -> int:
        """Its weight."""

    @property
    def postcode(self) -> str:
        """Where it goes."""


@dataclass(frozen=True, slots=True)
class Totals:
    """How many items of each band and zone, by the bands in force on a day."""

    bands: tuple[WeightBand, ...]
    counts: dict[tuple[WeightBand, Zone], int]

    @property
    def count(self) -> int:
        """All items."""
        return sum(self.counts.values())

    @property
    def zones(self) -> tuple[Zone, ...]:
        """The zones that have any item, in La Poste's order."""
        return tuple(zone for zone in Zone if any(z is zone for _, z in self.counts))

    @property
    def filled_bands(self) -> tuple[WeightBand, ...]:
        """The bands that have any item, lightest first."""
        return tuple(band for band in self.bands if any(b == band for b, _ in self.counts))

    def of(self, band: WeightBand, zone: Zone) -> int:
        """The items of one cell of the grid."""
        return self.counts.get((band, zone), 0)


def totals(items: Iterable[Item], on: date) -> Totals:
    """Count the items by the bands in force on that day."""
    counts = Counter((band_of(item.grams, on), zone_of(item.postcode)) for item in items)
    return Totals(bands(on), dict(counts))
