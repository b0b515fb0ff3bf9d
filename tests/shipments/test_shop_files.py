"""Whole files of each shop, a twentieth of their orders bad: every fault is found, and only these."""

import pytest

from app.shipments.importing import Reading, read_file
from tests.shipments.shop_files import FAULTS, LAYOUTS, ShopFile, Sold, shop_file

GOOD_WITHOUT_A_QUESTION = 0.99


def judge(made: ShopFile, reading: Reading, shop: str) -> None:
    """Every bad order is refused on its line; of the good ones nearly all come in as they are."""
    by_line = {line: reference for reference, line in made.lines.items()}
    refused = {by_line[refusal.line] for refusal in reading.refusals}
    bad = {order.reference for order in made.orders if order.fault}
    good = {order.reference: order for order in made.orders if not order.fault}
    assert reading.shop == shop
    assert bad <= refused, [o for o in made.orders if o.reference in bad - refused][:3]
    assert len(refused - bad) <= (1 - GOOD_WITHOUT_A_QUESTION) * len(good), [
        (good[by_line[r.line]], r.fault) for r in reading.refusals if by_line[r.line] not in bad
    ][:3]
    for order in reading.orders:
        assert_is_whole(good[order.reference], order.grams, order.address.printed_lines())


def assert_is_whole(order: Sold, grams: int, lines: tuple[str, ...]) -> None:
    assert grams == sum(map(int, order.grams))
    assert lines[-1].startswith(order.postcode)
    assert any(order.name in line for line in lines[:2])


@pytest.mark.parametrize("shop", LAYOUTS)
def test_every_fault_of_a_shops_file_is_found_and_good_orders_pass(shop: str) -> None:
    made = shop_file(LAYOUTS[shop], 600, seed=11)
    assert {order.fault for order in made.orders} == {"", *FAULTS}
    judge(made, read_file(made.content), shop)


@pytest.mark.prove
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("shop", LAYOUTS)
def test_in_thousands_of_orders_too(shop: str, seed: int) -> None:
    made = shop_file(LAYOUTS[shop], 3_000, seed)
    judge(made, read_file(made.content), shop)
