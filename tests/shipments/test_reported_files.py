"""Files modelled on public reports of what goes wrong elsewhere, each with its right answer."""

import pytest

from app.shipments.columns import AmbiguousColumns
from app.shipments.faults import Field, FieldProblem, RemarkKind
from app.shipments.importing import Reading, read_file
from app.shipments.orders import ImportRules
from tests.samples import DATA

REPORTS = DATA / "reports"
LILAS = ("12 RUE DES LILAS", "01000 BOURG EN BRESSE")


def read(name: str, rules: ImportRules | None = None) -> Reading:
    return read_file((REPORTS / f"{name}.csv").read_bytes(), rules)


def printed(reading: Reading) -> dict[str, tuple[str, ...]]:
    return {order.reference: order.address.printed_lines() for order in reading.orders}


def faults(reading: Reading) -> dict[int, list[tuple[Field, FieldProblem]]]:
    found: dict[int, list[tuple[Field, FieldProblem]]] = {}
    for refusal in reading.refusals:
        found.setdefault(refusal.line, []).append((refusal.fault.field, refusal.fault.problem))
    return found


def test_every_file_has_its_answer_here() -> None:
    source = (DATA.parent / "shipments" / "test_reported_files.py").read_text()
    for file in REPORTS.glob("*/*.csv"):
        assert f'"{file.parent.name}/{file.stem}"' in source, file


def test_the_delivery_columns_are_read_and_not_the_payers() -> None:
    assert printed(read("csv/billing-and-shipping-fr")) == {"1001": ("Jeanne Modèle", *LILAS)}


@pytest.mark.parametrize(
    ("file", "headings", "mixed"),
    [
        ("csv/chimera", ["Nom", "Adresse de livraison"], True),
        ("csv/duplicate-headings", ["Name", "Name"], False),
    ],
)
def test_two_columns_that_may_be_meant_are_named(
    file: str, headings: list[str], mixed: bool
) -> None:
    with pytest.raises(AmbiguousColumns) as caught:
        read(file)
    assert [candidate.heading for candidate in caught.value.candidates] == headings
    assert caught.value.mixed is mixed


@pytest.mark.parametrize("file", ["csv/etsy-sold-orders", "csv/shopify-orders-export"])
def test_a_shops_file_is_read_as_it_comes_but_for_the_weight_it_has_not(file: str) -> None:
    assert faults(read(file)) == {2: [(Field.WEIGHT, FieldProblem.MISSING)]}
    [order] = read(file, ImportRules(usual_grams=90)).orders
    assert order.address.printed_lines() == ("Jeanne Modèle", "Bât B", *LILAS)
    assert order.grams == 90
    assert [remark.kind for remark in order.remarks] == [RemarkKind.USUAL_WEIGHT]
    assert order.reference in {"3344556677", "#1001"}


@pytest.mark.parametrize(
    ("file", "reference", "email"),
    [
        ("csv/etsy-weight-added", "3344556677", ""),
        ("csv/woocommerce-export", "4993", ""),
        ("csv/sendcloud-import-template", "1001", "a@example.com"),
    ],
)
def test_a_shops_file_with_its_weight_is_an_order(file: str, reference: str, email: str) -> None:
    [order] = read(file).orders
    assert (order.reference, order.grams, order.email) == (reference, 80, email)
    assert order.address.printed_lines() == ("Jeanne Modèle", "Bât B", *LILAS)


def test_no_row_without_a_country_passes_as_french() -> None:
    reading = read("csv/foreign-without-country")
    assert faults(reading) == {
        line: [(Field.COUNTRY, FieldProblem.COUNTRY_UNSURE)] for line in range(2, 11)
    }
    assert all(refusal.fault.is_question for refusal in reading.refusals)


def test_places_and_postcodes_are_checked_against_each_other() -> None:
    reading = read("csv/places-and-postcodes")
    lines = printed(reading)
    asked = [(Field.COUNTRY, FieldProblem.COUNTRY_UNSURE)]
    wrong = [(Field.POSTCODE, FieldProblem.NOT_A_POSTCODE)]
    no_town = [(Field.TOWN, FieldProblem.NOT_A_TOWN)]
    assert faults(reading) == {
        22: wrong, 23: wrong, 24: wrong, 29: no_town, 30: asked,
        31: [(Field.COUNTRY, FieldProblem.COUNTRY_NOT_SERVED)],
        32: asked, 33: asked, 34: asked, 35: wrong,
        36: [(Field.COUNTRY, FieldProblem.COUNTRY_UNKNOWN)],
        37: no_town, 38: wrong, 41: asked, 42: wrong,
    }  # fmt: skip
    for overseas in map(str, range(1, 14)):
        assert lines[overseas][-1].startswith(("97", "98"))
    for paris in ("14", "15", "16", "17", "18", "19", "24", "26", "27"):
        assert lines[paris][-1] == "75001 PARIS"
    assert lines["20"][-1] == "75001 PARIS CEDEX"
    assert (lines["38"][-1], lines["39"][-1]) == ("01000 BOURG EN BRESSE", "06000 NICE")


def test_france_is_known_in_many_words_and_no_other_word_is() -> None:
    reading = read("csv/countries")
    france = {"E1", "E2", "E3", "E4", "E11", "E12", "E16", "E17", "E18", "E19", "E21", "E22", "E23"}
    assert set(printed(reading)) == france
    unknown = {14, 15, 16, 21}
    for line, found in faults(reading).items():
        problem = (
            FieldProblem.COUNTRY_UNKNOWN if line in unknown else FieldProblem.COUNTRY_CONTRADICTS
        )
        assert found == [(Field.COUNTRY, problem)]


def test_what_a_spreadsheet_writes_for_nothing_is_never_printed() -> None:
    reading = read("csv/excel-mangled")
    missing = FieldProblem.MISSING
    assert faults(reading) == {
        2: [(Field.STREET, FieldProblem.SPOILT)],
        3: [(Field.POSTCODE, FieldProblem.NOT_A_POSTCODE)],
        4: [(Field.POSTCODE, missing)],
        5: [(Field.STREET, missing)],
        6: [(Field.NAME, missing)],
        7: [(Field.STREET, missing), (Field.WEIGHT, FieldProblem.UNIT_UNCLEAR)],
        8: [(Field.NAME, missing)],
        10: [(Field.NAME, missing)],
    }
    assert printed(reading) == dict.fromkeys(
        ("A8", "A10"), ("Jeanne Modèle", "12 RUE X", "75001 PARIS")
    )


@pytest.mark.parametrize("file", ["csv/sci-monday", "csv/sci-tuesday"])
def test_a_number_that_a_spreadsheet_has_rounded_is_no_reference(file: str) -> None:
    assert faults(read(file)) == {2: [(Field.REFERENCE, FieldProblem.SCIENTIFIC)]}


def test_the_articles_of_an_order_are_one_shipment() -> None:
    [order] = read("csv/one-line-per-item").orders
    assert (order.reference, order.grams, order.lines) == ("1001", 880, (2, 3))


def test_the_reference_is_the_orders_and_not_the_articles() -> None:
    assert set(printed(read("csv/sku-reference"))) == {"1001", "1002"}


def test_a_weight_that_may_be_thousands_is_asked_about() -> None:
    reading = read("csv/weights")
    asked = {r.line: r.fault.choices for r in reading.refusals if r.fault.is_question}
    assert asked == {5: ("1,5 g", "1500 g"), 7: ("1,5 g", "1500 g")}
    assert {order.reference: order.grams for order in reading.orders} == {
        "W1": 80, "W2": 80, "W3": 1500, "W5": 1500, "W12": 250, "W15": 80, "W16": 80, "W17": 80,
        "W20": 80, "W21": 80, "W24": 500, "W25": 1, "W26": 3000, "W28": 3000, "W30": 80,
    }  # fmt: skip


def test_number_and_street_are_line_4_and_postcode_and_town_come_once() -> None:
    lines = printed(read("csv/swapped-street-lines"))
    assert lines == {
        "S1": ("Jeanne Modèle", "Bât B", *LILAS),
        "S2": ("Jeanne Modèle", "appt 12", "Résidence les Pins", *LILAS),
        "S3": ("Jeanne Modèle", *LILAS),
        "S4": ("Acme", "Chez M. Dupont", "12 BIS AVENUE DE LA GARE", LILAS[1]),
        "S5": ("Jeanne Modèle", *LILAS),
        "S6": ("Jeanne Modèle", *LILAS),
    }


MUELLER = ("Jérôme Müller", "Bât. Évêché", "12 RUE DE L EGLISE", "01000 BOURG EN BRESSE")


@pytest.mark.parametrize(
    "file", ["encodings/sep-line", "encodings/title-line-first", "encodings/whole-line-quoted"]
)
def test_what_programs_put_around_the_rows_is_read_past(file: str) -> None:
    assert printed(read(file))["D1"] == MUELLER


@pytest.mark.parametrize(
    ("file", "names", "streets"),
    [
        ("encodings/dos-cp850-silent", ["Michèle Noël", "Zoé Lefèvre"],
         ["3 CHEMIN DE LA FORET", "8 RUE DU 8 MAI A VELIZY"]),
        ("encodings/mac-roman-silent", ["Jérôme Modelé"], ["3 ALLEE DU MARCHE"]),
        ("encodings/iso-8859-15-oe", ["Jérôme Lefèvre", "Zoé Lœil"],
         ["12 RUE DU SACRE COEUR", "3 ALLEE DES OEILLETS"]),
        ("encodings/spaces-after-separator", ["Modèle, Jeanne"], ["12 RUE DES LILAS"]),
    ],
)  # fmt: skip
def test_letters_of_old_machines_are_read_as_they_were_written(
    file: str, names: list[str], streets: list[str]
) -> None:
    lines = list(printed(read(file)).values())
    assert [one[0] for one in lines] == names
    assert [one[-2] for one in lines] == streets


def test_a_line_break_parts_two_pieces_of_the_address() -> None:
    assert set(printed(read("encodings/br-in-cell")).values()) == {
        ("Jeanne Modèle", "Bât B", *LILAS)
    }


def test_escapes_are_refused_and_entities_read() -> None:
    reading = read("encodings/html-numeric-entities")
    assert [order.name for order in reading.orders] == ['Jérôme "Jo" Lefèvre', "Jérôme"]
    spoilt = FieldProblem.SPOILT
    assert faults(reading) == {
        4: [(Field.NAME, spoilt), (Field.STREET, spoilt)],
        5: [(Field.NAME, spoilt)],
    }
    assert reading.refusals[0].fault.instead == "Jérôme"


def test_question_marks_for_letters_are_refused() -> None:
    assert faults(read("encodings/question-marks")) == {
        2: [(Field.NAME, FieldProblem.SPOILT), (Field.STREET, FieldProblem.SPOILT)]
    }
