"""An advisor changes a contract's label settings; existing batches keep theirs."""

from base64 import b64decode
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from app.accounts.models import AuditEvent
from app.clock import now
from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Batch
from tests import samples
from tests.cast import CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.printing.conftest import Paper
from tests.typed import LABEL_SETTINGS

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.fixture
def address(contract: Contract) -> str:
    return f"/requests/{contract.id}/label-settings"


def _batch(cast: Cast, contract: Contract) -> Batch:
    return cast.batch(contract, cast.shipments(contract, 1))


def _events() -> int:
    return db.session.query(AuditEvent).filter_by(act="contract.label_settings_changed").count()


def test_by_default_the_page_shows_what_is_printed_today(claire: PageClient, address: str) -> None:
    page = page_of(claire.get(address))
    assert page.xpath("string(//textarea[@name='franking'])").split("\n")[-2:] == [
        "PORT PAYÉ",
        "Contrat D-1234567-8",
    ]
    assert page.xpath("//input[@name='product']/@value") == ["LETTRE SUIVIE"]
    assert page.xpath("//input[@name='bar_height']/@value") == ["15"]
    assert "valeurs par défaut" in text_of(claire.get(address))


def test_the_preview_is_a_picture_within_the_page(claire: PageClient, address: str) -> None:
    (source,) = page_of(claire.get(address)).xpath("//*[@id='preview']/img/@src")
    kind, _, data = source.partition(",")
    assert kind == "data:image/png;base64"
    assert Image.open(BytesIO(b64decode(data))).size == (591, 886)


def test_the_check_shows_other_paper_and_keeps_nothing(
    contract: Contract, claire: PageClient, address: str
) -> None:
    before = page_of(claire.get(address)).xpath("//*[@id='preview']/img/@src")
    answer = claire.send(address, LABEL_SETTINGS | {"check": "1"})
    assert answer.status_code == 200
    assert page_of(answer).xpath("//*[@id='preview']/img/@src") != before
    alt = page_of(answer).xpath("string(//*[@id='preview']/img/@alt)")
    assert "PORT PAYÉ, Lyon Montrochet PIC, D-1234567-8" in alt and "20" in alt
    db.session.refresh(contract)
    assert contract.stored_label_settings is None
    assert contract.label_settings.bar_height_mm == 15
    assert _events() == 0


def test_saving_keeps_what_who_and_when(
    contract: Contract, claire: PageClient, address: str
) -> None:
    start = now()
    answer = claire.send(address, LABEL_SETTINGS)
    assert (answer.status_code, answer.location) == (303, address)
    db.session.refresh(contract)
    franking = ("PORT PAYÉ", "Lyon Montrochet PIC", "D-1234567-8")
    assert contract.label_settings == LabelSettings(franking, "LETTRE SUIVIE", 20)
    stored = contract.stored_label_settings
    assert stored and stored.changed_by and stored.changed_by.email == CLAIRE
    assert stored.changed_at and stored.changed_at >= start
    assert "Réglés par Claire" in text_of(claire.get(address))
    assert _events() == 1


def test_the_same_settings_twice_are_one_change(claire: PageClient, address: str) -> None:
    for _ in range(2):
        assert claire.send(address, LABEL_SETTINGS).status_code == 303
    assert _events() == 1


def test_the_default_follows_the_number_of_the_contract(
    contract: Contract, claire: PageClient, address: str
) -> None:
    words = "PORT PAYÉ\nContrat D-1234567-8"
    claire.send(address, LABEL_SETTINGS | {"franking": words})
    db.session.refresh(contract)
    contract.contract_number = "D-7654321-0"
    assert contract.label_settings.franking == ("PORT PAYÉ", "Contrat D-7654321-0")


def test_a_batch_keeps_what_it_was_made_with(
    contract: Contract, claire: PageClient, address: str, cast: Cast
) -> None:
    first = _batch(cast, contract)
    alice = cast.browser()
    before = alice.get(f"/batches/{first.id}/labels.pdf").data
    claire.send(address, LABEL_SETTINGS | {"product": "LETTRE TEST"})
    assert alice.get(f"/batches/{first.id}/labels.pdf").data == before
    db.session.refresh(contract)
    second = _batch(cast, contract)
    assert (first.bar_height_mm, second.bar_height_mm) == (15, 20)
    text = Paper(alice.get(f"/batches/{second.id}/labels.pdf").data).texts[0]
    assert "Lyon Montrochet PIC D-1234567-8" in text and "LETTRE TEST" in text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("franking", "", "Indiquez au moins une ligne"),
        ("franking", " \n ", "Indiquez au moins une ligne"),
        ("franking", "PORT PAYÉ\n" + "W" * 30, f"« {'W' * 30} » ne tient pas dans son cadre"),
        ("franking", "\n".join("abcdef"), "6 lignes lues : le cadre en tient 3 au plus"),
        ("franking", "PORT \N{PARTY POPPER}", "« \N{PARTY POPPER} » ne s’imprime pas"),
        ("franking", "x" * 201, "200 caractères au plus"),
        ("product", "", "Indiquez le produit"),
        ("product", "W" * 30, "ne tient pas dans son cadre"),
        ("product", "LETTRE \N{SNOWMAN}", "ne s’imprime pas"),
        ("bar_height", "", "Indiquez une hauteur"),
        ("bar_height", "7", "« 7 » n’est pas un nombre entier de millimètres de 8 à 27"),
        ("bar_height", "28", "« 28 » n’est pas"),
        ("bar_height", "15,5", "« 15,5 » n’est pas"),
        ("bar_height", "١٥", "n’est pas un nombre entier"),
        ("bar_height", "9" * 5_000, "10 caractères au plus"),
    ],
)
def test_what_cannot_be_printed_is_told_on_its_field_and_kept(
    contract: Contract, claire: PageClient, address: str, field: str, typed: str, sentence: str
) -> None:
    answer = claire.send(address, LABEL_SETTINGS | {field: typed})
    assert answer.status_code == 422
    page = page_of(answer)
    error = " ".join(page.xpath("string(//*[@id=$id])", id=f"{field}-error").split())
    assert sentence in error
    assert not page.xpath("//*[@id='preview']/img")
    if typed.strip():
        shown = page.xpath("//*[@name=$name]", name=field)[0]
        assert typed in (shown.get("value") or shown.text_content()).replace("\r", "")
    checked = claire.send(address, LABEL_SETTINGS | {field: typed, "check": "1"})
    assert checked.status_code == 200
    preview = " ".join(page_of(checked).xpath("string(//*[@id='preview'])").split())
    assert sentence in preview
    assert _events() == 0


@pytest.mark.parametrize("height", ["8", "27"])
def test_the_bounds_themselves_are_taken(
    contract: Contract, claire: PageClient, address: str, height: str
) -> None:
    assert claire.send(address, LABEL_SETTINGS | {"bar_height": height}).status_code == 303
    db.session.refresh(contract)
    assert contract.label_settings.bar_height_mm == int(height)


def test_spaces_and_empty_lines_are_tidied(
    contract: Contract, claire: PageClient, address: str
) -> None:
    typed = LABEL_SETTINGS | {"franking": "\r\n PORT  PAYÉ \r\n\r\nLyon\t\r\n"}
    assert claire.send(address, typed).status_code == 303
    db.session.refresh(contract)
    assert contract.label_settings.franking == ("PORT PAYÉ", "Lyon")


def test_settings_come_before_the_address_and_the_number(cast: Cast) -> None:
    cast.advisor()
    user = cast.merchant()
    waiting = Contract(merchant=cast.company(user))
    db.session.add(waiting)
    waiting.wait_for_la_poste(user)
    waiting.request_activation("support@sendcloud.test", user)
    db.session.commit()
    page = page_of(cast.browser(CLAIRE).get(f"/requests/{waiting.id}/label-settings"))
    assert page.xpath("//*[@id='preview']/img")
    assert "None" not in page.text_content()


def test_the_request_leads_to_the_settings(
    contract: Contract, claire: PageClient, address: str
) -> None:
    assert page_of(claire.get(f"/requests/{contract.id}")).xpath("//a[@href=$to]", to=address)


def test_a_contract_that_nobody_asked_for_has_none(cast: Cast) -> None:
    cast.advisor()
    described = cast.described()
    claire = cast.browser(CLAIRE)
    assert claire.get(f"/requests/{described.id}/label-settings").status_code == 404


def test_la_postes_artwork_takes_the_place_of_the_lines_from_the_next_batch_on(
    claire: PageClient, address: str, contract: Contract, cast: Cast
) -> None:
    before = _batch(cast, contract)
    plain = cast.browser().get(f"/batches/{before.id}/labels.pdf").data
    assert _with_artwork(claire, address, samples.picture("PNG")) == 303
    after = _batch(cast, contract)
    assert (before.artwork_id, after.artwork_id) == (None, contract.label_settings.artwork_id)
    assert b"/Image" not in plain
    assert cast.browser().get(f"/batches/{before.id}/labels.pdf").data == plain
    assert b"/Image" in cast.browser().get(f"/batches/{after.id}/labels.pdf").data
    assert "PORT PAYÉ" in _said(plain)
    assert "PORT PAYÉ" not in _said(cast.browser().get(f"/batches/{after.id}/labels.pdf").data)


def test_the_artwork_is_seen_before_it_is_kept(
    claire: PageClient, address: str, contract: Contract
) -> None:
    def preview(**more: object) -> str:
        answer = claire.send(address, {**LABEL_SETTINGS, "check": "1", **more})
        return str(page_of(answer).xpath("string(//*[@id='preview']/img/@src)"))

    lines = preview()
    with_artwork = preview(artwork=(BytesIO(samples.picture("PNG")), "port-paye.png"))
    assert lines and with_artwork and lines != with_artwork
    assert contract.label_settings.artwork_id is None


def test_the_lines_can_take_its_place_again(
    claire: PageClient, address: str, contract: Contract
) -> None:
    _with_artwork(claire, address, samples.picture("PNG"))
    assert "port-paye.png" in text_of(claire.get(address))
    assert claire.send(address, {**LABEL_SETTINGS, "without_artwork": "y"}).status_code == 303
    assert contract.label_settings.artwork_id is None
    assert _events() == 2


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (samples.pdf(), "n’est pas une image"),
        (samples.archive(), "PDF"),
        (b"", "vide"),
    ],
)
def test_what_is_no_picture_is_refused_on_its_field_and_the_rest_is_kept(
    claire: PageClient, address: str, contract: Contract, file: bytes, sentence: str
) -> None:
    fields = {**LABEL_SETTINGS, "artwork": (BytesIO(file), "port-paye.png")}
    answer = claire.send(address, fields)
    assert answer.status_code == 422
    page = page_of(answer)
    assert sentence in " ".join(page.xpath("string(//*[@id='artwork-error'])").split())
    assert page.xpath("//input[@name='product']/@value") == [LABEL_SETTINGS["product"]]
    assert contract.label_settings.artwork_id is None


def _with_artwork(claire: PageClient, address: str, picture: bytes) -> int:
    fields = {**LABEL_SETTINGS, "artwork": (BytesIO(picture), "port-paye.png")}
    return claire.send(address, fields).status_code


def _said(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)
