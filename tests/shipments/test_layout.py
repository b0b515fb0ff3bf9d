"""The fields of an address in order: number and street on line 4, nothing twice, no contacts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.postal.characters import capitals
from app.shipments.faults import FieldProblem, RemarkKind
from app.shipments.layout import Fields, LaidOut, lay_out, without_postcode


def laid_out(street: str, *complement: str, **others: str) -> LaidOut:
    fields = {
        "name": "Jeanne Modèle",
        "company": "",
        "house_number": "",
        "postcode": "01000",
        "town": "Bourg-en-Bresse",
        **others,
    }
    return lay_out(Fields(street=(street,), complement=complement, **fields))


@pytest.mark.parametrize(
    ("street", "complement", "line4", "rest"),
    [
        ("Bât B", "12 rue des Lilas", "12 rue des Lilas", "Bât B"),
        ("Résidence les Pins, appt 12", "12 rue des Lilas", "12 rue des Lilas", "Résidence les Pins, appt 12"),
        ("Chez M. Dupont", "12 bis avenue de la Gare", "12 bis avenue de la Gare", "Chez M. Dupont"),
        ("12", "rue des Lilas", "12 rue des Lilas", ""),
        ("rue des Lilas", "12 bis", "12 bis rue des Lilas", ""),
        ("12 bis", "rue des Lilas", "12 bis rue des Lilas", ""),
        ("", "12 rue des Lilas", "12 rue des Lilas", ""),
        ("Appartement 3", "4-6 bd Voltaire", "4-6 bd Voltaire", "Appartement 3"),
        ("BP 40", "7 place de la Mairie", "7 place de la Mairie", "BP 40"),
        ("3e étage", "12, rue Haute", "12, rue Haute", "3e étage"),
        ("12 rue des Lilas", "14 rue Haute", "12 rue des Lilas", "14 rue Haute"),
        ("Le Bourg", "Bât B", "Le Bourg", "Bât B"),
        ("12 Le Bourg", "Bât B", "12 Le Bourg", "Bât B"),
        ("rue des Lilas", "Bât 12", "rue des Lilas", "Bât 12"),
    ],
)  # fmt: skip
def test_number_and_street_are_line_4_wherever_they_stood(
    street: str, complement: str, line4: str, rest: str
) -> None:
    found = laid_out(street, complement)
    assert (found.street, found.complement) == (line4, rest)
    moved = [r for r in found.remarks if r.kind is RemarkKind.LINES_SWAPPED]
    assert bool(moved) is (line4 != street)


def test_a_number_in_a_column_of_its_own_joins_its_street() -> None:
    assert laid_out("rue des Lilas", house_number="12").street == "12 rue des Lilas"
    assert laid_out("12 rue des Lilas", house_number="12").street == "12 rue des Lilas"
    swapped = laid_out("Bât B", "rue des Lilas", house_number="12")
    assert (swapped.street, swapped.complement) == ("12 rue des Lilas", "Bât B")


@pytest.mark.parametrize(
    "street",
    [
        "12 rue des Lilas, 01000 Bourg-en-Bresse",
        "12 rue des Lilas 01000 BOURG EN BRESSE",
        "12 rue des Lilas - 01000",
        "12 rue des Lilas, Bourg-en-Bresse",
        "12 rue des Lilas, 01000 Bourg-en-Bresse, France",
    ],
)
def test_postcode_and_town_are_taken_out_of_the_street(street: str) -> None:
    found = laid_out(street)
    assert found.street == "12 rue des Lilas"
    assert [remark.kind for remark in found.remarks] == [RemarkKind.PLACE_REPEATED]


@pytest.mark.parametrize("street", ["12 rue du 8 mai 1945", "1 rue de Bourg", "12 rue Paris 2024"])
def test_what_only_looks_like_a_place_stays(street: str) -> None:
    assert (laid_out(street).street, laid_out(street).remarks) == (street, ())


def test_another_place_in_the_street_is_asked_about() -> None:
    found = laid_out("1 rue du Payeur 69003 Lyon")
    assert [fault.problem for fault in found.faults] == [FieldProblem.OTHER_PLACE]


@pytest.mark.parametrize(
    "said", ["12 rue des Lilas", "Jeanne Modèle", "BOURG EN BRESSE", "01000 Bourg-en-Bresse"]
)
def test_what_is_said_elsewhere_is_not_repeated(said: str) -> None:
    assert laid_out("12 rue des Lilas", said, "Bât B").complement == "Bât B"


@pytest.mark.parametrize(
    "contact",
    ["a.b@example.com", "0612345678", "06 12 34 56 78", "+33 6 12 34 56 78", "Tél : 06.12.34.56.78",
     "E-mail: a@example.com", "0033612345678"],
)  # fmt: skip
def test_an_e_mail_or_a_telephone_is_no_line_of_an_address(contact: str) -> None:
    for found in (laid_out("12 rue Haute", contact), laid_out(f"12 rue Haute {contact}")):
        assert (found.street, found.complement) == ("12 rue Haute", "")
        assert [remark.kind for remark in found.remarks] == [RemarkKind.LEFT_OFF]


@pytest.mark.parametrize(
    "complement", ["BP 40123", "Bât 12, escalier 3, porte 45", "CS 12345678901"]
)
def test_other_numbers_are_no_telephones(complement: str) -> None:
    assert laid_out("12 rue Haute", complement).complement == complement


@pytest.mark.parametrize(
    "town", ["01000 Bourg", "Bourg 01000", "Bourg (01000)", "F-01000 Bourg", "Bourg, 01000"]
)
def test_a_town_is_written_without_its_postcode(town: str) -> None:
    assert without_postcode(town, "01000") == "Bourg"


WORDS = st.sampled_from(
    ["12", "12 bis", "rue des Lilas", "12 rue Haute", "Bât B", "appt 3", "01000", "Bourg-en-Bresse", "BP 7",
     "a@example.com", "0612345678", "-", "", ",", "Le Bourg", "69003 Lyon"]
) | st.text(max_size=12)  # fmt: skip
CELL = st.lists(WORDS, max_size=3).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(CELL, st.lists(CELL, max_size=3), CELL, CELL)
def test_nothing_is_lost(street: str, complement: list[str], number: str, company: str) -> None:
    """Each word is in a line, was said elsewhere, or is told in a remark."""
    found = laid_out(street, *complement, house_number=number, company=company)
    said = [found.name, found.company, found.street, found.complement, "01000 Bourg-en-Bresse"]
    said += [remark.value for remark in found.remarks]
    words = set(capitals(" ".join(said)).split())
    for text in (street, *complement, company, number):
        assert set(capitals(text).split()) <= words
