"""The specimens of a merchant, with only an address, and later with more data."""

from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from app.accounts.models import AuditEvent, Role, User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.journey import STEPS, Journey, StepState
from app.specimens.specimen import SenderUnknown, enclosure
from tests.cast import ALICE, BOB, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.printing.conftest import Paper
from tests.typed import PORT_PAYE, SENDER

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PAGE = "/specimen"
PAPERS = [f"/specimen/{kind}.{form}" for kind in ("label", "slip") for form in ("pdf", "png")]


def _contract() -> Contract:
    db.session.expire_all()
    return db.session.query(Contract).one()


def test_a_newcomer_gives_an_address_and_sees_both(newcomer: PageClient) -> None:
    assert page_of(newcomer.get(PAGE)).xpath("//input[@name='sender_name']/@value") == [
        "Atelier Alice"
    ]
    answer = newcomer.send(PAGE, SENDER)
    assert (answer.status_code, answer.location) == (303, PAGE)
    page = page_of(newcomer.get(PAGE))
    pictures = page.xpath("//main//img")
    assert [picture.get("src") for picture in pictures] == [PAPERS[1], PAPERS[3]]
    assert "Atelier Alma, 12 rue des Lilas, 69002 Lyon" in pictures[0].get("alt")
    downloads = page.xpath("//main//a[@download]/@href")
    assert downloads == [PAPERS[0], PAPERS[2]]


def test_the_label_is_in_their_name_and_does_not_scan(newcomer: PageClient) -> None:
    newcomer.send(PAGE, SENDER)
    answer = newcomer.get("/specimen/label.pdf")
    assert answer.mimetype == "application/pdf"
    label = Paper(answer.data)
    assert "Atelier Alma 12 rue des Lilas 69002 Lyon" in label.texts[0]
    assert zxingcpp.read_barcodes(label.printed(300)) == []


def test_the_slip_is_in_their_name(newcomer: PageClient) -> None:
    newcomer.send(PAGE, SENDER)
    form = Paper(newcomer.get("/specimen/slip.pdf").data).texts[0]
    assert "Atelier Alice 12 rue des Lilas 69002 Lyon" in form
    assert ALICE in form


@pytest.mark.parametrize(("path", "size"), [(PAPERS[1], (591, 886)), (PAPERS[3], (827, 1169))])
def test_the_pictures_are_as_large_as_the_page_leaves_room_for(
    newcomer: PageClient, path: str, size: tuple[int, int]
) -> None:
    newcomer.send(PAGE, SENDER)
    answer = newcomer.get(path)
    assert answer.mimetype == "image/png"
    seen = Image.open(BytesIO(answer.data)).size
    assert max(abs(seen[0] - size[0]), abs(seen[1] - size[1])) <= 1
    shown = page_of(newcomer.get(PAGE)).xpath("//img[@src=$path]", path=path)[0]
    assert (shown.get("width"), shown.get("height")) == (str(size[0]), str(size[1]))


@pytest.mark.parametrize("path", PAPERS)
def test_without_an_address_every_paper_leads_to_the_question(
    newcomer: PageClient, path: str
) -> None:
    answer = newcomer.get(path)
    assert (answer.status_code, answer.location) == (303, PAGE)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("sender_name", "", "Indiquez le nom à imprimer"),
        ("sender_street", "", "Indiquez le numéro et la rue"),
        ("sender_street", "x" * 39, "38 caractères au plus"),
        ("sender_street", "\N{PARTY POPPER} rue", "ne s’imprime pas"),
        ("sender_postcode", "6900", "Un code postal compte 5 chiffres"),
        ("sender_town", "", "Indiquez la ville"),
    ],
)
def test_a_wrong_address_is_told_on_its_field_and_the_rest_is_kept(
    newcomer: PageClient, field: str, typed: str, sentence: str
) -> None:
    answer = newcomer.send(PAGE, SENDER | {field: typed})
    assert answer.status_code == 422
    page = page_of(answer)
    assert sentence in page.xpath("string(//*[@id=$id])", id=f"{field}-error")
    for name, value in (SENDER | {field: typed}).items():
        assert page.xpath("//input[@name=$name]/@value", name=name) == [value]
    assert db.session.query(Contract).count() == 0


def test_the_port_paye_step_does_not_ask_again(newcomer: PageClient) -> None:
    newcomer.send(PAGE, SENDER)
    newcomer.send("/onboarding/plan", {"plan": "growth"})
    form = page_of(newcomer.get("/onboarding/port-paye?contract=yes"))
    for name, value in SENDER.items():
        assert form.xpath("//input[@name=$name]/@value", name=name) == [value]
    newcomer.send("/onboarding/port-paye", PORT_PAYE)
    assert _contract().is_described


def test_an_address_is_no_answer_to_a_step(newcomer: PageClient) -> None:
    newcomer.send(PAGE, SENDER)
    journey = Journey.of(_contract().merchant)
    assert [step.state(journey) for step in STEPS] == [StepState.TODO] * 3
    assert not _contract().is_waiting_for_la_poste


def test_the_complement_that_the_step_asked_for_is_left_alone(
    newcomer: PageClient, cast: Cast
) -> None:
    newcomer.send("/onboarding/plan", {"plan": "growth"})
    newcomer.send("/onboarding/port-paye", PORT_PAYE | {"sender_complement": "Bâtiment B"})
    newcomer.send(PAGE, SENDER | {"sender_town": "Villeurbanne"})
    contract = _contract()
    assert (contract.sender_complement, contract.sender_town) == ("Bâtiment B", "Villeurbanne")


def test_two_clicks_are_one_address_in_the_journal(newcomer: PageClient) -> None:
    for _ in range(2):
        assert newcomer.send(PAGE, SENDER).status_code == 303
    assert db.session.query(AuditEvent).filter_by(act="contract.sender_given").count() == 1
    assert db.session.query(Contract).count() == 1


def test_what_the_contract_tells_is_used(cast: Cast) -> None:
    cast.described()
    newcomer = cast.browser()
    text = Paper(newcomer.get("/specimen/label.pdf").data).texts[0]
    assert "Contrat D-1234567-8" in text and "Lyon Montrochet PIC" in text
    form = Paper(newcomer.get("/specimen/slip.pdf").data).texts[0]
    for told in ("D-1234567-8", "00098765", "118402", "69381A"):
        assert told in form
    assert "À compléter" not in text_of(newcomer.get(PAGE))


def test_what_is_still_missing_is_named(newcomer: PageClient) -> None:
    newcomer.send(PAGE, SENDER)
    assert "À compléter au fil des étapes : COCLICO" in text_of(newcomer.get(PAGE))


def test_the_address_of_an_active_contract_stays(cast: Cast) -> None:
    cast.active()
    newcomer = cast.browser()
    assert not page_of(newcomer.get(PAGE)).xpath("//main//form")
    assert newcomer.send(PAGE, SENDER | {"sender_town": "Paris"}).status_code == 303
    assert _contract().sender_town == "Lyon"


def test_the_steps_lead_to_it_until_the_contract_is_active(
    newcomer: PageClient, cast: Cast
) -> None:
    def card() -> object:
        return page_of(newcomer.get("/onboarding")).xpath("//a[@href=$page]", page=PAGE)

    assert card()
    assert not page_of(newcomer.get("/onboarding")).xpath("//main//img")
    newcomer.send(PAGE, SENDER)
    assert page_of(newcomer.get("/onboarding")).xpath("//main//img/@src") == [PAPERS[1]]
    cast.active(BOB)
    steps = page_of(cast.browser(BOB).get("/onboarding"))
    assert not steps.xpath("//a[@href=$page]", page=PAGE)


def test_each_sees_their_own(newcomer: PageClient, cast: Cast) -> None:
    newcomer.send(PAGE, SENDER)
    cast.described(BOB)
    assert "Atelier Alma" not in Paper(cast.browser(BOB).get("/specimen/label.pdf").data).texts[0]


def test_it_is_for_the_owner(cast: Cast) -> None:
    contract = cast.described()
    cast.member(contract.merchant, "tess@alma.test", Role.SHIPPER)
    shipper = cast.browser("tess@alma.test")
    assert {shipper.get(path).status_code for path in (PAGE, *PAPERS)} == {403}


def test_there_is_no_other_paper(newcomer: PageClient) -> None:
    assert newcomer.get("/specimen/other.pdf").status_code == 404


def test_label_and_slip_are_enclosed_with_a_letter(cast: Cast) -> None:
    merchant = cast.described().merchant
    whole = Paper(enclosure(merchant))
    assert whole.sizes_mm == [(100, 150), (210, 297), (210, 297)]
    assert str(whole.reader.root_object["/Lang"]) == "fr"
    assert enclosure(merchant) == whole.pdf
    whole.assert_sound()


def test_nothing_is_enclosed_in_nobody_s_name(cast: Cast) -> None:
    user: User = cast.merchant(BOB)
    with pytest.raises(SenderUnknown):
        enclosure(Cast.company(user))
