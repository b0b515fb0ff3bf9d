"""The price of one item, as people type it."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.deposits.unit_price import HIGHEST, NotAPrice, PriceProblem, read_price


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("2,1234", 21234),
        ("2.12 €", 21200),
        ("2,12\u202f€", 21200),
        ("€2.12", 21200),
        (" 3 ", 30000),
        ("0,0001", 1),
        ("1,5 EUR", 15000),
        ("12 euros", 120000),
        ("99,9999", HIGHEST),
    ],
)
def test_as_people_type_it(typed: str, price: int) -> None:
    assert read_price(typed) == price


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("abc", PriceProblem.NOT_A_PRICE),
        ("-2,12", PriceProblem.NOT_A_PRICE),
        ("1.234,56", PriceProblem.NOT_A_PRICE),
        ("2,", PriceProblem.NOT_A_PRICE),
        (",5", PriceProblem.NOT_A_PRICE),
        ("1e3", PriceProblem.NOT_A_PRICE),
        ("٢,١٢", PriceProblem.NOT_A_PRICE),
        ("9" * 5_000, PriceProblem.NOT_A_PRICE),
        ("2,12345", PriceProblem.TOO_FINE),
        ("2,12000", PriceProblem.TOO_FINE),
        ("0", PriceProblem.ZERO),
        ("0,0000 €", PriceProblem.ZERO),
        ("100", PriceProblem.TOO_HIGH),
        ("212", PriceProblem.TOO_HIGH),
    ],
)
def test_what_is_refused_says_why(typed: str, problem: PriceProblem) -> None:
    with pytest.raises(NotAPrice) as refused:
        read_price(typed)
    assert refused.value.problem is problem


@given(st.integers(1, HIGHEST), st.sampled_from(",."))
def test_no_ten_thousandth_is_lost(price: int, sign: str) -> None:
    typed = f"{Decimal(price).scaleb(-4):f}".replace(".", sign)
    assert read_price(typed) == price


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_price_or_a_fault(typed: str) -> None:
    with suppress(NotAPrice):
        assert 0 < read_price(typed) <= HIGHEST
