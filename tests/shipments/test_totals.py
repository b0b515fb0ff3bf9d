"""Items counted by weight band and zone."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipments.totals import totals
from app.shipments.weight_bands import NoBand, WeightBand, band_of
from app.shipments.zones import Zone, zone_of

DAY = date(2026, 11, 23)
LIGHTEST, SECOND, HEAVIEST = WeightBand(0, 20), WeightBand(21, 50), WeightBand(2001, 3000)


@dataclass(frozen=True)
class Item:
    """The attributes of a label that are counted."""

    grams: int
    postcode: str


def test_items_are_counted_by_band_and_zone() -> None:
    counted = totals(
        [Item(20, "69002"), Item(1, "20200"), Item(21, "69002"), Item(3000, "97400")], DAY
    )
    assert counted.count == 4
    assert counted.of(LIGHTEST, Zone.METROPOLE) == 2
    assert counted.of(SECOND, Zone.METROPOLE) == 1
    assert counted.of(HEAVIEST, Zone.OM1) == 1
    assert counted.of(HEAVIEST, Zone.METROPOLE) == 0


def test_only_what_is_there_is_named_lightest_first_and_in_la_postes_order() -> None:
    counted = totals([Item(3000, "97400"), Item(20, "69002"), Item(2500, "69002")], DAY)
    assert counted.filled_bands == (LIGHTEST, HEAVIEST)
    assert counted.zones == (Zone.METROPOLE, Zone.OM1)


def test_nothing_counts_nothing() -> None:
    counted = totals([], DAY)
    assert (counted.count, counted.filled_bands, counted.zones) == (0, (), ())
    assert len(counted.bands) == 8


def test_a_weight_that_no_band_holds_is_refused() -> None:
    with pytest.raises(NoBand):
        totals([Item(3001, "69002")], DAY)


@given(
    st.lists(
        st.builds(Item, st.integers(1, 3000), st.sampled_from(["01000", "97133", "98000", "97600"]))
    )
)
def test_the_cells_add_up_to_all(items: list[Item]) -> None:
    counted = totals(items, DAY)
    cells = {(band, zone): counted.of(band, zone) for band in counted.bands for zone in Zone}
    assert sum(cells.values()) == counted.count == len(items)
    wanted = Counter((band_of(i.grams, DAY), zone_of(i.postcode)) for i in items)
    assert {cell: n for cell, n in cells.items() if n} == dict(wanted)
