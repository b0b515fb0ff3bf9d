"""The sentences of an import: what was read, what to write instead."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app import language
from app.shipments.columns import AmbiguousColumns, Candidate, UnusableColumns
from app.shipments.faults import (
    Field,
    FieldFault,
    FieldProblem,
    Remark,
    RemarkKind,
    UnreadableOrderFile,
)
from app.shipments.grouping import LeftOut, LeftOutReason
from app.shipments.headings import Column, Meaning
from app.shipments.messages import (
    field_name,
    file_sentence,
    left_out_sentence,
    remark_sentence,
    sentence,
)
from app.shipments.table import TableProblem, UnreadableTable


@pytest.fixture
def french() -> Iterator[None]:
    app = Flask(__name__)
    language.init_app(app)
    with app.app_context():
        yield


def plain(told: str) -> str:
    """The sentence with ordinary spaces."""
    return re.sub("[\u00a0\u202f]", " ", told)


@pytest.mark.usefixtures("french")
def test_every_remark_and_every_reason_to_leave_out_has_a_sentence_of_its_own() -> None:
    remarks = {remark_sentence(Remark(Field.TOWN, kind, "x", ("y",))) for kind in RemarkKind}
    reasons = {left_out_sentence(LeftOut(2, "C-1", reason, "x")) for reason in LeftOutReason}
    assert (len(remarks), len(reasons)) == (len(RemarkKind), len(LeftOutReason))


@pytest.mark.usefixtures("french")
def test_columns_that_may_both_be_meant_are_named_with_their_places() -> None:
    both = (Candidate(1, "Nom", Meaning(Column.NAME)), Candidate(8, "Nom", Meaning(Column.NAME)))
    for mixed in (False, True):
        told = plain(file_sentence(AmbiguousColumns(both, mixed=mixed, proposal={})))
        assert "« Nom » (colonne 2), « Nom » (colonne 9)" in told


@pytest.mark.usefixtures("french")
def test_every_problem_of_every_field_has_a_sentence_of_its_own() -> None:
    for field in Field:
        told = {sentence(FieldFault(field, "xyz", problem, limit=38)) for problem in FieldProblem}
        assert len(told) == len(FieldProblem)
    assert len({field_name(field) for field in Field}) == len(Field)


@pytest.mark.usefixtures("french")
def test_a_sentence_says_what_was_read_and_what_to_write() -> None:
    told = sentence(
        FieldFault(Field.STREET, "long", FieldProblem.TOO_LONG, "a", complement="b", limit=38)
    )
    assert "« long » dépasse 38" in plain(told)
    assert "Adresse : « a » / Complément : « b »" in plain(told)
    many = tuple(f"7500{number}" for number in range(1, 10))
    told = sentence(FieldFault(Field.POSTCODE, "7500", FieldProblem.NOT_A_POSTCODE, choices=many))
    assert told.endswith("75001, 75002, 75003, 75004, 75005, 75006, 75007, 75008, etc.")


@pytest.mark.usefixtures("french")
def test_a_hostile_value_stands_in_its_sentence_as_it_is_but_short() -> None:
    told = sentence(
        FieldFault(Field.NAME, "%(value)s <b>" + "x" * 999, FieldProblem.TOO_LONG, limit=38)
    )
    assert "%(value)s <b>xxx" in told
    assert len(told) < 250


@pytest.mark.usefixtures("french")
def test_every_unreadable_file_says_why() -> None:
    broken = {file_sentence(UnreadableTable(problem, "3")) for problem in TableProblem}
    assert len(broken) == len(TableProblem)
    workbook = file_sentence(UnreadableTable(TableProblem.WORKBOOK))
    assert "enregistrez-le en CSV" in workbook
    assert file_sentence(UnreadableOrderFile()) not in broken


@pytest.mark.usefixtures("french")
def test_unusable_columns_are_told_with_what_was_read() -> None:
    told = file_sentence(UnusableColumns((Field.TOWN, Field.POSTCODE), ("Nom",), ("Couleur",)))
    assert "« Ville », « Code postal »" in plain(told)
    assert "Colonnes reconnues : Nom." in plain(told)
    told = file_sentence(UnusableColumns((), ("Poids",), (), unitless="Poids"))
    assert "« Poids (g) » ou « Poids (kg) »" in plain(told)
