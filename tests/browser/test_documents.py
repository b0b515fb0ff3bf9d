"""Documents in a browser: with JavaScript nothing typed is lost, without it all works the same."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests import samples
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import Cast

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
STEP = "/onboarding/port-paye?contract=yes"
PROOF = "Votre contrat, ou une facture de La Poste"
COCLICO = "N° COCLICO"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "contrat.jpg"
    path.write_bytes(samples.photo_with_place())
    return path


@pytest.mark.parametrize("javascript", [True, False])
def test_a_proof_is_added_and_taken_back(
    arrive: Arrive, cast: Cast, paper: Path, javascript: bool
) -> None:
    cast.described()
    alice = arrive(javascript=javascript).signs_in().goes_to(STEP)
    gives(alice, paper)
    expect(alice.page.get_by_role("link", name="contrat.jpg")).to_be_visible()
    alice.presses("Retirer – contrat.jpg")
    expect(alice.page.get_by_role("link", name="contrat.jpg")).to_have_count(0)


def test_what_was_typed_above_stays_while_a_proof_is_added_refused_and_taken_back(
    arrive: Arrive, cast: Cast, paper: Path, tmp_path: Path
) -> None:
    cast.described()
    alice = arrive().signs_in().goes_to(STEP)
    alice.types("Ville", "Villeurbanne")
    gives(alice, paper)
    expect(alice.page.get_by_role("link", name="contrat.jpg")).to_be_visible()
    wrong = tmp_path / "contrat.pdf"
    wrong.write_bytes(samples.archive())
    gives(alice, wrong)
    alice.reads("une archive ZIP ou un document de bureautique")
    alice.presses("Retirer – contrat.jpg")
    expect(alice.page.get_by_role("link", name="contrat.jpg")).to_have_count(0)
    expect(alice.page.get_by_label("Ville", exact=True)).to_have_value("Villeurbanne")
    alice.faults[:] = [fault for fault in alice.faults if not fault.startswith("422")]


def test_a_file_beyond_all_measure_is_told_beside_what_was_typed(
    app: Flask, arrive: Arrive, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast.described()
    alice = arrive().signs_in().goes_to(STEP)
    alice.types("Ville", "Villeurbanne")
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    large = tmp_path / "photo.jpg"
    large.write_bytes(bytes(20_000))
    gives(alice, large)
    alice.reads("Le fichier dépasse la taille permise")
    expect(alice.page.get_by_label("Ville", exact=True)).to_have_value("Villeurbanne")
    expect(alice.page.get_by_role("button", name="Ajouter le document")).to_be_visible()
    alice.faults[:] = [fault for fault in alice.faults if not fault.startswith("413")]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_document_comes_along_with_an_answer(
    arrive: Arrive, cast: Cast, paper: Path, javascript: bool
) -> None:
    cast.requested()
    alice = arrive(javascript=javascript).signs_in().goes_to("/onboarding/advisor")
    alice.types("Votre message", "Voici.")
    alice.chooses_file("Document joint (facultatif)", paper)
    alice.presses("Envoyer au conseiller")
    alice.reads("Alice répond")
    expect(alice.page.locator(".timeline").get_by_role("link", name="contrat.jpg")).to_be_visible()


def gives(visitor: Visitor, path: Path) -> None:
    visitor.chooses_file(PROOF, path)
    visitor.presses("Ajouter le document")
