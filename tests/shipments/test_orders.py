"""Reading a row gives an order, or everything that is wrong with it."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.shipments.columns import match_columns
from app.shipments.faults import Field, FieldFault, FieldProblem
from app.shipments.orders import LONGEST_REFERENCE, Order, read_order
from app.shipments.table import Table, TableRow
from app.shipments.zones import Zone

GOOD = {
    "Référence": "CMD-1",
    "Nom": "Camille Guérin",
    "Société": "",
    "Numéro de voie": "",
    "Adresse": "3 bis rue de l'Église",
    "Complément": "",
    "Code postal": "75001",
    "Ville": "Paris",
    "Pays": "",
    "Poids (g)": "250",
}


def outcome(weight: str = "Poids (g)", **changed: str) -> Order | list[FieldFault]:
    """The row with some cells changed; a keyword is the heading in lower case, or a short name."""
    short = {
        "Référence": "reference",
        "Numéro de voie": "number",
        "Code postal": "postcode",
        "Poids (g)": "grams",
    }
    cells = {h: changed.get(short.get(h, h.lower()), value) for h, value in GOOD.items()}
    header = tuple(weight if heading == "Poids (g)" else heading for heading in cells)
    row = TableRow(2, tuple(cells.values()))
    return read_order(row, match_columns(Table(header, [row])))


def order(weight: str = "Poids (g)", **changed: str) -> Order:
    read = outcome(weight, **changed)
    assert isinstance(read, Order), read
    return read


def only_fault(weight: str = "Poids (g)", **changed: str) -> FieldFault:
    faults = outcome(weight, **changed)
    assert isinstance(faults, list)
    assert len(faults) == 1, faults
    return faults[0]


def test_a_good_row_is_an_order() -> None:
    read = order()
    assert (read.reference, read.name, read.grams) == ("CMD-1", "Camille Guérin", 250)
    assert (read.zone, read.restored_postcode) == (Zone.METROPOLE, False)
    assert read.address.printed_lines()[-1] == "75001 PARIS"


@pytest.mark.parametrize(
    "written",
    ["75001", " 75 001 ", "75\u00a0001", "75001.0", "75001,00", "'75001", '="75001"', "F-75001",
     "FR75001", "７５００１", "75001\u200b"],
)  # fmt: skip
def test_a_postcode_is_understood_in_any_dress(written: str) -> None:
    read = order(postcode=written)
    assert (read.address.postcode, read.restored_postcode) == ("75001", False)


@pytest.mark.parametrize(
    ("written", "town", "postcode"),
    [
        ("1000", "Bourg-en-Bresse", "01000"),
        ("1000.0", "Bourg-en-Bresse", "01000"),
        ("1000", "Bourg en Bres", "01000"),
        ("1009", "BOURG EN BRESSE CEDEX", "01009"),
    ],
)
def test_a_postcode_that_lost_its_zero_gets_it_back(written: str, town: str, postcode: str) -> None:
    read = order(postcode=written, ville=town)
    assert (read.address.postcode, read.restored_postcode) == (postcode, True)


def test_a_zero_that_was_kept_is_not_noted_as_restored() -> None:
    read = order(postcode="'01000", ville="Bourg-en-Bresse")
    assert (read.address.postcode, read.restored_postcode) == ("01000", False)


@pytest.mark.parametrize("written", ["7500", "0750", "750", "75", "750011", "2A004", "x"])
def test_what_is_no_postcode_is_refused_with_those_of_the_town(written: str) -> None:
    fault = only_fault(postcode=written, ville="Marsainvilliers", pays="FR")
    assert (fault.field, fault.problem) == (Field.POSTCODE, FieldProblem.NOT_A_POSTCODE)
    assert fault.instead == "45300"


def test_a_postcode_cut_short_is_proposed_among_those_that_begin_so() -> None:
    fault = only_fault(postcode="7500", pays="FR")
    assert fault.choices[0] == "75001"
    assert all(postcode.startswith("7500") for postcode in fault.choices)


def test_a_missing_postcode_is_proposed_from_the_town() -> None:
    fault = only_fault(postcode="", ville="Marsainvilliers")
    assert (fault.problem, fault.instead) == (FieldProblem.MISSING, "45300")


def test_a_postcode_that_the_list_does_not_know_is_accepted() -> None:
    assert order(postcode="75757", ville="Paris Cedex 15").zone is Zone.METROPOLE


@pytest.mark.parametrize(
    ("postcode", "country", "zone"),
    [
        ("75001", "France", Zone.METROPOLE),
        ("75001", "FRA", Zone.METROPOLE),
        ("98000", "Monaco", Zone.METROPOLE),
        ("97400", "RE", Zone.OM1),
        ("97400", "FR", Zone.OM1),
        ("97150", "Saint-Martin", Zone.OM1),
    ],
)
def test_france_overseas_and_monaco_are_served(postcode: str, country: str, zone: Zone) -> None:
    assert order(postcode=postcode, pays=country).zone is zone


@pytest.mark.parametrize("postcode", ["98400", "98600", "98700", "98800"])
def test_om_2_is_refused_by_its_zone(postcode: str) -> None:
    fault = only_fault(postcode=postcode)
    assert (fault.field, fault.problem) == (Field.POSTCODE, FieldProblem.ZONE_NOT_SERVED)


@pytest.mark.parametrize(
    ("country", "postcode"), [("DE", "54450"), ("Andorre", "AD500"), ("Belgique", "1000")]
)
def test_another_country_is_refused_once_and_its_postcode_not_judged(
    country: str, postcode: str
) -> None:
    fault = only_fault(pays=country, postcode=postcode)
    assert (fault.field, fault.problem) == (Field.COUNTRY, FieldProblem.COUNTRY_NOT_SERVED)


@pytest.mark.parametrize(
    ("country", "postcode", "instead"),
    [("Monaco", "75001", "France"), ("RE", "97110", "Guadeloupe"), ("NC", "75001", "France")],
)
def test_a_country_that_contradicts_the_postcode_is_refused(
    country: str, postcode: str, instead: str
) -> None:
    fault = only_fault(pays=country, postcode=postcode)
    assert (fault.problem, fault.instead) == (FieldProblem.COUNTRY_CONTRADICTS, instead)


@pytest.mark.parametrize(
    ("written", "grams"),
    [
        ("1", 1),
        ("20", 20),
        ("20.0", 20),
        ("20,01", 21),
        ("20.5", 21),
        ("21.000", 21),
        ("1 500", 1500),
        ("1\u202f500 g", 1500),
        ("3000", 3000),
        ("3000,00", 3000),
        ("0,5 kg", 500),
        ("2.999 Kg", 2999),
        ("250 grammes", 250),
        ("'250", 250),
    ],
)
def test_a_weight_in_grams_is_read_and_rounded_up(written: str, grams: int) -> None:
    assert order(grams=written).grams == grams


@pytest.mark.parametrize(
    ("written", "grams"),
    [("0.02", 20), ("0.020", 20), ("0,0201", 21), ("2.999", 2999), ("3", 3000), ("500 g", 500)],
)
def test_a_weight_in_kilograms_is_read_without_binary_error(written: str, grams: int) -> None:
    assert order("Poids (kg)", grams=written).grams == grams


@pytest.mark.parametrize(
    ("heading", "written", "problem", "instead"),
    [
        ("Poids (g)", "", FieldProblem.MISSING, ""),
        ("Poids (g)", "-", FieldProblem.MISSING, ""),
        ("Poids (g)", "léger", FieldProblem.NOT_A_WEIGHT, ""),
        ("Poids (g)", "8 oz", FieldProblem.NOT_A_WEIGHT, ""),
        ("Poids (g)", "1,500.00", FieldProblem.NOT_A_WEIGHT, ""),
        ("Poids (g)", "nan", FieldProblem.MISSING, ""),
        ("Poids (g)", "1.5", FieldProblem.UNIT_UNCLEAR, "1500 g"),
        ("Poids (g)", "1,500 g", FieldProblem.AMOUNT_UNCLEAR, ""),
        ("Poids (g)", "1.500 g", FieldProblem.AMOUNT_UNCLEAR, ""),
        ("Poids (g)", "0.5 g", FieldProblem.AMOUNT_UNCLEAR, ""),
        ("Poids (g)", "9" * 5000, FieldProblem.NOT_A_WEIGHT, ""),
        ("Poids (g)", "0", FieldProblem.NOT_POSITIVE, ""),
        ("Poids (g)", "-5", FieldProblem.NOT_POSITIVE, ""),
        ("Poids (g)", "3000,01", FieldProblem.TOO_HEAVY, ""),
        ("Poids (g)", "3001", FieldProblem.TOO_HEAVY, ""),
        ("Poids (g)", "0.499", FieldProblem.UNIT_UNCLEAR, "499 g"),
        ("Poids (g)", "1.500", FieldProblem.UNIT_UNCLEAR, "1500 g"),
        ("Poids (g)", "3,001", FieldProblem.UNIT_UNCLEAR, ""),
        ("Poids (kg)", "3.001", FieldProblem.TOO_HEAVY, ""),
        ("Poids (kg)", "250", FieldProblem.TOO_HEAVY, "250 g"),
        ("Poids (kg)", "4", FieldProblem.TOO_HEAVY, ""),
    ],
)
def test_what_is_no_weight_of_a_letter_is_refused(
    heading: str, written: str, problem: FieldProblem, instead: str
) -> None:
    fault = only_fault(heading, grams=written)
    assert (fault.field, fault.problem, fault.instead) == (Field.WEIGHT, problem, instead)


def test_without_a_unit_anywhere_a_cell_is_refused_where_others_have_one() -> None:
    header = tuple("Poids" if heading == "Poids (g)" else heading for heading in GOOD)
    rows = [
        TableRow(line, (*list(GOOD.values())[:-1], cell)) for line, cell in ((2, "2 g"), (3, "2,5"))
    ]
    columns = match_columns(Table(header, rows))
    read, faults = (read_order(row, columns) for row in rows)
    assert isinstance(read, Order)
    assert isinstance(faults, list)
    assert [(f.problem, f.choices) for f in faults] == [
        (FieldProblem.UNIT_UNCLEAR, ("2,5 g", "2,5 kg"))
    ]


def test_a_reference_is_required_and_at_most_40_characters() -> None:
    assert order(reference="R" * LONGEST_REFERENCE).reference == "R" * LONGEST_REFERENCE
    assert only_fault(reference="R" * 41).problem is FieldProblem.TOO_LONG
    assert only_fault(reference=" ").problem is FieldProblem.MISSING


@pytest.mark.parametrize(
    ("written", "instead"),
    [("JÃ©rÃ´me", "Jérôme"), ("VoilÃ\u00a0", "Voilà"), ("J\ufffdr\ufffdme", "")],
)
def test_damaged_letters_are_refused_with_the_text_mended_unless_one_is_lost(
    written: str, instead: str
) -> None:
    fault = only_fault(nom=written)
    assert (fault.field, fault.problem, fault.instead) == (Field.NAME, FieldProblem.SPOILT, instead)


def test_html_entities_do_not_reach_the_address() -> None:
    assert order(nom="Boulangerie &amp; Fils").address.line1 == "Boulangerie & Fils"


@pytest.mark.parametrize(
    ("number", "street", "line"),
    [
        ("31 bis", "rue Haute", "31 bis rue Haute"),
        ("31.0", "rue Haute", "31 rue Haute"),
        ("31", "31 rue Haute", "31 rue Haute"),
        ("3", "31 rue Haute", "3 31 rue Haute"),
        ("", "rue Haute", "rue Haute"),
    ],
)
def test_the_house_number_is_written_once_before_the_street(
    number: str, street: str, line: str
) -> None:
    assert order(number=number, adresse=street).address.line4 == line


def test_a_first_name_column_is_joined_before_the_name() -> None:
    header = ("Réf", "Prénom", "Nom", "Rue", "CP", "Ville", "Poids (g)")
    row = TableRow(2, ("R1", "Zoé", "Roux", "1 rue Haute", "75001", "Paris", "20"))
    read = read_order(row, match_columns(Table(header, [row])))
    assert isinstance(read, Order)
    assert read.name == "Zoé Roux"


def test_what_stands_below_a_line_break_in_a_name_is_a_line_of_its_own() -> None:
    lines = order(nom="Camille Guérin<br>Bât B").address.printed_lines()
    assert lines == ("Camille Guérin", "Bât B", "3 BIS RUE DE L EGLISE", "75001 PARIS")


def read_with(more: dict[str, str]) -> Order | list[FieldFault]:
    """The good row with further columns."""
    cells = {**GOOD, **more}
    row = TableRow(2, tuple(cells.values()))
    return read_order(row, match_columns(Table(tuple(cells), [row])))


@pytest.mark.parametrize(
    "size",
    [
        {"Épaisseur (cm)": "4"},
        {"Longueur": "60", "Largeur": "30", "Hauteur": "2"},
        {"Dimensions": "40x30x5 cm"},
    ],
)
def test_a_size_beyond_what_may_be_sent_is_refused(size: dict[str, str]) -> None:
    faults = read_with(size)
    assert isinstance(faults, list)
    assert [fault.problem for fault in faults] == [FieldProblem.TOO_LARGE]


def test_the_recipients_e_mail_is_kept_and_what_is_none_is_not() -> None:
    kept, none = read_with({"E-mail": "zoe@example.com"}), read_with({"E-mail": "inconnu"})
    assert isinstance(kept, Order)
    assert isinstance(none, Order)
    assert (kept.email, none.email) == ("zoe@example.com", "")


def test_all_the_faults_of_a_row_are_told_in_the_order_of_its_fields() -> None:
    faults = outcome(reference="", nom="", adresse="", postcode="750", ville="", grams="léger")
    assert isinstance(faults, list)
    assert [fault.field for fault in faults] == [
        Field.REFERENCE, Field.NAME, Field.STREET, Field.POSTCODE, Field.TOWN, Field.WEIGHT,
    ]  # fmt: skip


def test_a_row_with_more_cells_than_the_header_is_refused_whole() -> None:
    row = TableRow(2, (*GOOD.values(), "", "rest"))
    faults = read_order(row, match_columns(Table(tuple(GOOD), [row])))
    assert faults == [FieldFault(Field.ROW, "rest", FieldProblem.TOO_MANY_CELLS, limit=len(GOOD))]


@settings(max_examples=250)
@given(st.lists(st.text(max_size=50), min_size=len(GOOD), max_size=len(GOOD) + 1))
@example(["\ud800"] * len(GOOD))
@example(["&#0;&#xD800;&#x110000;&#9999999;"] * len(GOOD))
@example(["\u0345ŉﬀẞİ" * 9] * len(GOOD))
def test_any_text_is_an_order_or_faults(cells: list[str]) -> None:
    row = TableRow(2, tuple(cells))
    read = read_order(row, match_columns(Table(tuple(GOOD), [row])))
    if isinstance(read, Order):
        assert all(0 < len(line) <= 38 for line in read.address.printed_lines())
        assert 1 <= read.grams <= 3000
    else:
        assert read
