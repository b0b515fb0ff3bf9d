"""Finding columns by the headings of the first line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipments.cells import Unit
from app.shipments.columns import AmbiguousColumns, Columns, UnusableColumns, match_columns
from app.shipments.faults import Field
from app.shipments.headings import Column
from app.shipments.table import Table, TableRow

FRENCH = ("Référence", "Nom", "Adresse", "Code postal", "Ville", "Poids (g)")


def columns_of(*header: str, cells: tuple[str, ...] = ()) -> Columns:
    return match_columns(Table(header, [TableRow(2, cells or ("1",) * len(header))]))


def test_sendclouds_export_is_read_with_its_weight_in_kilograms() -> None:
    columns = columns_of(
        "Order number", "Name", "Company", "Address", "House number", "Address 2", "City",
        "Postal code", "Country", "Email", "Telephone", "Weight",
    )  # fmt: skip
    assert columns.missing() == ()
    assert columns.weight_unit is Unit.KILOGRAMS
    assert columns.positions[Column.HOUSE_NUMBER] == (4,)
    assert columns.positions[Column.COMPLEMENT] == (5,)


def test_a_french_spreadsheet_is_read_with_its_weight_in_grams() -> None:
    columns = columns_of(*FRENCH)
    assert columns.missing() == ()
    assert columns.weight_unit is Unit.GRAMS


@pytest.mark.parametrize(
    "heading",
    ["Code postal", "CODE POSTAL", "code_postal", "Code-Postal ", "ＣＰ", "C\u00f4de postal"],
)
def test_case_accents_and_punctuation_do_not_count(heading: str) -> None:
    assert columns_of(*(heading if h == "Code postal" else h for h in FRENCH)).missing() == ()


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("Poids (g)", Unit.GRAMS),
        ("poids en grammes", Unit.GRAMS),
        ("Grams", Unit.GRAMS),
        ("Weight (g)", Unit.GRAMS),
        ("Poids (kg)", Unit.KILOGRAMS),
        ("Weight (kg)", Unit.KILOGRAMS),
        ("Weight", Unit.KILOGRAMS),
    ],
)
def test_the_unit_of_the_weight_is_the_headings(heading: str, unit: Unit) -> None:
    assert columns_of(*FRENCH[:-1], heading).weight_unit is unit


def test_a_weight_without_a_unit_is_refused() -> None:
    with pytest.raises(UnusableColumns) as caught:
        columns_of(*FRENCH[:-1], "Poids", cells=("R", "N", "A", "75001", "PARIS", "250"))
    assert caught.value.unitless == "Poids"
    assert caught.value.missing == ()


def test_a_weight_whose_cells_carry_their_unit_is_read() -> None:
    cells = ("R", "N", "A", "75001", "PARIS", "250 g")
    assert columns_of(*FRENCH[:-1], "Poids", cells=cells).weight_unit is None


@pytest.mark.parametrize(
    ("left_out", "field"),
    [
        ("Référence", Field.REFERENCE),
        ("Nom", Field.NAME),
        ("Adresse", Field.STREET),
        ("Code postal", Field.POSTCODE),
        ("Ville", Field.TOWN),
    ],
)
def test_a_missing_column_is_named_with_those_read(left_out: str, field: Field) -> None:
    with pytest.raises(UnusableColumns) as caught:
        columns_of(*(h for h in FRENCH if h != left_out), "Couleur")
    assert caught.value.missing == (field,)
    assert caught.value.read == tuple(h for h in FRENCH if h != left_out)
    assert caught.value.unread == ("Couleur",)


def test_a_company_column_stands_for_the_name() -> None:
    assert columns_of(*("Société" if h == "Nom" else h for h in FRENCH)).missing() == ()


def test_a_missing_weight_is_each_orders_own_fault() -> None:
    assert columns_of(*FRENCH[:-1]).missing() == ()


def test_of_two_columns_that_say_the_same_the_first_is_read() -> None:
    columns = columns_of(*FRENCH, "Ville")
    assert columns.positions[Column.TOWN] == (4,)


def refused(*header: str, cells: tuple[str, ...]) -> tuple[bool, list[str]]:
    """Whether the address is mixed, and the headings of the columns to choose from."""
    with pytest.raises(AmbiguousColumns) as caught:
        columns_of(*header, cells=cells)
    return caught.value.mixed, [candidate.heading for candidate in caught.value.candidates]


def test_two_columns_that_differ_are_for_the_person_to_choose() -> None:
    cells = ("R", "N", "A", "75001", "PARIS", "20", "LYON")
    assert refused(*FRENCH, "Ville", cells=cells) == (False, ["Ville", "Ville"])
    assert refused(*FRENCH, "Weight (kg)", cells=cells) == (False, ["Poids (g)", "Weight (kg)"])


def places(*header: str) -> dict[str, str]:
    """The heading that is read for each column."""
    columns = columns_of(*header, cells=tuple(header))
    return {column: header[at[0]] for column, at in columns.positions.items()}


PAYER = ("N° commande", "Client", "Adresse", "CP", "Ville", "Poids (g)")


@pytest.mark.parametrize(
    "delivery",
    [
        ("Destinataire", "Adresse de livraison", "Code postal de livraison", "Ville de livraison"),
        ("Nom livraison", "Adresse livraison", "CP livraison", "Ville livraison"),
        ("Shipping Name", "Shipping Address 1", "Shipping Zip", "Shipping City"),
        ("ship_to_name", "ship_to_address_1", "ship_to_postcode", "ship_to_city"),
        ("Delivery name", "Delivery street", "Delivery postcode", "Delivery town"),
        ("recipientName", "recipientAddressLine1", "recipientPostalCode", "recipientCity"),
        ("livraison_nom", "livraison_adresse", "livraison_cp", "livraison_ville"),
        ("Livr. nom", "Livr. adresse", "Livr. CP", "Livr. ville"),
        ("Livrer à", "Adresse d'expédition", "CP d'expédition", "Ville d'expédition"),
        ("Nom de livraison", "Adresse de livraison 1", "CP de livraison", "Ville de livraison"),
    ],
)
def test_a_delivery_address_wins_over_one_that_says_nothing(delivery: tuple[str, ...]) -> None:
    for header in ((*PAYER, *delivery), (*delivery, *PAYER)):
        read = places(*header)
        assert (read["name"], read["street"], read["postcode"], read["town"]) == delivery


@pytest.mark.parametrize(
    "billing",
    [
        (
            "Nom de facturation",
            "Adresse de facturation",
            "CP de facturation",
            "Ville de facturation",
        ),
        ("Billing Name", "Billing Address 1", "Billing Zip", "Billing City"),
        ("Buyer Name", "Buyer Address 1", "Buyer Zip", "Buyer City"),
        ("Nom de l'acheteur", "Facturation adresse", "Facturation cp", "Facturation ville"),
    ],
)
def test_an_address_that_says_nothing_wins_over_the_payers(billing: tuple[str, ...]) -> None:
    for header in ((*billing, *FRENCH), (*FRENCH, *billing)):
        read = places(*header)
        assert (read["name"], read["street"], read["postcode"], read["town"]) == FRENCH[1:5]


def test_the_senders_address_is_never_read() -> None:
    sender = ("Sender name", "Sender address", "Adresse de l'expéditeur", "Ville de l'expéditeur")
    assert set(places(*sender, *FRENCH).values()) == set(FRENCH)


@pytest.mark.parametrize(
    ("header", "named"),
    [
        (
            ("Commande", "Nom", "Adresse", "Adresse de livraison", "CP de livraison",
             "Ville de livraison", "Poids (g)"),
            ["Nom", "Adresse de livraison"],
        ),
        (
            ("Commande", "Nom", "Adresse", "CP", "Ville", "Destinataire", "Adresse de livraison",
             "Ville de livraison", "Poids (g)"),
            ["CP", "Adresse de livraison"],
        ),
        (
            ("Commande", "Nom", "Adresse", "CP", "Adresse de facturation", "Ville de facturation",
             "Poids (g)"),
            ["Ville de facturation", "Adresse"],
        ),
    ],
)  # fmt: skip
def test_one_address_from_two_is_refused_with_a_column_of_each(
    header: tuple[str, ...], named: list[str]
) -> None:
    assert refused(*header, cells=header) == (True, named)


def test_what_only_one_address_has_completes_it() -> None:
    read = places("Commande", "Nom", "Adresse de livraison", "Code postal", "Ville", "Poids (g)")
    assert read["street"] == "Adresse de livraison"
    assert read["town"] == "Ville"


@pytest.mark.parametrize("heading", ["N°", "Numéro", "No"])
def test_a_number_beside_streets_without_one_is_the_houses(heading: str) -> None:
    cells = ("R", "L", "12", "rue Haute", "75001", "Paris", "20")
    header = ("Référence", "Nom", heading, "Rue", "CP", "Ville", "Poids (g)")
    assert columns_of(*header, cells=cells).positions[Column.HOUSE_NUMBER] == (2,)
    numbered = (*cells[:3], "12 rue Haute", *cells[4:])
    assert Column.HOUSE_NUMBER not in columns_of(*header, cells=numbered).positions
    apart = (heading, "Référence", "Nom", "Rue", "CP", "Ville", "Poids (g)")
    assert Column.HOUSE_NUMBER not in columns_of(*apart, cells=cells).positions


@pytest.mark.parametrize("full", ["Full Name", "Nom complet", "Nom et prénom", "Destinataire"])
def test_a_full_name_excludes_first_and_last_name(full: str) -> None:
    rest = ("Order ID", "Street 1", "City", "Zip", "Weight (g)")
    read = places(*rest, "First Name", "Last Name", full)
    assert read["name"] == full
    assert "first_name" not in read


@pytest.mark.parametrize("last", ["Nom", "Last Name", "Nom de famille"])
def test_first_and_last_name_are_joined_without_a_full_one(last: str) -> None:
    read = places("Order ID", "Street 1", "City", "Zip", "Weight (g)", "Prénom", last)
    assert (read["first_name"], read["name"]) == ("Prénom", last)


@pytest.mark.parametrize(
    "article", ["SKU", "Référence article", "Référence produit", "Référence", "Réf", "Item"]
)
def test_an_articles_reference_is_not_the_orders(article: str) -> None:
    for number in ("N° de commande", "Order number", "Numéro de commande", "Order ID"):
        assert places(article, *FRENCH[1:], number)["reference"] == number
    if article not in {"Référence", "Réf"}:
        with pytest.raises(UnusableColumns):
            places(article, *FRENCH[1:])


def test_several_complements_are_joined_by_commas() -> None:
    columns = columns_of(*FRENCH, "Adresse 2", "Adresse 3")
    row = TableRow(2, ("R", "N", "A", "75001", "PARIS", "20", "Bât. B", " Appt 12 "))
    assert columns.cell(row, Column.COMPLEMENT) == "Bât. B, Appt 12"


def test_a_row_that_is_too_short_has_empty_cells() -> None:
    assert columns_of(*FRENCH).cell(TableRow(2, ("R",)), Column.WEIGHT) == ""


@given(st.lists(st.text(max_size=20) | st.sampled_from(FRENCH), max_size=12))
def test_any_header_is_understood_or_the_named_error(header: list[str]) -> None:
    try:
        columns = columns_of(*header)
    except (AmbiguousColumns, UnusableColumns):
        return
    assert columns.missing() == ()
