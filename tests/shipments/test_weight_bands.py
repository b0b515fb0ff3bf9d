"""Weight bands of Lettre Suivie, at every edge."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipments.weight_bands import HEAVIEST_GRAMS, NoBand, WeightBand, band_of, bands

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("grams", "lower", "upper"),
    [
        (1, 0, 20),
        (20, 0, 20),
        (21, 21, 50),
        (50, 21, 50),
        (51, 51, 100),
        (100, 51, 100),
        (101, 101, 250),
        (250, 101, 250),
        (251, 251, 500),
        (500, 251, 500),
        (501, 501, 1000),
        (1000, 501, 1000),
        (1001, 1001, 2000),
        (2000, 1001, 2000),
        (2001, 2001, 3000),
        (3000, 2001, 3000),
    ],
)
def test_a_weight_has_the_band_of_la_postes_table(grams: int, lower: int, upper: int) -> None:
    assert band_of(grams, TODAY) == WeightBand(lower, upper)


@pytest.mark.parametrize("grams", [3001, 0, -1])
def test_a_weight_outside_the_bands_is_refused(grams: int) -> None:
    with pytest.raises(NoBand):
        band_of(grams, TODAY)


def test_no_band_is_known_before_the_first_grid() -> None:
    assert band_of(20, date(2015, 1, 1)) == WeightBand(0, 20)
    with pytest.raises(NoBand):
        band_of(20, date(2014, 12, 31))


def test_there_are_eight_bands_up_to_the_heaviest_item() -> None:
    grid = bands(TODAY)
    assert len(grid) == 8
    assert grid[-1].upper == HEAVIEST_GRAMS
    assert list(grid) == sorted(grid)


@given(st.integers(min_value=1, max_value=HEAVIEST_GRAMS))
def test_every_weight_is_in_exactly_one_band(grams: int) -> None:
    holding = [band for band in bands(TODAY) if band.lower <= grams <= band.upper]
    assert holding == [band_of(grams, TODAY)]
