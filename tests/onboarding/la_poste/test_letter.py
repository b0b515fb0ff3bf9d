"""The letter to La Poste: to copy, as a PDF, in the mail program; the address asked once."""

import pypdfium2
import pytest

from app.accounts.models import Merchant
from app.clock import now, today
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.formats import day
from app.language import in_language
from app.onboarding.la_poste.models import LaPosteTick
from tests.cast import BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import PORT_PAYE

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

STEP = "/onboarding/port-paye"
ADDRESS = f"{STEP}/letter"
PDF = "/specimen/letter.pdf"
SENDER = {
    "sender_name": "Atelier Alice",
    "sender_street": "4 chemin du Moulin",
    "sender_postcode": "26400",
    "sender_town": "Crest",
    "phone": "04 75 00 00 00",
}


@pytest.fixture
def alice(cast: Cast) -> PageClient:
    """A merchant who has said which plan is active."""
    cast.merchant()
    browser = cast.browser()
    browser.send("/onboarding/plan", {"plan": "growth"})
    return browser


def _contract() -> Contract:
    return db.session.query(Contract).one()


def _letter(alice: PageClient) -> str:
    return str(page_of(alice.get(ADDRESS)).xpath("string(//textarea)"))


def _pages(alice: PageClient) -> list[str]:
    """The pages of the letter, without what it encloses."""
    return [text for text in _paper(alice) if not _is_specimen(text)]


def _is_specimen(text: str) -> bool:
    """The mark is set wide, so that its letters may be read apart."""
    return "SPÉCIMEN" in text.replace(" ", "")


def _paper(alice: PageClient) -> list[str]:
    response = alice.get(PDF)
    assert (response.status_code, response.mimetype) == (200, "application/pdf")
    with pypdfium2.PdfDocument(response.data) as pdf:
        assert pdf[0].get_size() == pytest.approx((595.3, 841.9), abs=0.1)
        return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def test_it_encloses_the_specimens_of_label_and_slip(alice: PageClient) -> None:
    assert len(_paper(alice)) == len(_pages(alice)), "nothing to enclose without an address"
    alice.send(ADDRESS, SENDER)
    enclosed = [text for text in _paper(alice) if _is_specimen(text)]
    assert len(enclosed) >= 2
    assert "Atelier Alice" in enclosed[0] and "Bordereau de dépôt" in enclosed[1]


def test_the_address_is_asked_first_and_known_from_then_on(alice: PageClient) -> None:
    asked = page_of(alice.get(ADDRESS))
    assert asked.xpath("//input[@name='sender_name']/@value") == ["Atelier Alice"]
    assert not asked.xpath("//textarea")
    response = alice.send(ADDRESS, SENDER)
    assert (response.status_code, response.location) == (303, ADDRESS)
    assert "Atelier Alice\n4 chemin du Moulin\n26400 Crest" in _letter(alice)
    assert "ou au 04 75 00 00 00." in _letter(alice)
    assert db.session.query(Merchant).one().phone == "04 75 00 00 00"
    assert not _contract().is_waiting_for_la_poste and not _contract().is_described
    form = page_of(alice.get(f"{STEP}?contract=yes"))
    assert form.xpath("//input[@name='sender_street']/@value") == ["4 chemin du Moulin"]


def test_the_address_can_be_changed(alice: PageClient) -> None:
    alice.send(ADDRESS, SENDER)
    (change,) = page_of(alice.get(ADDRESS)).xpath("//main//a[contains(@href, 'address')]/@href")
    form = page_of(alice.get(change))
    assert form.xpath("//input[@name='sender_town']/@value") == ["Crest"]
    assert form.xpath("//input[@name='phone']/@value") == ["04 75 00 00 00"]
    alice.send(ADDRESS, SENDER | {"sender_town": "Die", "phone": ""})
    assert "26400 Die" in _letter(alice) and "ou au" not in _letter(alice)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sender_street", "", "Indiquez le numéro et la rue"),
        (
            "sender_street",
            "112 boulevard du Maréchal de Lattre de Tassigny",
            "Écrivez « 112 BD du MAL de Lattre de Tassigny ».",
        ),
        ("sender_street", "x" * 39, "38 caractères au plus : raccourcissez"),
        ("sender_street", "rue " * 20_000, "38 caractères au plus : raccourcissez"),
        ("sender_name", "Association des Amis du Théâtre de Bourg", "Écrivez « ASSOC des Amis"),
        ("sender_postcode", "264", "Un code postal compte 5 chiffres"),
        ("sender_town", "x" * 33, "32 caractères au plus"),
        ("phone", "x", "« x » n’est pas un numéro de téléphone."),
    ],
)
def test_a_wrong_address_is_told_on_its_field_and_the_rest_is_kept(
    alice: PageClient, field: str, typed: str, sentence: str
) -> None:
    response = alice.send(ADDRESS, SENDER | {field: typed})
    assert response.status_code == 422
    page = page_of(response)
    assert sentence in " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    for name, value in (SENDER | {field: typed}).items():
        assert page.xpath("//input[@name=$name]/@value", name=name) == [value.strip()]
    assert db.session.query(Contract).count() == 0


def test_no_line_of_the_sender_is_cut_by_the_browser(alice: PageClient) -> None:
    form = page_of(alice.get(ADDRESS))
    for name in ("sender_name", "sender_street", "sender_town"):
        assert form.xpath("//input[@name=$name]/@maxlength", name=name) == []


def test_it_can_be_copied_downloaded_and_opened_in_the_mail_program(alice: PageClient) -> None:
    alice.send(ADDRESS, SENDER)
    page = page_of(alice.get(ADDRESS))
    (text,) = page.xpath("//textarea")
    assert text.get("readonly") is not None and text.get("lang") == "fr"
    assert page.xpath("//button[@data-copy=$id]", id=text.get("id"))
    assert page.xpath(f"//main//a[@href='{PDF}']")
    (mail,) = page.xpath("//main//a[starts-with(@href, 'mailto:')]/@href")
    assert mail.startswith("mailto:?subject=Demande%20de%20contrat") and "&body=Madame" in mail


def test_on_paper_it_is_one_page_of_french(alice: PageClient) -> None:
    alice.send(ADDRESS, SENDER)
    alice.send("/language", {"language": "en"})
    (page,) = _pages(alice)
    with in_language("fr"):
        written_on = f"Crest, le {day(today())}"
    for part in (
        "4 chemin du Moulin 26400 Crest",
        "SIREN 903 000 032",
        written_on,
        "Objet : Demande de contrat port payé et Lettre Suivie",
        "Sites de dépôt autorisés",
        "salutations distinguées. Alice",
        "P.J. : spécimen de l’étiquette",
    ):
        assert part in page


def test_on_paper_the_longest_names_stay_on_one_page(alice: PageClient) -> None:
    capitals = "SOCIÉTÉ GÉNÉRALE DES PÉPINIÈRES DE BOURGOGNE " * 2
    lines = ("sender_name", "sender_complement", "sender_street")
    wide = dict.fromkeys(lines, capitals[:37]) | {"sender_town": capitals[:31]}
    alice.send(ADDRESS, SENDER | wide)
    merchant = db.session.query(Merchant).one()
    merchant.company, merchant.owner.name = capitals[:76], capitals[:80]
    db.session.commit()
    assert len(_pages(alice)) == 1


def test_without_an_address_it_can_be_printed_all_the_same(alice: PageClient) -> None:
    (page,) = _pages(alice)
    assert "Atelier Alice" in page


def test_who_has_sent_it_waits_for_la_poste(alice: PageClient) -> None:
    alice.send(ADDRESS, SENDER)
    for _ in range(2):
        response = alice.send(f"{ADDRESS}/sending")
        assert (response.status_code, response.location) == (303, STEP)
    assert _contract().is_waiting_for_la_poste
    (tick,) = db.session.query(LaPosteTick)
    assert (tick.thing, tick.ticked_by.name) == ("letter_sent", "Alice")
    assert "En attente de La Poste depuis le" in text_of(alice.get(STEP))


def test_the_plan_comes_first(cast: Cast) -> None:
    cast.merchant()
    alice = cast.browser()
    assert alice.get(ADDRESS).location == "/onboarding/plan"
    assert alice.send(ADDRESS, SENDER).location == "/onboarding"
    assert alice.send(f"{ADDRESS}/sending").location == "/onboarding"
    assert db.session.query(Contract).count() == 0


def test_a_contract_that_is_described_is_not_asked_for_again(alice: PageClient) -> None:
    alice.send(STEP, PORT_PAYE)
    alice.send(ADDRESS, SENDER)
    alice.send(f"{ADDRESS}/sending")
    assert _contract().is_described and _contract().sender_town == "Lyon"
    assert "n’est plus attendue" in text_of(alice.get("/onboarding"))


def test_it_tells_nothing_of_another_merchant(alice: PageClient, cast: Cast) -> None:
    alice.send(ADDRESS, SENDER)
    cast.merchant(BOB)
    bob = cast.browser(BOB)
    bob.send("/onboarding/plan", {"plan": "growth"})
    assert "Alice" not in bob.get(ADDRESS).text and "Crest" not in bob.get(ADDRESS).text


def test_it_is_the_owner_s(alice: PageClient, cast: Cast) -> None:
    cast.advisor()
    cast.member(db.session.query(Merchant).one())
    for who in (CLAIRE, TESS):
        assert cast.browser(who).get(ADDRESS).status_code == 403
        assert cast.browser(who).get(PDF).status_code == 403


def test_once_activated_the_sender_is_the_contracts_whatever_its_standing(cast: Cast) -> None:
    """A contract that was asked for while La Poste was waited for, activated, then suspended."""
    contract = cast.waiting(BOB)
    contract.sender_town = "Lyon"
    contract.activated_at = now()
    suspend(contract, "Une facture attend.", cast.advisor())
    db.session.commit()
    bob = cast.browser(BOB)
    assert bob.send(ADDRESS, SENDER | {"sender_town": "Paris"}).status_code == 303
    db.session.expire_all()
    assert contract.sender_town == "Lyon"
    assert "En attente de La Poste" not in text_of(bob.get("/onboarding"))
