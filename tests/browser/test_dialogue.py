"""The whole dialogue, merchant and advisor both signed in: each sees what the other has done."""

import re
from pathlib import Path

import pytest

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.desk import checklist
from tests import samples
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import CLAIRE, Cast

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
STEP = "/onboarding/advisor"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_request_is_talked_over_activated_suspended_and_resumed(
    arrive: Arrive, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    claire_herself = cast.advisor()
    contract = cast.described()
    alice = arrive(javascript=javascript).signs_in()
    claire = arrive(javascript=javascript).signs_in(CLAIRE)
    sends_the_request(alice)
    takes_it_and_asks(claire)
    answers_with_a_document(alice, tmp_path)
    reads_the_answer_and_keeps_a_note(claire)
    checklist.verify_all(db.session.get_one(Contract, contract.id), claire_herself)
    db.session.commit()
    activates(claire)
    alice.goes_to(STEP)
    alice.reads("Contrat activé par Claire")
    assert "Rappeler le site" not in alice.page.content(), "a note is for advisors"
    suspends_and_resumes(claire, alice)
    assert [len(cast.mails(kind)) for kind in ("handled_by", "question", "answer")] == [1, 1, 1]
    assert [len(cast.mails(kind)) for kind in ("activated", "suspended", "resumed")] == [1, 1, 1]
    assert User.by_email(CLAIRE) is not None


def sends_the_request(alice: Visitor) -> None:
    alice.goes_to(STEP)
    alice.presses("Envoyer la demande")
    alice.goes_to(STEP)
    alice.reads("Demande envoyée par Alice")


def takes_it_and_asks(claire: Visitor) -> None:
    claire.goes_to("/requests").follows("Atelier Alice")
    claire.presses("Je m’en occupe")
    claire.reads(re.compile(r"Suivie par\s+Claire"))
    claire.types("Votre message", "Pouvez-vous joindre la première page du contrat ?")
    claire.presses("Poser la question")
    claire.reads("La question est partie.")


def answers_with_a_document(alice: Visitor, folder: Path) -> None:
    paper = folder / "contrat.pdf"
    paper.write_bytes(samples.pdf())
    alice.goes_to(STEP)
    alice.reads("Claire s’occupe de la demande", "la première page du contrat ?")
    alice.types("Votre message", "La voici.")
    alice.chooses_file("Document joint (facultatif)", paper)
    alice.presses("Envoyer la réponse")
    alice.reads("Votre message est parti.", "La voici.", "contrat.pdf")


def reads_the_answer_and_keeps_a_note(claire: Visitor) -> None:
    claire.page.reload()
    claire.reads("La voici.", "contrat.pdf")
    claire.types("Note pour les conseillers", "Rappeler le site.")
    claire.presses("Garder la note")
    claire.reads("Rappeler le site.")


def activates(claire: Visitor) -> None:
    claire.page.reload()
    claire.types("Premier numéro de la plage", "2L 000 001 0001 4")
    claire.types("Dernier numéro de la plage", "2L 000 001 0500 2")
    claire.types("Premier numéro encore libre", "2L 000 001 0001 4")
    claire.presses("Activer le contrat")
    claire.reads("Contrat activé. Atelier Alice reçoit un e-mail.")


def suspends_and_resumes(claire: Visitor, alice: Visitor) -> None:
    claire.follows("Suspendre le contrat")
    claire.types("Motif", "La facture attend.")
    claire.presses("Suspendre")
    alice.goes_to("/shipments")
    alice.reads("La facture attend.")
    claire.follows("Reprendre le contrat")
    claire.types("Motif", "Elle est payée.")
    claire.presses("Reprendre")
    alice.goes_to(STEP)
    alice.reads("Elle est payée.")
