"""A whole renewal, as a merchant does it beside La Poste's form: with JavaScript and without."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.clock import now
from app.extensions import db
from app.ranges.models import NumberRange, draw_numbers
from app.renewals.models import Renewal
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import CLAIRE, Cast
from tests.renewals.renewing import as_pdf, certificate, numbers
from tests.renewals.test_photographed_certificates import photo

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
CERTIFICATE_FIELD = "Certificat (PDF, photo, page ou texte) (facultatif)"
CLIPBOARD = "navigator.clipboard.readText()"
# What is copied; the other three are chosen from La Poste's lists.
COPIED = {
    "N° COCLICO": "00001000",
    "Compte de suivi": "118402",
    "Estimation de consommation": "12000",
    "E-mail": "alice@alma.test",
}


@pytest.mark.parametrize("javascript", [True, False])
def test_a_whole_renewal(
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    arrive: Arrive,
    cast: Cast,
    tmp_path: Path,
    javascript: bool,
) -> None:
    """Twelve clicks, copying and opening La Poste's form among them; without JavaScript eight.

    Typed is the yearly estimate alone, since the shop has no history yet.
    """
    monkeypatch.setitem(app.config, "LA_POSTE_FORM_URL", "https://form.laposte.test/")
    cast.active()
    alice = arrive(javascript=javascript).signs_in().goes_to("/ranges")
    alice.clicks = 0
    alice.presses("Renouveler ma réserve")
    alice.types("Estimation de consommation (facultatif)", "12 000")
    alice.presses("Garder ces valeurs")
    fills_in_la_poste_s_form(alice)
    alice.presses("J’ai validé le formulaire")
    alice.reads("Le lien devrait arriver vers")
    alice.presses("J’ai cliqué sur le lien")
    paper = tmp_path / "certificat.pdf"
    paper.write_bytes(as_pdf(certificate((5_000, 500))))
    alice.chooses_file(CERTIFICATE_FIELD, paper)
    alice.presses("Lire le certificat")
    alice.stands_on("Enregistrer la nouvelle plage")
    alice.reads("500 numéros trouvés, tout concorde. Confirmer")
    alice.presses("Enregistrer")
    alice.reads("C’est fait")
    assert alice.clicks == (12 if javascript else 8)
    assert db.session.query(NumberRange).count() == 2


def fills_in_la_poste_s_form(alice: Visitor) -> None:
    """Its tab is opened; each text is copied, where a button can, and pasted there."""
    link = alice.page.get_by_role("link", name="Ouvrir le formulaire de La Poste")
    expect(link).to_have_attribute("href", "https://form.laposte.test/")
    alice.clicks += 1
    if alice.javascript:
        alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, value in COPIED.items():
        expect(alice.page.get_by_label(name, exact=True).first).to_have_value(value)
        copy = alice.page.get_by_role("button", name=f"Copier – {name}")
        if not alice.javascript:
            expect(copy).not_to_be_visible()
            continue
        alice.clicks_on(copy)
        expect(copy.or_(alice.page.get_by_role("button", name=f"Copié – {name}"))).to_be_visible()
        assert alice.page.evaluate(CLIPBOARD) == value


def test_the_range_is_read_while_it_is_typed(arrive: Arrive, cast: Cast) -> None:
    contract = cast.active()
    alice = arrive().signs_in().goes_to(f"/settings/contracts/{contract.id}")
    first, last = numbers(5_000, 500)
    reading = alice.page.locator("#range-reading")
    alice.types("Début de votre réserve de numéros de suivi", first)
    alice.types_slowly("Fin de votre réserve de numéros de suivi", last)
    expect(reading).to_contain_text("500 numéros libres sur 500")
    wrong = last[:-1] + str((int(last[-1]) + 1) % 10)
    alice.types_slowly("Fin de votre réserve de numéros de suivi", wrong)
    expect(reading).to_contain_text(f"clé attendue : {last[-1]}")
    db.session.rollback()
    assert db.session.query(NumberRange).count() == 1


def test_an_advisor_renews_for_a_merchant(arrive: Arrive, cast: Cast) -> None:
    contract = cast.active()
    claire = arrive(width=320).signs_in(CLAIRE).goes_to(f"/settings/contracts/{contract.id}")
    first, last = numbers(5_000, 500)
    claire.types("Début de votre réserve de numéros de suivi", first)
    claire.types("Fin de votre réserve de numéros de suivi", last)
    claire.presses("Enregistrer")
    expect(claire.rows()).to_have_count(2)
    db.session.rollback()  # what the test holds is read anew
    assert db.session.query(NumberRange).count() == 2


@pytest.mark.parametrize("javascript", [True, False])
def test_the_certificate_of_the_range_in_use_leaves_the_renewal_open(
    arrive: Arrive, cast: Cast, tmp_path: Path, javascript: bool
) -> None:
    contract = cast.active(first=5_000, size=500)
    contract.coclico, contract.tracking_account = "00001000", "118402"
    known = NumberRange.all_of(contract)[0]
    known.opened_at = now() - timedelta(days=30)
    draw_numbers(contract, 200, by=contract.merchant.owner, purpose="test")
    db.session.commit()
    alice = arrive(javascript=javascript).signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    alice.presses("J’ai validé le formulaire")
    alice.presses("J’ai cliqué sur le lien")
    for serial in (5_000, 6_000):
        paper = tmp_path / f"{serial}.pdf"
        paper.write_bytes(as_pdf(certificate((serial, 500))))
        alice.chooses_file(CERTIFICATE_FIELD, paper)
        alice.presses("Lire le certificat")
        if serial == 5_000:
            alice.reads(
                "C’est la plage en cours (il reste 300 numéros) : cherchez le nouveau certificat"
            )
            alice.reads("La Poste prépare le certificat")
            assert Renewal.open_of(contract) is not None
            db.session.rollback()
    alice.reads("500 numéros trouvés, tout concorde")
    alice.presses("Enregistrer")
    alice.reads("C’est fait")


def test_a_photo_is_shown_beside_the_fields_to_type(
    app: Flask, monkeypatch: pytest.MonkeyPatch, arrive: Arrive, cast: Cast, tmp_path: Path
) -> None:
    monkeypatch.setitem(app.config, "TESSERACT", "")
    cast.active()
    paper = tmp_path / "IMG_0001.heic"
    paper.write_bytes(photo("HEIF"))
    alice = arrive(width=320).signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    alice.page.get_by_text("Le certificat est déjà là").click()
    alice.chooses_file(CERTIFICATE_FIELD, paper)
    alice.presses("Lire le certificat")
    alice.stands_on("Enregistrer la nouvelle plage")
    picture = alice.page.get_by_role("img", name="Photo du certificat")
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    first, last = numbers(5_000, 500)
    alice.types("Début de votre réserve de numéros de suivi", first)
    alice.types("Fin de votre réserve de numéros de suivi", last)
    alice.presses("Enregistrer")
    alice.reads("C’est fait")
