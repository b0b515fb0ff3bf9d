"""From sign-up to the counter, as people walk it: with JavaScript and without.

Clicks of the whole way, typing apart, with JavaScript. The merchant makes 42: 14 until the request
is sent (three of them for numbers that La Poste has not given yet, one for signing in again), 2 to
read that the contract is active, 13 for four imports, 13 from the first shipment ticked to the
deposit slip in hand. The advisor makes 11: one to sign in, one to open the
request, seven ticks, one to activate, one more for the digit misread.
"""

import re
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.mail.sending import deliver_pending
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import ALICE, CLAIRE, PASSWORD, Cast
from tests.samples import DATA

SENDCLOUD, EXCEL = DATA / "orders_sendcloud.csv", DATA / "orders_excel_fr.csv"
REFUSED_OF_SENDCLOUD = ("21", "41", "61", "81", "101", "121")
STILL_MISSING = ("Numéro de contrat", "Compte de suivi", "Premier numéro de la plage")
VERIFIED = (
    "Abonnement confirmé",
    "COCLICO vérifié",
    "Compte de suivi vérifié",
    "Numéro et dates du contrat vérifiés",
    "Sites de dépôt autorisés",
    "Mentions de l’étiquette relues",
    "Spécimen accepté par le site",
)
FIRST, SECOND, THIRD = "2L 000 001 0001 4", "2L 000 001 0002 1", "2L 000 001 0003 8"

pytestmark = [pytest.mark.xdist_group("browser"), pytest.mark.usefixtures("context")]


@pytest.mark.parametrize(
    ("app", "javascript"),
    [("sqlite", True), ("sqlite", False), ("postgresql", True)],
    indirect=["app"],
)
def test_from_sign_up_to_the_counter(
    arrive: Arrive, cast: Cast, app: Flask, javascript: bool
) -> None:
    cast.advisor()
    before = arrive(javascript=javascript)
    signs_up(before)
    confirms_the_plan(before)
    describes_the_contract(before)
    before.leave()

    alice = arrive(javascript=javascript).signs_in()
    sends_the_request(alice, cast)
    claire = arrive(javascript=javascript).signs_in(CLAIRE)
    activates(claire)
    deliver_pending()
    reads_the_mail(alice)
    imports(alice)
    makes_labels(alice)
    makes_a_slip(alice)
    if javascript:
        assert (before.clicks + alice.clicks, claire.clicks) == (42, 11)


def signs_up(alice: Visitor) -> None:
    alice.goes_to("/sign-in").follows("Créer un compte")
    alice.stands_on("Créer un compte")
    alice.types("Entreprise", "Atelier Alice")
    alice.types("SIRET", "903 000 032 00016")
    alice.types("Votre nom", "Alice")
    alice.types("E-mail", ALICE)
    alice.types("Mot de passe", PASSWORD)
    alice.presses("Créer mon compte")
    alice.stands_on("Mise en service")


def confirms_the_plan(alice: Visitor) -> None:
    alice.follows("Indiquer mon abonnement")
    alice.stands_on("Abonnement")
    alice.ticks("Growth")
    alice.presses("Continuer")
    alice.reads("Votre abonnement : Growth.")


def describes_the_contract(alice: Visitor) -> None:
    """The COCLICO is known; the other numbers of La Poste are not, yet."""
    alice.follows("Décrire mon contrat")
    alice.stands_on("Port payé")
    alice.follows("Oui, il est signé")
    alice.types_slowly("N° COCLICO", "98765")
    if not alice.javascript:
        alice.presses("Vérifier les numéros")
    alice.reads("La Poste lira : 00098765")
    expect(alice.page.locator(".field-error")).to_have_count(0)
    for number in ("Numéro de contrat", "Compte de suivi", "Code du site de dépôt"):
        alice.ticks(f"Je ne l’ai pas encore – {number}")
    alice.types("Début du contrat", "2026-01-01")
    alice.types("Site de dépôt", "Lyon Montrochet PIC")
    alice.types("Numéro et rue", "12 rue des Lilas")
    alice.types("Code postal", "69002")
    alice.types("Ville", "Lyon")
    alice.presses("Enregistrer")
    alice.reads("Encore attendu de La Poste : numéro de contrat, compte de suivi")


def sends_the_request(alice: Visitor, cast: Cast) -> None:
    """In another browser she finds her answers, reads the mail, and clicks twice."""
    alice.stands_on("Mise en service")
    alice.reads("Votre abonnement : Growth.", "Contrat décrit le")
    alice.follows("Écrire au conseiller")
    alice.reads("Notre entreprise, Atelier Alice, souhaite ajouter son propre contrat")
    alice.reads("N° COCLICO : 00098765", "Numéro de contrat : pas encore connu")
    alice.clicks += 1
    alice.page.get_by_role("button", name="Envoyer la demande").dblclick()
    alice.reads("Demande envoyée le")
    assert len(cast.mails("request_to_advisor")) == len(cast.mails("copy_of_request")) == 1


def activates(claire: Visitor) -> None:
    """A digit of the certificate is misread first; the page says which one it should be."""
    claire.stands_on("Demandes")
    claire.follows("Atelier Alice")
    for number in STILL_MISSING:
        expect(claire.page.get_by_label(number, exact=True)).to_have_value("")
    claire.types("Numéro de contrat", "D-1234567-8")
    claire.types("Début du contrat", "2026-01-01")
    claire.types("Compte de suivi", "118402")
    for verified in VERIFIED:
        claire.ticks(verified)
    claire.types("Premier numéro de la plage", FIRST.removesuffix("4") + "5")
    claire.types("Dernier numéro de la plage", "2L 000 001 0500 2")
    claire.types("Premier numéro encore libre", FIRST)
    claire.presses("Activer le contrat")
    expect(claire.page.locator("#error-summary")).to_contain_text("clé attendue : 4")
    claire.types_slowly("Premier numéro de la plage", FIRST)
    if not claire.javascript:
        claire.presses("Vérifier la plage")
    claire.reads("Encore 500 numéros libres sur 500.")
    claire.presses("Activer le contrat")
    claire.reads("Contrat activé. Atelier Alice reçoit un e-mail.", "2L 000 001 0001 4 – ")


def reads_the_mail(alice: Visitor) -> None:
    alice.goes_to("/dev/mails").follows("Votre contrat Lettre Suivie est actif")
    alice.reads("Le contrat Lettre Suivie de Atelier Alice est actif.")
    alice.goes_by_the_bar_to("Envois")
    alice.stands_on("Envois à préparer")


def imports(alice: Visitor) -> None:
    """Every bad line is named; the same files again make nothing new."""
    alice.follows("Importer un fichier")
    gives_file(alice, SENDCLOUD, created=114, known=0, refused=6)
    lines = [line.strip() for line in alice.rows().locator("td:first-child").all_inner_texts()]
    assert tuple(lines) == REFUSED_OF_SENDCLOUD
    alice.reads("« léger » n’est pas un poids. Écrivez le poids avec son unité")
    alice.follows("Importer un autre fichier")
    gives_file(alice, EXCEL, created=287, known=0, refused=13)
    alice.reads("28 codes postaux avaient perdu leur zéro")
    for file, known, refused in ((SENDCLOUD, 114, 6), (EXCEL, 287, 13)):
        alice.follows("Importer un autre fichier")
        gives_file(alice, file, created=0, known=known, refused=refused)
    alice.follows("Voir les envois à préparer")
    alice.reads("401 envois attendent leur étiquette.")


def gives_file(alice: Visitor, file: Path, *, created: int, known: int, refused: int) -> None:
    alice.stands_on("Importer un fichier")
    alice.chooses_file("Fichier de commandes", file)
    alice.presses("Importer")
    alice.stands_on(f"Import de {file.name}")
    figures = [str(created), str(known), str(refused)]
    assert alice.page.locator(".stat-value").all_inner_texts() == figures
    expect(alice.rows_of("À corriger")).to_have_count(refused)


def makes_labels(alice: Visitor) -> None:
    alice.ticks_rows(3)
    if not alice.javascript:
        alice.presses("Calculer les numéros")
    alice.reads(f"3 étiquettes : de {FIRST} à {THIRD}. Il restera 497 numéros.")
    alice.presses("Créer les étiquettes")
    alice.reads("Numéros restants ensuite 497")
    alice.presses("Créer 3 étiquettes")
    alice.stands_on("Lot 1")
    pages = alice.saves("Ouvrir les étiquettes (PDF)")
    assert len(pages) == 3
    assert SECOND in pages[1].get_textpage().get_text_range()


def makes_a_slip(alice: Visitor) -> None:
    alice.follows("Créer le bordereau de dépôt")
    alice.stands_on("Étiquettes créées")
    alice.ticks_rows(2)
    if not alice.javascript:
        alice.presses("Calculer les totaux")
    alice.reads("2 étiquettes cochées.")
    alice.clicks_on(alice.page.locator(".action-menu summary"))
    alice.presses("Création du bordereau de dépôt")
    alice.stands_on("Création du bordereau de dépôt")
    alice.presses("Créer le bordereau")
    alice.stands_on(re.compile(r"Bordereau n° \d{4}-000001"))
    pages = alice.saves("Ouvrir le bordereau (PDF)")
    assert len(pages) == 2
    listed = pages[1].get_textpage().get_text_range()
    assert THIRD in listed and SECOND in listed and FIRST not in listed
