"""Pages for everybody: for screen readers, by keyboard alone, on a narrow screen, in the dark."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Locator, expect

from app.accounts import passwords
from app.demonstration import people
from app.extensions import db
from tests.browser.conftest import Arrive
from tests.browser.visitor import Visitor
from tests.cast import ALICE, PASSWORD, Cast
from tests.renewals.renewing import certificate

pytestmark = [
    pytest.mark.xdist_group("browser"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("context"),
]
WIDTHS = (320, 1280)
# What axe finds in a page depends on its colours by these rules alone.
RULES_OF_COLOUR = ("color-contrast", "link-in-text-block")
LONGEST_WAY = 60


@dataclass(frozen=True)
class Place:
    """A page as somebody sees it; `press` the button of this name on arrival."""

    who: str | None
    path: str
    press: str | None = None


SAMPLE = (
    Place(None, "/sign-in", "Se connecter"),
    Place("attente-la-poste", "/onboarding/port-paye?contract=yes", "Enregistrer"),
    Place("actif", "/labels?all=1"),
    Place("conseiller", "/requests/2"),
)
EVERY_PLACE = (
    *SAMPLE,
    Place(None, "/sign-up", "Créer mon compte"),
    Place(None, "/dev/mails"),
    Place(None, "/dev/mails/1"),
    Place("nouveau", "/onboarding"),
    Place("nouveau", "/onboarding/plan", "Continuer"),
    Place("nouveau", "/specimen", "Voir mon étiquette"),
    Place("nouveau", "/shipments"),
    Place("nouveau", "/labels"),
    Place("attente-la-poste", "/onboarding"),
    Place("attente-la-poste", "/specimen"),
    Place("attente-la-poste", "/onboarding/port-paye"),
    Place("attente-la-poste", "/onboarding/port-paye?contract=no"),
    Place("attente-la-poste", "/onboarding/port-paye/letter"),
    Place("attente-la-poste", "/onboarding/port-paye/letter?address=1"),
    Place("attente-la-poste", "/onboarding/advisor"),
    Place("demande", "/onboarding/advisor"),
    Place("demande", "/onboarding/advisor", "Envoyer au conseiller"),
    Place("demande", "/onboarding/port-paye"),
    Place("presque-vide", "/"),
    Place("presque-vide", "/batches/new?all=1"),
    Place("presque-vide", "/deposit-slips"),
    Place("actif", "/"),
    Place("actif", "/onboarding"),
    Place("actif", "/onboarding/plan"),
    Place("actif", "/onboarding/port-paye"),
    Place("actif", "/shipments?all=1"),
    Place("actif", "/shipments/imports", "Importer"),
    Place("actif", "/batches/new?all=1"),
    Place("actif", "/batches/1"),
    Place("actif", "/labels?show=all"),
    Place("actif", "/labels/30/void"),
    Place("actif", "/deposit-slips/new?all=1"),
    Place("actif", "/deposit-slips"),
    Place("actif", "/deposit-slips/1"),
    Place("actif", "/nowhere"),
    Place("actif", "/settings/team", "Envoyer l’invitation"),
    Place("actif", "/settings/team/6/removal"),
    Place("actif", "/settings/team/6/ownership"),
    Place("actif", "/ranges", "Annoncer cette période"),
    Place("chez-sendcloud", "/ranges", "Noter l’utilisation"),
    Place("chez-sendcloud", "/shipments"),
    Place("chez-sendcloud", "/"),
    Place("presque-vide", "/ranges"),
    Place("nouveau", "/ranges"),
    Place("comptable", "/ranges"),
    Place("actif", "/settings/contracts"),
    Place("actif", "/settings/contracts/3", "Enregistrer"),
    Place("actif", "/ranges/1/correction"),
    Place("actif", "/ranges/1/certificate", "Joindre"),
    Place("actif", "/contracts/3/renewals/new"),
    Place("comptable", "/deposit-slips"),
    Place("comptable", "/deposit-slips/month"),
    Place("comptable", "/deposit-slips/month?month=2020-01"),
    Place("comptable", "/deposit-slips/1"),
    Place("comptable", "/prices"),
    Place("comptable", "/documents", "Ajouter la facture"),
    Place("actif", "/prices"),
    Place("actif", "/prices?new=1", "Enregistrer les prix"),
    Place("presque-vide", "/prices", "Enregistrer les prix"),
    Place("presque-vide", "/documents"),
    Place("nouveau", "/prices"),
    Place("nouveau", "/documents"),
    Place(None, "/password", "Envoyer le lien"),
    Place("conseiller", "/requests"),
    Place("conseiller", "/requests/2", "Activer le contrat"),
    Place("conseiller", "/requests/3"),
    Place("conseiller", "/requests/5"),
    Place("conseiller", "/requests?state=all"),
    Place("conseiller", "/requests?q=rien"),
    Place("conseiller", "/requests/2/sites", "Ajouter le site"),
    Place("conseiller", "/contracts/3/suspension", "Suspendre"),
    Place("conseiller", "/contracts/5/resumption", "Reprendre"),
    Place("conseiller", "/replacements", "Prévoir le remplacement"),
    Place("admin", "/replacements"),
    Place("admin", "/question-templates"),
    Place("admin", "/question-templates/new", "Garder la question"),
    Place("admin", "/question-templates/1"),
    Place("suspendu", "/"),
    Place("suspendu", "/onboarding"),
    Place("suspendu", "/shipments"),
    Place("conseiller", "/requests/3/label-settings"),
    Place("conseiller", "/settings/contracts/3", "Enregistrer"),
    Place("conseiller", "/merchants"),
    Place("conseiller", "/merchants?q=nobody"),
    Place("conseiller", "/merchants/4"),
    Place("conseiller", "/journal"),
    Place("conseiller", "/journal?since=2026-02-02&until=2026-02-01"),
    Place("actif", "/settings/journal"),
    Place("admin", "/advisors", "Envoyer l’invitation"),
    Place("admin", "/advisors/1/deactivation", "Désactiver"),
    Place("admin", "/advisors/1/reassignment", "Confier"),
    Place("admin", "/advisors/3/reassignment"),
)


VISITED = tuple(
    Place("conseiller", path)
    for path in (
        "/",
        "/shipments?all=1",
        "/shipments/imports",
        "/onboarding",
        "/onboarding/port-paye?contract=yes",
        "/labels/30/void",
        "/settings/team",
        "/prices",
        "/documents",
        "/deposit-slips/month",
        "/settings/journal",
        "/requests",
        "/nowhere",
    )
)


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_some_pages_are_open_to_everybody(arrive: Arrive, width: int, scheme: str) -> None:
    assert faults_of(SAMPLE, arrive, faults_here, width=width, scheme=scheme) == []


@pytest.mark.prove
@pytest.mark.parametrize("who", sorted({place.who or "" for place in EVERY_PLACE}))
def test_every_page_is_open_to_everybody(arrive: Arrive, who: str) -> None:
    places = [place for place in EVERY_PLACE if place.who == (who or None)]
    assert faults_of(places, arrive, faults_on_every_screen) == []


@pytest.mark.prove
def test_every_page_in_a_visit_is_open_to_everybody(arrive: Arrive) -> None:
    people.load(passwords.hash_password(people.PASSWORD))
    db.session.commit()
    visitor = arrive().signs_in("conseiller@demo.test")
    visitor.goes_to("/merchants/4").presses("Ouvrir ses pages")
    found = []
    for place in VISITED:
        visitor.goes_to(place.path)
        expect(visitor.page.get_by_role("button", name="Quitter la visite")).to_be_visible()
        found += [f"{place}: {fault}" for fault in faults_on_every_screen(visitor)]
    assert found == []


@pytest.mark.prove
def test_every_page_of_a_renewal_is_open_to_everybody(arrive: Arrive, cast: Cast) -> None:
    cast.active()
    alice = arrive().signs_in().goes_to("/ranges")
    alice.presses("Renouveler ma réserve")
    found = faults_on_every_screen(alice)
    address = alice.page.url
    alice.goes_to(f"{address}/abandonment")
    found += faults_on_every_screen(alice)
    alice.goes_to(address).presses("J’ai validé le formulaire")
    found += faults_on_every_screen(alice)
    alice.presses("J’ai cliqué sur le lien")
    alice.presses("Lire le certificat")
    found += faults_on_every_screen(alice)
    alice.types("Texte de l’e-mail (facultatif)", certificate((5_000, 500), (7_000, 250)))
    alice.presses("Lire le certificat")
    found += faults_on_every_screen(alice)
    alice.presses("Enregistrer")
    found += faults_on_every_screen(alice)
    alice.presses("Enregistrer")
    found += faults_on_every_screen(alice)
    assert found == []


def test_an_inaccessible_page_would_be_found(arrive: Arrive) -> None:
    visitor = arrive(width=320).goes_to("/sign-in")
    visitor.page.locator("label").first.evaluate("label => label.remove()")
    visitor.page.locator("h1").evaluate("h1 => h1.style.width = '600px'")
    visitor.page.get_by_role("link", name="Créer un compte").evaluate(
        "link => link.className = 'btn btn-primary'"
    )
    found = [fault.split(":")[0] for fault in faults_here(visitor)]
    assert found == ["label", "actions", "wider"]


def test_a_request_can_be_sent_by_keyboard_alone(arrive: Arrive, cast: Cast) -> None:
    cast.merchant()
    alice = arrive().goes_to("/sign-in")
    for field, text in (("E-mail", ALICE), ("Mot de passe", PASSWORD)):
        writes(alice, field, text)
    alice.page.keyboard.press("Enter")
    alice.stands_on("Mise en service")
    opens(alice, "Indiquer mon abonnement")
    chooses(alice, "Growth")
    presses(alice, "Continuer")
    opens(alice, "Décrire mon contrat")
    opens(alice, "Oui, il est signé")
    for number in ("N° COCLICO", "Numéro de contrat", "Compte de suivi", "Début du contrat"):
        chooses(alice, f"Je ne l’ai pas encore – {number}")
    writes(alice, "Site de dépôt", "Lyon PIC")
    chooses(alice, "Je ne l’ai pas encore – Code du site de dépôt")
    for field, text in (
        ("Numéro et rue", "1 rue des Lilas"),
        ("Code postal", "69002"),
        ("Ville", "Lyon"),
    ):
        writes(alice, field, text)
    presses(alice, "Enregistrer")
    opens(alice, "Écrire au conseiller")
    presses(alice, "Envoyer la demande")
    alice.reads("Demande envoyée le")
    assert alice.clicks == 0


@pytest.mark.parametrize("javascript", [True, False])
def test_after_a_refusal_the_focus_is_on_what_must_be_corrected(
    arrive: Arrive, javascript: bool
) -> None:
    visitor = arrive(javascript=javascript).goes_to("/sign-in")
    visitor.types("E-mail", ALICE)
    visitor.presses("Se connecter")
    expect(visitor.page.locator("#error-summary")).to_be_focused()
    visitor.follows("Indiquez votre mot de passe.")
    expect(visitor.page.get_by_label("Mot de passe")).to_be_focused()


def test_the_first_stop_of_the_keyboard_leads_past_the_bar(arrive: Arrive) -> None:
    visitor = arrive().goes_to("/sign-in")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_role("main")).to_be_focused()
    visitor.page.keyboard.press("Tab")
    expect(visitor.page.get_by_label("E-mail")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard(arrive: Arrive, cast: Cast) -> None:
    contract = cast.active()
    cast.batch(contract, cast.shipments(contract, 1))
    alice = arrive().signs_in().goes_to("/labels")
    menu = alice.page.locator(".action-menu summary")
    reaches(alice, menu)
    alice.page.keyboard.press("Enter")
    creation = alice.page.get_by_role("button", name="Création du bordereau de dépôt")
    expect(creation).to_be_visible()
    alice.page.keyboard.press("Escape")
    expect(creation).not_to_be_visible()
    expect(menu).to_be_focused()


def faults_of(
    places: Iterable[Place], arrive: Arrive, look: Callable[[Visitor], list[str]], **screen: object
) -> list[str]:
    """What is wrong with these pages of the demonstration."""
    people.load(passwords.hash_password(people.PASSWORD))
    db.session.commit()
    visitors: dict[str | None, Visitor] = {}
    found = []
    for place in places:
        if place.who not in visitors:
            visitors[place.who] = arrive(**screen)
            if place.who:
                visitors[place.who].signs_in(f"{place.who}@demo.test")
        visitor = visitors[place.who].goes_to(place.path)
        if place.press:
            visitor.presses(place.press)
            expect(visitor.page.locator("#error-summary")).to_be_focused()
        found += [f"{place}: {fault}" for fault in look(visitor)]
    return found


def faults_on_every_screen(visitor: Visitor) -> list[str]:
    """What is wrong with the page, narrow and wide, in the light and in the dark."""
    found = []
    for width in WIDTHS:
        visitor.looks_at(width, "light")
        found += [f"{width} px: {fault}" for fault in faults_here(visitor)]
        visitor.looks_at(width, "dark")
        found += [f"{width} px, dark: {fault}" for fault in violations(visitor, RULES_OF_COLOUR)]
    return found


def faults_here(visitor: Visitor) -> list[str]:
    """What axe finds, a second primary action, and whether the page can be pushed sideways."""
    faults = violations(visitor)
    actions = visitor.page.locator(".btn-primary:visible").count()
    if actions > 1:
        faults.append(f"actions: {actions}")
    wide = visitor.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        faults.append(f"wider: {wide} px")
    return faults


def violations(visitor: Visitor, rules: Sequence[str] = ()) -> list[str]:
    """What axe finds by these rules, or by all; it is read into the page once."""
    page = visitor.page
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"], **({"runOnly": [*rules]} if rules else {})}
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    return [f"{fault['id']}: {[node['target'] for node in fault['nodes']]}" for fault in found]


def reaches(visitor: Visitor, target: Locator) -> None:
    """Press Tab until the focus is there."""
    target.wait_for()
    for _ in range(LONGEST_WAY):
        if target.evaluate("element => element === document.activeElement"):
            return
        visitor.page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {target}")


def writes(visitor: Visitor, field: str, text: str) -> None:
    reaches(visitor, visitor.page.get_by_label(field, exact=True))
    visitor.page.keyboard.type(text)


def chooses(visitor: Visitor, label: str) -> None:
    """A box by Space; one of several by the arrow keys too."""
    target = visitor.page.get_by_label(label, exact=True)
    first = visitor.page.locator(f"[name={target.get_attribute('name')}]").first
    reaches(visitor, first)
    while not target.is_checked():
        at_target = target.evaluate("element => element === document.activeElement")
        visitor.page.keyboard.press("Space" if at_target else "ArrowDown")


def presses(visitor: Visitor, name: str) -> None:
    reaches(visitor, visitor.page.get_by_role("button", name=name))
    visitor.page.keyboard.press("Enter")


def opens(visitor: Visitor, name: str) -> None:
    reaches(visitor, visitor.page.get_by_role("main").get_by_role("link", name=name))
    visitor.page.keyboard.press("Enter")
