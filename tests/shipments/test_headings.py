"""What headings mean: by their shop, as its documentation has them, or by themselves."""

import pytest

from app.shipments.cells import Unit
from app.shipments.headings import (
    Block,
    Column,
    Meaning,
    heading_key,
    meaning_of,
    meanings,
    shop_of,
)
from tests.shipments.shop_files import LAYOUTS


@pytest.mark.parametrize("shop", LAYOUTS)
def test_a_shops_file_is_known_by_its_headings(shop: str) -> None:
    assert shop_of(LAYOUTS[shop].headings.split(",")) == shop


def test_a_shops_name_may_be_its_order_and_its_billing_columns_mean_nothing() -> None:
    header = LAYOUTS["Shopify"].headings.split(",")
    read = {
        h: meaning.column for h, meaning in zip(header, meanings(header), strict=True) if meaning
    }
    assert read["Name"] is Column.REFERENCE
    assert read["Shipping Address1"] is Column.STREET
    assert not any(heading.startswith("Billing") for heading in read)
    assert read["Weight (g)"] is Column.WEIGHT  # added by hand


@pytest.mark.parametrize(
    "header",
    [
        # The fields of https://support.sendcloud.com/hc/en-us/articles/360025142831
        ["Customer name", "Country code", "Postal code", "Street name", "House number", "City", "Order reference"],
        ["Customer name", "Country code", "Postal code", "Address", "City", "Order reference"],
        # The order feed of https://developer.ebay.com/Devzone/merchant-products/mipng/
        ["orderID", "buyerNameOnAddress", "buyerAddressLine1", "buyerCity", "buyerPostalCode", "buyerCountry"],
    ],
)  # fmt: skip
def test_documented_fields_are_all_known(header: list[str]) -> None:
    assert all(meanings(header))


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("Adresse de livraison 1", (Column.STREET, Block.DELIVERY)),
        ("Address 1&2 (Shipping)", (Column.STREET, Block.DELIVERY)),
        ("ship-to-city", (Column.TOWN, Block.DELIVERY)),
        ("shippingAddressLine1", (Column.STREET, Block.DELIVERY)),
        ("Code postal (facturation)", (Column.POSTCODE, Block.BILLING)),
        ("Destinataire", (Column.NAME, Block.DELIVERY)),
        ("Ville", (Column.TOWN, Block.PLAIN)),
        ("Ville de l'expéditeur", (Column.TOWN, Block.SENDER)),
        ("Date de livraison", None),
        ("Mode de livraison", None),
        ("Shipping Method", None),
        ("Référence article", (Column.ARTICLE, Block.PLAIN)),
    ],
)
def test_a_heading_says_which_column_and_whose(
    heading: str, meaning: tuple[Column, Block] | None
) -> None:
    found = meaning_of(heading)
    assert (found and (found.column, found.block)) == meaning


@pytest.mark.parametrize(
    ("heading", "unit", "of_order"),
    [
        ("Poids (g)", Unit.GRAMS, False),
        ("Weight", Unit.KILOGRAMS, False),
        ("Poids", None, False),
        ("Poids total (g)", Unit.GRAMS, True),
        ("order_weight", Unit.KILOGRAMS, True),
    ],
)
def test_a_weight_has_its_unit_and_says_of_what_it_is(
    heading: str, unit: Unit | None, of_order: bool
) -> None:
    found = meaning_of(heading)
    assert isinstance(found, Meaning)
    assert (found.unit, found.of_order) == (unit, of_order)


def test_joined_words_are_parted() -> None:
    assert heading_key("shipToAddressLine1") == heading_key("Ship to address line 1")
    assert heading_key("CODE_POSTAL") == heading_key("Code postal") == heading_key("CodePostal")
