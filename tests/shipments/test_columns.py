"""Finding columns by the headings of the first line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shipments.cells import Unit
from app.shipments.columns import Column, Columns, UnusableColumns, match_columns
from app.shipments.faults import Field
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
        ("Poids (g)", Field.WEIGHT),
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


def test_of_two_columns_of_one_name_the_first_is_read() -> None:
    columns = columns_of(*FRENCH, "Weight (kg)", "Ville")
    assert columns.weight_unit is Unit.GRAMS
    assert columns.positions[Column.TOWN] == (4,)


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
    except UnusableColumns:
        return
    assert columns.missing() == ()
