"""NF Z10-011: six lines of 38 characters, nothing cut, nothing lost."""

import pytest

from app.shipments.address import STORED_LENGTH, Address, compose
from app.shipments.faults import Field, FieldFault, FieldProblem
from app.shipments.postal_places import postcodes_of, towns_of

PARTS = {
    "name": "Camille Guérin",
    "company": "",
    "street": "3 bis, rue de l'Église",
    "complement": "",
    "postcode": "01000",
    "town": "Saint-Denis-lès-Bourg",
}


def composed(**parts: str) -> Address | list[FieldFault]:
    return compose(**{**PARTS, **parts})


def printed(**parts: str) -> tuple[str, ...]:
    address = composed(**parts)
    assert isinstance(address, Address), address
    return address.printed_lines()


def only_fault(**parts: str) -> FieldFault:
    faults = composed(**parts)
    assert isinstance(faults, list)
    assert len(faults) == 1, faults
    return faults[0]


def test_the_lower_lines_are_capitals_without_accents_or_punctuation() -> None:
    assert printed() == (
        "Camille Guérin",
        "3 BIS RUE DE L EGLISE",
        "01000 SAINT DENIS LES BOURG",
    )


def test_an_address_is_stored_as_the_customer_wrote_it() -> None:
    address = composed()
    assert isinstance(address, Address)
    assert (address.line1, address.line4) == ("Camille Guérin", "3 bis, rue de l'Église")
    assert (address.postcode, address.town) == ("01000", "Saint-Denis-lès-Bourg")


@pytest.mark.parametrize(
    ("street", "line"),
    [
        ("1 rue du Sacré-Cœur", "1 RUE DU SACRE COEUR"),
        ("1 rue Lætitia", "1 RUE LAETITIA"),
        ("1 Hauptstraße", "1 HAUPTSTRASSE"),
        ("1 rue d’Aÿ", "1 RUE D AY"),
        ("1 rue Łódź & Øresund", "1 RUE LODZ ET ORESUND"),
        ("N°5 – 7 (fond de cour)", "N 5 7 FOND DE COUR"),
        ("１２ rue", "12 RUE"),
    ],
)
def test_capitals_write_out_what_they_cannot_show(street: str, line: str) -> None:
    assert printed(street=street)[1] == line


@pytest.mark.parametrize("complement", ["BP 40123", "CS 12345", "TSA 70011", "Lieu-dit Le Bas"])
def test_a_post_box_or_locality_stands_on_line_5(complement: str) -> None:
    address = composed(complement=complement)
    assert isinstance(address, Address)
    assert address.line5 == complement


@pytest.mark.parametrize(
    "complement",
    ["Appt 12 – 3e étage", "3e étage", "Chez M. Renaud", "c/o Renaud", "Porte 4", "étage 2"],
)
def test_what_is_inside_the_building_stands_on_line_2(complement: str) -> None:
    address = composed(complement=complement)
    assert isinstance(address, Address)
    assert (address.line2, address.line3) == (complement, "")


@pytest.mark.parametrize(
    "complement", ["Bât. B", "Résidence Les Cèdres, escalier C", "Chezal-Benoît", "Portes du Sud"]
)
def test_the_building_stands_on_line_3(complement: str) -> None:
    address = composed(complement=complement)
    assert isinstance(address, Address)
    assert (address.line2, address.line3) == ("", complement)


def test_a_complement_of_several_kinds_is_told_apart_at_its_commas() -> None:
    address = composed(complement="Bât. B, Appt 12, BP 7")
    assert isinstance(address, Address)
    assert (address.line2, address.line3, address.line5) == ("Appt 12", "Bât. B", "BP 7")


def test_a_long_complement_fills_both_lines_in_the_order_written() -> None:
    lines = printed(complement="Résidence du Parc des Grands Cèdres, Bâtiment Bougainvilliers")
    assert lines[1:3] == ("Résidence du Parc des Grands Cèdres", "Bâtiment Bougainvilliers")


def test_a_company_has_its_person_on_line_2_and_the_flat_moves_to_line_3() -> None:
    lines = printed(company="SARL Les Cèdres & Fils", complement="Chez M. Renaud")
    assert lines[:3] == (
        "SARL Les Cèdres & Fils",
        "À L'ATTENTION DE Camille Guérin",
        "Chez M. Renaud",
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("A" * 21, "À L'ATTENTION DE " + "A" * 21),
        ("A" * 22, "ATT. " + "A" * 22),
        ("A" * 33, "ATT. " + "A" * 33),
        ("A" * 34, "A" * 34),
        ("A" * 38, "A" * 38),
    ],
)
def test_the_form_of_address_shrinks_before_the_name_does(name: str, line: str) -> None:
    assert printed(name=name, company="Mairie")[1] == line


def test_a_company_without_a_person_or_named_twice_takes_one_line() -> None:
    assert printed(name="", company="Mairie")[0] == "Mairie"
    assert printed(name="MAIRIE", company="Mairie")[:2] == ("Mairie", "3 BIS RUE DE L EGLISE")


@pytest.mark.parametrize(
    ("parts", "length"),
    [
        ({"name": "A" * 38}, 38),
        ({"street": "1 " + "A" * 36}, 38),
        ({"complement": "A" * 38}, 38),
        ({"complement": "BP " + "1" * 35}, 38),
        ({"town": "A" * 32}, 38),
    ],
)
def test_a_line_of_38_characters_is_printed(parts: dict[str, str], length: int) -> None:
    assert max(map(len, printed(**parts))) == length


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"name": "A" * 39}, Field.NAME),
        ({"name": "A" * 39, "company": "Mairie"}, Field.NAME),
        ({"company": "A" * 39}, Field.COMPANY),
        ({"street": "A" * 39}, Field.STREET),
        ({"street": "œ" * 20}, Field.STREET),
        ({"street": "1" + "," * STORED_LENGTH}, Field.STREET),
        ({"complement": "A" * 39}, Field.COMPLEMENT),
        ({"town": "A" * 33}, Field.TOWN),
    ],
)
def test_a_line_of_39_characters_is_refused_never_cut(parts: dict[str, str], field: Field) -> None:
    fault = only_fault(**parts)
    assert (fault.field, fault.problem) == (field, FieldProblem.TOO_LONG)


@pytest.mark.parametrize(
    ("street", "instead"),
    [
        ("112 boulevard du Maréchal de Lattre de Tassigny", "112 BD du MAL de Lattre de Tassigny"),
        ("112 avenue de la Résidence des Châtaigniers", "112 AV de la RES des Châtaigniers"),
        ("7 chemin de Sainte-Marie-des-Hautes-Bruyères", "7 CHE de STE-Marie-des-Hautes-Bruyères"),
    ],
)
def test_a_long_street_is_abbreviated_no_more_than_needed(street: str, instead: str) -> None:
    assert only_fault(street=street).instead == instead


def test_a_street_too_long_to_abbreviate_is_split_at_a_word() -> None:
    fault = only_fault(street="12 rue de la Fraternité des Peuples et des Nations Unies")
    assert fault.instead == "12 rue de la Fraternité des Peuples et"
    assert fault.complement == "des Nations Unies"


def test_a_split_street_keeps_the_complement_that_was_there() -> None:
    street = "12 rue de la Fraternité des Peuples et des Nations Unies"
    fault = only_fault(street=street, complement="Bât. B, BP 7")
    assert fault.complement == "Bât. B, BP 7, des Nations Unies"
    lines = printed(street=fault.instead, complement=fault.complement)
    assert lines[1:4] == (
        "Bât. B, des Nations Unies",
        "12 RUE DE LA FRATERNITE DES PEUPLES ET",
        "BP 7",
    )


def test_a_long_person_is_proposed_with_initials() -> None:
    fault = only_fault(name="Anne-Sophie De La Rochefoucauld-Montbel")
    assert fault.instead == "A.-S. De La Rochefoucauld-Montbel"


def test_a_long_company_is_abbreviated_or_split() -> None:
    fault = only_fault(company="Association des Parents d'Élèves du Sud")
    assert fault.instead == "ASSOC des Parents d'Élèves du Sud"
    fault = only_fault(company="Les Amis du Théâtre et de la Musique de Chambre")
    assert (fault.instead, fault.complement) == (
        "Les Amis du Théâtre et de la Musique",
        "de Chambre",
    )


def test_a_long_town_is_abbreviated_or_looked_up() -> None:
    assert only_fault(town="Saint-Bartholomé-de-la-Grande-Vallée").instead.startswith("ST-")
    fault = only_fault(town="A" * 40)
    assert fault.choices == ("BOURG-EN-BRESSE", "SAINT-DENIS-LES-BOURG")


@pytest.mark.parametrize("nothing", ["", "-", ".", "///"])
def test_what_is_missing_is_named_even_behind_a_dash(nothing: str) -> None:
    faults = composed(name=nothing, street=nothing, town=nothing)
    assert isinstance(faults, list)
    assert [(f.field, f.problem) for f in faults] == [
        (Field.NAME, FieldProblem.MISSING),
        (Field.STREET, FieldProblem.MISSING),
        (Field.TOWN, FieldProblem.MISSING),
    ]


def test_a_missing_town_is_proposed_from_the_postcode() -> None:
    assert only_fault(town="").choices == ("BOURG-EN-BRESSE", "SAINT-DENIS-LES-BOURG")
    assert only_fault(town="", postcode="75001").instead == "PARIS"


def test_a_street_written_as_the_complement_is_proposed_in_its_place() -> None:
    assert only_fault(street="", complement="12 rue Haute").instead == "12 rue Haute"


@pytest.mark.parametrize(
    "parts",
    [{"complement": "BP 40123"}, {"complement": "Lieu-dit Le Bas"}, {"town": "Paris Cedex 15"}],
)
def test_a_post_box_a_locality_or_a_cedex_needs_no_street(parts: dict[str, str]) -> None:
    assert isinstance(composed(street="", **parts), Address)


@pytest.mark.parametrize("name", ["Иван Петров", "田中", "Γιώργος", "Ali ٣"])
def test_letters_that_la_poste_does_not_read_are_refused(name: str) -> None:
    assert only_fault(name=name).problem is FieldProblem.FOREIGN_LETTERS


def test_symbols_are_not_printed_but_letters_in_them_are() -> None:
    assert printed(name="Zoé 🌸 Ⓐ‑B")[0] == "Zoé A-B"


def test_towns_are_found_whatever_the_spelling() -> None:
    assert postcodes_of("st etienne sur chalaronne") == ("01140",)
    assert postcodes_of("La Voivre") == postcodes_of("VOIVRE (LA)") != ()
    assert len(postcodes_of("Paris 16e")) == len(postcodes_of("PARIS CEDEX 08")) == 20
    assert postcodes_of("Nulle-Part-les-Bains") == towns_of("00000") == ()
