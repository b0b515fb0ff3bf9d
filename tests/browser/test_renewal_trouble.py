"""What may go wrong on the way to a new range, and is settled: with JavaScript and without."""

from pathlib import Path

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals.contests.models import RangeContest
from app.renewals.sendcloud.models import SendcloudEntry
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import BOB, CLAIRE, Cast
from tests.renewals.renewing import as_pdf, certificate, numbers

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.parametrize("javascript", [True, False]),
    pytest.mark.usefixtures("context"),
]
FIRST = "Début de votre réserve de numéros de suivi"
LAST = "Fin de votre réserve de numéros de suivi"


def _types_range(visitor: Visitor, first: int, size: int) -> None:
    start, end = numbers(first, size)
    visitor.types(FIRST, start)
    visitor.types(LAST, end)


def _gives_certificate(visitor: Visitor, path: Path, text: str) -> None:
    path.write_bytes(as_pdf(text))
    visitor.chooses_file("Certificat (PDF, photo, page ou texte) (facultatif)", path)
    visitor.presses("Lire le certificat")


def test_a_contested_range_is_released_and_recorded_by_its_owner(
    app: Flask, arrive: Arrive, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    """Issue 10, item 7: Alice has recorded what La Poste has allotted to Bob."""
    cast.active(size=1_000)
    contract = cast.active(BOB, first=50_000)
    bob = arrive(javascript=javascript).signs_in(BOB)
    bob.goes_to(f"/settings/contracts/{contract.id}")
    _types_range(bob, 1_500, 200)
    bob.presses("Enregistrer")
    bob.reads("touche une plage déjà connue")
    bob.follows("Contester cette plage")
    bob.stands_on("Contester une plage")
    bob.reads("Contester n’arrête personne")
    paper = tmp_path / "certificat.pdf"
    paper.write_bytes(as_pdf(certificate((1_500, 200), coclico="00050000")))
    bob.chooses_file("Certificat (PDF ou photo) (facultatif)", paper)
    bob.presses("Contester")
    bob.reads("C’est transmis, avec votre certificat.")
    db.session.rollback()  # what the test holds is read anew
    contest_id = db.session.query(RangeContest.id).scalar()
    claire = arrive(javascript=javascript).signs_in(CLAIRE).goes_to(f"/contests/{contest_id}")
    claire.stands_on("Plage contestée")
    claire.reads("Enregistrée par Atelier Alice", "Contestée par Atelier Bob")
    claire.ticks("Le reste de la plage est rendu")
    claire.types("Motif", "La Poste confirme que la plage est à Bob.")
    claire.presses("Trancher")
    claire.reads("C’est tranché.")
    bob.goes_to(f"/settings/contracts/{contract.id}")
    _types_range(bob, 1_500, 200)
    bob.presses("Enregistrer")
    bob.reads("La plage est enregistrée")


def test_another_merchant_s_certificate_waits_for_an_advisor(
    app: Flask, arrive: Arrive, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    """Issue 10, item 7: no tick is offered; an advisor gives the reason."""
    cast.active()
    alice = arrive(javascript=javascript).signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    alice.page.locator("summary", has_text="Le certificat est déjà là").click()
    text = certificate((5_000, 500), coclico="00777777", account="777777")
    _gives_certificate(alice, tmp_path / "autre.pdf", text)
    alice.stands_on("Enregistrer la nouvelle plage")
    alice.presses("Enregistrer")
    alice.reads("celui d’un autre marchand", "votre conseiller peut alors enregistrer la plage")
    address = alice.page.url.partition("?")[0]
    claire = arrive(javascript=javascript).signs_in(CLAIRE).goes_to(address)
    claire.types("Motif, si vous confirmez malgré un doute (facultatif)", "Société rachetée.")
    claire.presses("Enregistrer")
    claire.reads("C’est fait")
    db.session.rollback()
    assert db.session.query(NumberRange).count() == 2


def test_a_refusal_is_corrected_and_validated_again(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    arrive: Arrive,
    cast: Cast,
    tmp_path: Path,
    javascript: bool,
) -> None:
    """Issue 10, item 9: La Poste does not know the COCLICO."""
    monkeypatch.setitem(app.config, "LA_POSTE_FORM_URL", "https://form.laposte.test/")
    cast.active()
    alice = arrive(javascript=javascript).signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    alice.presses("J’ai validé le formulaire")
    alice.presses("J’ai cliqué sur le lien")
    alice.page.locator("summary", has_text="La Poste a refusé").click()
    alice.types("Motif, dans les mots de La Poste", "Le COCLICO 00001000 est inconnu.")
    alice.ticks("Le n° COCLICO")
    alice.presses("Noter le refus")
    alice.reads("La Poste a refusé la demande", "Le COCLICO 00001000 est inconnu.", "En cause")
    form = alice.page.locator("form[action$='/values']")
    form.get_by_label("N° COCLICO").fill("1001")
    alice.presses("Garder ces valeurs")
    alice.reads("Ces numéros diffèrent de ceux de votre contrat")
    alice.presses("J’ai validé de nouveau")
    alice.reads("Le lien devrait arriver vers")
    alice.presses("J’ai cliqué sur le lien")
    alice.reads("La Poste prépare le certificat")


def test_a_range_of_sendcloud_is_entered_there_and_ticked(
    app: Flask, arrive: Arrive, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    """Issue 10, item 10: both ways are shown, the tick is a fact, labels lead to Sendcloud."""
    contract: Contract = cast.active_at_sendcloud()
    alice = arrive(javascript=javascript).signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    alice.page.locator("summary", has_text="Le certificat est déjà là").click()
    _gives_certificate(alice, tmp_path / "certificat.pdf", certificate((5_000, 500)))
    alice.presses("Enregistrer")
    alice.reads("C’est fait", "Réglages > Transporteurs & Prix > Mes contrats", "une seule fois")
    alice.reads("Mes Envois > Transporteurs > Mes contrats")
    alice.presses("Fait chez Sendcloud")
    alice.stands_on("La plage chez Sendcloud")
    alice.reads("Attendez l’état Actif avant d’imprimer")
    for page in ("/labels", "/deposit-slips"):
        alice.goes_to(page)
        alice.reads("Étiquettes créées > Action > Création du bordereau de dépôt")
    db.session.rollback()
    known = NumberRange.all_of(db.session.get_one(Contract, contract.id))[-1]
    assert SendcloudEntry.of(known)
