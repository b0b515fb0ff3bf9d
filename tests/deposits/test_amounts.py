"""Amounts are exact, rounded once, and None if a price is missing."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deposits.amounts import Amounts, in_cents

CELLS = st.dictionaries(st.integers(0, 15), st.integers(0, 5_000))
PRICES = st.dictionaries(st.integers(0, 15), st.integers(1, 999_999))


@pytest.mark.parametrize(
    ("ten_thousandths", "cents"), [(49, 0), (50, 1), (149, 1), (150, 2), (250, 3), (21_234, 212)]
)
def test_a_half_goes_up(ten_thousandths: int, cents: int) -> None:
    assert in_cents(ten_thousandths) == cents


def test_the_total_is_the_sum_of_what_is_shown() -> None:
    """Two cells of 0,0050 € each show 0,01 €: the total says 0,02 €, not the exact 0,01 €."""
    amounts = Amounts({"a": 1, "b": 1}, {"a": 50, "b": 50})
    assert [amounts.amount(cell) for cell in "ab"] == [1, 1]
    assert amounts.total == 2


def test_each_cell_is_rounded_once_not_each_item() -> None:
    assert Amounts({"a": 1_000}, {"a": 21_234}).total == 212_340


def test_a_missing_price_leaves_its_amount_and_the_sums_empty() -> None:
    amounts = Amounts({"a": 2, "b": 3}, {"a": 10_000})
    assert (amounts.price("a"), amounts.amount("a")) == (10_000, 200)
    assert (amounts.price("b"), amounts.amount("b"), amounts.total) == (None, None, None)
    assert amounts.sum_of("a") == 200
    assert amounts.sum_of("b") is None


def test_a_price_without_items_is_not_shown() -> None:
    amounts = Amounts({"a": 1, "b": 0}, {"a": 10_000, "b": 20_000, "c": 30_000})
    assert (amounts.price("b"), amounts.price("c"), amounts.total) == (None, None, 100)


def test_nothing_counted_costs_nothing_that_is_known() -> None:
    assert Amounts({}, {1: 10_000}).total is None


@given(CELLS, PRICES)
def test_as_decimals_say(counts: Mapping[int, int], prices: Mapping[int, int]) -> None:
    amounts = Amounts(counts, prices)
    filled = {cell: count for cell, count in counts.items() if count}
    if not filled or not filled.keys() <= prices.keys():
        assert amounts.total is None
        return
    shown = [
        (Decimal(prices[cell]).scaleb(-4) * count).quantize(Decimal("0.01"), ROUND_HALF_UP)
        for cell, count in filled.items()
    ]
    assert amounts.total is not None
    assert Decimal(amounts.total).scaleb(-2) == sum(shown)
