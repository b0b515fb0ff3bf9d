"""The way to a contract with La Poste, as a merchant walks it: with JavaScript and without."""

import pytest
from playwright.sync_api import expect

from app.contracts.models import Contract
from app.extensions import db
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import Cast

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
TEXT = "document.getElementById('letter').value"
CLIPBOARD = "navigator.clipboard.readText()"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_plan_to_the_first_answer_of_la_poste(
    arrive: Arrive, cast: Cast, javascript: bool
) -> None:
    """Sixteen clicks, typing apart: three to try the plans, two to silence and to take back."""
    cast.merchant()
    alice = arrive(javascript=javascript).signs_in()
    alice.clicks = 0
    learns_about_the_plans(alice)
    alice.follows("Décrire mon contrat")
    alice.follows("Non, pas encore")
    alice.follows("Préparer la lettre")
    gives_the_address(alice)
    letter, *enclosed = alice.saves("Télécharger en PDF")
    assert "Madame, Monsieur" in letter.get_textpage().get_text_range()
    said = ["".join(page.get_textpage().get_text_range().split()) for page in enclosed]
    assert said and all("SPÉCIMEN" in text for text in said)
    alice.presses("J’ai envoyé la lettre")
    alice.reads("En attente de La Poste depuis le", "Alice, le")
    notes_what_came(alice)
    assert alice.clicks == 16
    assert db.session.query(Contract).one().is_waiting_for_la_poste


def learns_about_the_plans(alice: Visitor) -> None:
    """The plan that costs nothing is explained on the spot; the next one is hers."""
    alice.follows("Indiquer mon abonnement")
    explained = alice.page.get_by_text("Free ne permet pas encore d’ajouter votre contrat.")
    times = alice.page.get_by_label("Quand êtes-vous disponible")
    expect(explained).not_to_be_visible()
    alice.ticks("Free")
    expect(explained).to_be_visible()
    alice.presses("Continuer")
    expect(explained).to_be_visible()
    expect(alice.page.locator(".field-error")).to_have_count(0)
    alice.ticks("Je ne sais pas encore")
    expect(times).to_be_visible()
    alice.ticks("Lite")
    expect(times).not_to_be_visible()
    alice.presses("Continuer")


def gives_the_address(alice: Visitor) -> None:
    alice.types("Numéro et rue", "4 chemin du Moulin")
    alice.types("Code postal", "26400")
    alice.types("Ville", "Crest")
    alice.presses("Voir la lettre")
    expect(alice.page.get_by_label("Texte de la lettre")).to_contain_text("4 chemin du Moulin")
    copy = alice.page.get_by_role("button", name="Copier")
    expect(copy).to_be_visible() if alice.javascript else expect(copy).not_to_be_visible()


def notes_what_came(alice: Visitor) -> None:
    alice.ticks("Volume minimum connu")
    alice.presses("Enregistrer")
    expect(alice.page.locator("input[name=thing]:checked")).to_have_count(2)
    alice.presses("Ne plus me le rappeler")
    alice.reads("Plus de rappel depuis le")
    alice.presses("Me le rappeler de nouveau")
    alice.reads("Un e-mail vous rappelle la suite le")


def test_the_letter_is_copied_by_a_button(arrive: Arrive, cast: Cast) -> None:
    contract = cast.waiting()
    contract.sender_name, contract.sender_town = "Atelier Alice", "Crest"
    db.session.commit()
    alice = arrive().signs_in()
    alice.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    alice.goes_to("/onboarding/port-paye/letter")
    alice.presses("Copier")
    expect(alice.page.get_by_role("button", name="Copié")).to_be_visible()
    copied = alice.page.evaluate(CLIPBOARD).replace("\r\n", "\n")
    assert copied == alice.page.evaluate(TEXT) and "Madame, Monsieur," in copied


def test_the_letter_can_be_copied_where_the_clipboard_is_closed(arrive: Arrive, cast: Cast) -> None:
    contract = cast.waiting()
    contract.sender_town = "Crest"
    db.session.commit()
    alice = arrive().signs_in().goes_to("/onboarding/port-paye/letter")
    alice.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject() }")
    alice.presses("Copier")
    expect(alice.page.get_by_role("button", name="Copié")).to_be_visible()
    alice.page.context.grant_permissions(["clipboard-read"])
    assert "Madame, Monsieur," in alice.page.evaluate(CLIPBOARD)
