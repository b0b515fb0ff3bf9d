"""Where an order goes: only what is French passes unasked, and what is unlikely is remarked on."""

import pytest

from app.shipments.destination import Destination, read_destination
from app.shipments.faults import Field, FieldFault, FieldProblem, RemarkKind


def fault(postcode: str, town: str, country: str = "") -> FieldFault:
    read = read_destination(postcode, town, country)
    assert isinstance(read, FieldFault), read
    return read


def served(postcode: str, town: str, country: str = "") -> Destination:
    read = read_destination(postcode, town, country)
    assert isinstance(read, Destination), read
    return read


@pytest.mark.parametrize(
    ("postcode", "town"),
    [
        ("1000", "Bruxelles"), ("1000", "Brussel"), ("4000", "Liège"), ("9000", "Gent"), ("8001", "Zürich"),
        ("3000", "Bern"), ("1950", "Sion"), ("2970", "Schouweiler"), ("L-1234", "Luxembourg"), ("1012", "Amsterdam"),
        ("1012 AB", "Amsterdam"), ("69123", "Heidelberg"), ("50667", "Köln"), ("28013", "Madrid"), ("20121", "Milano"),
        ("08001", "Barcelona"), ("10115", "Berlin"), ("90210", "Beverly Hills"), ("SW1A 1AA", "London"), ("1010", "Wien"),
        ("99999", "Teststadt"), ("12345", "Schenectady"),
    ],
)  # fmt: skip
def test_a_foreign_place_without_a_country_is_asked_about(postcode: str, town: str) -> None:
    asked = fault(postcode, town)
    assert (asked.field, asked.problem) == (Field.COUNTRY, FieldProblem.COUNTRY_UNSURE)
    assert asked.is_question


@pytest.mark.parametrize(
    ("postcode", "town"),
    [
        ("75001", "Paris"), ("75016", "Paris 16e"), ("69003", "Lyon 3ème arrondissement"), ("01000", "Bourg"),
        ("57420", "St-Jure"), ("78140", "Velizy"), ("33000", "BORDEAUX CEDEX"), ("92975", "PARIS LA DEFENSE CEDEX"),
        ("1000", "bourg en bresse"), ("6000", "Nice"), ("97400", "Saint-Denis"), ("20000", "Ajaccio"), ("98000", "Monaco"),
        ("98000", "Monte-Carlo"), ("13001", "Marsielle"),
    ],
)  # fmt: skip
def test_a_french_place_needs_no_country(postcode: str, town: str) -> None:
    assert served(postcode, town).postcode == postcode.zfill(5)


@pytest.mark.parametrize(
    ("postcode", "town"), [("1000", "Lausanne"), ("2970", "Rouffach"), ("7500", "Paris")]
)
def test_no_zero_is_given_back_where_the_town_lies_elsewhere(postcode: str, town: str) -> None:
    assert fault(postcode, town, "FR").problem is FieldProblem.NOT_A_POSTCODE
    assert fault(postcode, town).problem is FieldProblem.COUNTRY_UNSURE


@pytest.mark.parametrize(
    "country",
    ["FR", "fra", "France", "FRANCE.", "France (FR)", "FR - France", "France, Metropolitan", "Metropolitan France",
     "Mainland France", "French Republic", "Frankreich", "Francia", "Frankrijk", "França", "Corse (France)", "Corse",
     "FR-COR", "France métropolitaine", "France / FR", " france "],
)  # fmt: skip
def test_france_is_known_in_many_spellings(country: str) -> None:
    assert served("01000", "Bourg-en-Bresse", country)


@pytest.mark.parametrize(
    ("postcode", "town", "country"),
    [
        ("97400", "Saint-Denis", "Reunion Island"), ("97400", "Saint-Denis", "Réunion (Île de la)"),
        ("97400", "Saint-Denis", "La Réunion (FR)"), ("97200", "Fort-de-France", "Martinique (French)"),
        ("97200", "Fort-de-France", "France d'outre-mer"), ("97100", "Basse-Terre", "FR"),
        ("97133", "Gustavia", "Saint Barthélemy"), ("97150", "Marigot", "St Martin (Partie Française)"),
        ("97600", "Mamoudzou", "Mayotte"), ("97500", "Saint-Pierre", "Saint-Pierre et Miquelon"),
        ("97300", "Cayenne", "French Guiana"), ("98000", "Monaco", "Principality of Monaco"),
    ],
)  # fmt: skip
def test_overseas_and_monaco_are_known(postcode: str, town: str, country: str) -> None:
    assert served(postcode, town, country).remarks == ()


@pytest.mark.parametrize(
    "country", ["Belgien", "Fance", "F", "Franc", "250", "Île-de-France", "x", "?!a"]
)
def test_another_word_is_no_country(country: str) -> None:
    told = fault("01000", "Bourg", country)
    assert (told.problem, told.value) == (FieldProblem.COUNTRY_UNKNOWN, country)


@pytest.mark.parametrize(
    "country", ["BE", "Belgique", "Belgium", "Suisse", "Germany", "USA", "Canada"]
)
def test_another_country_is_not_served(country: str) -> None:
    assert fault("01000", "Bourg", country).problem is FieldProblem.COUNTRY_NOT_SERVED


@pytest.mark.parametrize(
    ("postcode", "town", "kind", "choices"),
    [
        ("69003", "PARIS", RemarkKind.TOWN_UNKNOWN, ("LYON",)),
        ("75001", "Lyon", RemarkKind.TOWN_UNKNOWN, ("PARIS",)),
        ("75000", "Paris", RemarkKind.POSTCODE_OF_NO_TOWN, ("75001", "75002")),
        ("1000", "Bourg-en-Bresse", RemarkKind.POSTCODE_RESTORED, ("01000",)),
    ],
)
def test_what_is_unlikely_is_remarked_on_and_passes(
    postcode: str, town: str, kind: RemarkKind, choices: tuple[str, ...]
) -> None:
    for country in ("", "FR"):
        [remark] = served(postcode, town, country).remarks
        assert (remark.kind, remark.choices[: len(choices)]) == (kind, choices)


def test_a_place_that_no_list_has_is_remarked_on_if_it_is_said_to_be_french() -> None:
    [remark] = served("10115", "Berlin", "FR").remarks
    assert (remark.kind, remark.choices) == (RemarkKind.POSTCODE_OF_NO_TOWN, ())


@pytest.mark.parametrize("town", ["PARIS CEDEX 08", "Paris Cedex", "LYON CEDEX 3"])
def test_a_cedex_is_never_remarked_on(town: str) -> None:
    assert served("75378", town, "FR").remarks == ()


@pytest.mark.parametrize("town", ["FRANCE", "12345", "Belgique 1"])
def test_a_number_or_a_country_is_no_town(town: str) -> None:
    read = read_destination("75001", town, "FR")
    no_town = isinstance(read, FieldFault) and read.problem is FieldProblem.NOT_A_TOWN
    assert no_town is (town != "Belgique 1")


@pytest.mark.parametrize(
    ("postcode", "town"),
    [
        ("", "75001 Paris"),
        ("", "Paris 75001"),
        ("Paris", "75001"),
        ("75001 Paris", "Paris"),
        ("75001", "75001 Paris"),
    ],
)
def test_postcode_and_town_are_told_apart(postcode: str, town: str) -> None:
    read = served(postcode, town, "FR")
    assert (read.postcode, read.town) == ("75001", "Paris")


def test_the_armed_forces_are_served_if_a_setting_says_so() -> None:
    assert fault("00200", "ARMEES", "FR").problem is FieldProblem.ARMED_FORCES
    assert fault("00200", "ARMEES").problem is FieldProblem.ARMED_FORCES
    read = read_destination("00200", "ARMEES", "FR", serve_armed_forces=True)
    assert isinstance(read, Destination)
    assert read.postcode == "00200"
