"""Layouts that ask more of the reader: letters for digits, a table's « Du … Au », no last number, broken lines."""

import pytest

from app.ranges import tracking_number
from app.ranges.findings import FindingKind
from tests.renewals.certificate import layouts
from tests.renewals.certificate.test_certificate import (
    LIBRARIES,
    WAYS,
    as_file,
    bounds,
    granted,
    problems,
    read_certificate,
    read_file,
)

A, B = tracking_number.write("2L", 1_000), tracking_number.write("2L", 1_499)
C, D = tracking_number.write("2L", 3_000), tracking_number.write("2L", 3_499)
A_, B_ = tracking_number.in_groups(A), tracking_number.in_groups(B)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (f"Premier numéro : {A.replace('0', 'O', 1)}\nDernier numéro : {B}", 1),
        (f"de {A.replace('0', 'o')} à {B.replace('0', 'O')}, soit 500 numéros", 2),
        (f"Code produit : 2L\nDébut : {A[2:].replace('0', 'O', 2)}\nFin : {B[2:]}", 1),
        (f"Début : 2L OOO OOO 1OOO {A[-1]}\nFin : {B}\nNombre : 500", 1),
    ],
)
def test_a_letter_for_a_digit_is_read_and_doubted(text: str, read: int) -> None:
    certificate = read_certificate(text)
    assert bounds(certificate) == [(A, B, 500)]
    told = [t for t in certificate.findings if t.kind is FindingKind.LETTER]
    assert len(told) == read and not certificate.is_clear
    assert all(set(t.read) & set("Oo") and set(t.line) & set("Oo") for t in told)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        f"Du                  Au\n{A_}   {B_}",
        f"Code    Du               Au              Quantité\n2L    {A}    {B}    500",
        f"Du\n{A}\nAu\n{B}\nNombre de numéros\n500",
        f"Code produit : 2L\nDu               Au\n{A[2:]}   {B[2:]}",
        f"Du               Au\n{A}   {B}\nValable du 18/11/2026 au 31/12/2030",
    ],
)
def test_from_and_to_may_head_the_columns_of_a_table(way: str, text: str) -> None:
    read = read_file(as_file(granted(text), way))
    assert bounds(read) == [(A, B, 500)] and read.is_clear


def test_several_ranges_under_from_and_to() -> None:
    text = f"Du              Au\n{A}   {B}\n{C}   {D}"
    read = read_certificate(text)
    assert bounds(read) == [(A, B, 500), (C, D, 500)] and read.is_clear


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "text",
    [
        f"Premier numéro : {A}\nNombre de numéros : 500\nVolume annuel estimé : 60 000",
        f"Votre plage commence à partir du numéro {A_}, soit 500 numéros.",
        f"Numéro de départ\n{A}\nQuantité\n500",
    ],
)
def test_a_first_number_and_a_count_alone_make_a_range_that_is_doubted(way: str, text: str) -> None:
    read = read_file(as_file(granted(text), way))
    assert bounds(read) == [(A, B, 500)]
    assert [(t.kind, t.read, t.expected) for t in read.findings] == [
        (FindingKind.DERIVED_END, B, "500")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"Dernier numéro : {B}\nNombre : 500",
        f"Numéro {A}\nNombre : 500",
        f"Premier numéro : {A}\nNombre : 500, soit en tout 600 numéros",
        f"Premier numéro : {A}\nNombre : 1",
        f"Premier numéro : {A}\nNombre : 5 000 000 000",
        f"Premier numéro : {tracking_number.write('2L', 10**10 - 5)}\nNombre : 500",
    ],
)
def test_an_end_is_derived_of_nothing_else(text: str) -> None:
    assert not read_certificate(text).ranges
    assert problems(text) == {FindingKind.ONE_BOUND}


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (f"Premier numéro : {A_[:10]}\n{A_[11:]}\nDernier numéro : {B}\nNombre : 500", 1),
        (f"Premier numéro : {A_[:10]}-\n{A_[11:]}\nDernier numéro : {B_[:6]}\n{B_[7:]}", 2),
        (f"Début           Fin\n{A_[:10]}      {B_[:10]}\n{A_[11:]}      {B_[11:]}", 2),
        (f"Début|Fin\n{A[:8]}|{B[:8]}\n{A[8:]}|{B[8:]}", 2),
        (f"Code produit 2L\nDébut : {A[2:8]}\n{A[8:]}\nFin : {B[2:8]}\n{B[8:]}", 2),
    ],
)
def test_a_number_broken_over_two_lines_is_read_and_doubted(text: str, broken: int) -> None:
    read = read_certificate(text)
    assert bounds(read) == [(A, B, 500)]
    assert [t.kind for t in read.findings] == [FindingKind.BROKEN] * broken


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_number_that_a_narrow_column_breaks_on_paper_is_read_and_doubted(library: str) -> None:
    text = f"Début           Fin\n{A_[:10]}      {B_[:10]}\n{A_[11:]}      {B_[11:]}\nNombre : 500"
    read = read_file(layouts.as_pdf(granted(text), library))
    assert bounds(read) == [(A, B, 500)]
    assert {t.kind for t in read.findings} == {FindingKind.BROKEN}


@pytest.mark.parametrize(
    "text",
    [
        f"Premier numéro : {A}\nDernier numéro : 2L 000 000\n75757 Paris",
        f"Premier numéro : {A}\nDernier numéro : 2L 000 000\n149 rue du Lac",
        f"Début : {A}\nFin : 2L 000 000\n{B[:5]}",
        f"Début      Fin\n2L 000 000     2L 000 000\n{A_[11:]}",
    ],
)
def test_what_stands_below_by_chance_is_no_end_of_a_number(text: str) -> None:
    assert not read_certificate(text).ranges
    assert FindingKind.MALFORMED in problems(text)


def test_words_are_no_numbers_for_their_letters() -> None:
    text = f"Lille oOlIlOlIoO 5 lOlOlOlOlO\nPremier numéro : {A}\nDernier numéro : {B}"
    assert read_certificate(text).is_clear
