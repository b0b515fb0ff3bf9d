"""The renewal: begun once, four moments that are facts, a certificate in whatever form."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from app.accounts.models import AuditEvent
from app.contracts.models import Contract
from app.extensions import db
from app.renewals.models import Moment, Renewal
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, form_of, page_of, text_of
from tests.renewals.renewing import as_file, as_html, as_pdf, begun, certificate, numbers

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

NOON = datetime(2026, 3, 2, 13, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(context: None) -> Iterator[time_machine.Traveller]:
    """It is two minutes past two in Paris, until the test moves on."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def address(contract: Contract, alice: PageClient) -> str:
    return begun(alice, contract.id)


def _renewal() -> Renewal:
    return db.session.scalars(select(Renewal).order_by(Renewal.id.desc())).first() or Renewal()


def _acts() -> list[str]:
    events = select(AuditEvent.act).where(AuditEvent.act.startswith("renewal."))
    return list(db.session.scalars(events.order_by(AuditEvent.id)))


def _mirrored(alice: PageClient, address: str) -> dict[str, str]:
    page = page_of(alice.get(address))
    fields = page.xpath("//*[@class='mirror']//*[self::input or self::textarea]")
    return {one.get("id"): one.value for one in fields}


def test_begun_twice_it_is_one(contract: Contract, alice: PageClient, address: str) -> None:
    assert begun(alice, contract.id) == address
    assert _acts() == ["renewal.begun"]


def test_begun_by_two_people_at_once_it_is_one(contract: Contract, cast: Cast) -> None:
    path, browsers = f"/contracts/{contract.id}/renewals", [cast.browser(), cast.browser(CLAIRE)]
    answers = at_once([partial(browser.send, path) for browser in browsers])
    assert len({answer.location for answer in answers}) == 1
    assert db.session.scalar(select(func.count(Renewal.id))) == 1


def test_a_warning_leads_to_a_page_that_changes_nothing_and_has_one_button(
    contract: Contract, alice: PageClient
) -> None:
    page, action = f"/contracts/{contract.id}/renewals/new", f"/contracts/{contract.id}/renewals"
    for _ in range(2):
        answer = alice.get(page)
        assert answer.status_code == 200 and "Il reste 100 numéros" in text_of(answer)
    assert db.session.scalar(select(func.count(Renewal.id))) == 0
    assert form_of(answer, action) and len(page_of(answer).xpath("//main//form")) == 1
    address = alice.send(action).location
    assert alice.get(page).location == address


def test_a_contract_that_is_not_active_has_nothing_to_renew(cast: Cast) -> None:
    contract = cast.requested()
    assert cast.browser().send(f"/contracts/{contract.id}/renewals").status_code == 404


def test_the_form_stands_there_field_by_field_in_la_poste_s_order(
    alice: PageClient, address: str
) -> None:
    alice.send(f"{address}/values", {"yearly_estimate": "12000", "email": "la-poste@alma.test"})
    assert list(_mirrored(alice, address).items()) == [
        ("copy-coclico", "00001000"),
        ("copy-you-are", "client final"),
        ("copy-request", "Demande de renouvellement et extension de plages"),
        ("copy-tracking-account", "118402"),
        ("copy-solution", "SOLUTION INTERNE OU SOLUTION PROPRIETAIRE"),
        ("copy-estimate", "12000"),
        ("copy-email", "la-poste@alma.test"),
    ]


def test_each_value_has_a_button_that_names_its_field(alice: PageClient, address: str) -> None:
    page = page_of(alice.get(address))
    names = [" ".join(b.text_content().split()) for b in page.xpath("//*[@data-copy]")]
    assert names[0] == "Copier – N° COCLICO"
    assert len(names) == 6  # the estimate is not known yet
    assert "Pas encore connu" in page.xpath("//*[@id='copy-estimate']/@placeholder")


def test_the_form_as_text_and_on_one_page(alice: PageClient, address: str) -> None:
    alice.send(f"{address}/values", {"yearly_estimate": "12000", "email": ALICE})
    text = alice.get(f"{address}/form.txt")
    assert text.mimetype == "text/plain"
    assert "N° COCLICO : 00001000\n" in text.text
    pdf = alice.get(f"{address}/form.pdf")
    (page,) = PdfReader(BytesIO(pdf.data)).pages
    assert "SOLUTION INTERNE OU SOLUTION PROPRIETAIRE" in page.extract_text()
    assert "12000" in page.extract_text()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("yearly_estimate", "beaucoup"),
        ("yearly_estimate", "0"),
        ("yearly_estimate", "10000001"),
        ("email", ""),
        ("email", "alice"),
    ],
)
def test_a_value_that_cannot_be_is_named_and_kept(
    alice: PageClient, address: str, name: str, typed: str
) -> None:
    right = {"yearly_estimate": "12000", "email": ALICE}
    response = alice.send(f"{address}/values", right | {name: typed})
    assert response.status_code == 422
    assert form_of(response, f"{address}/values")[name] == [typed]
    assert page_of(response).xpath(f"//*[@id='{name}-error']")
    assert _renewal().yearly_estimate is None


def test_the_four_moments_are_facts_with_their_time(
    alice: PageClient, address: str, clock: time_machine.Traveller
) -> None:
    alice.send(f"{address}/submission")
    assert _renewal().submitted_at == NOON
    page = text_of(alice.get(address))
    assert f"Le lien devrait arriver vers 14:12 dans la boîte {ALICE}" in page
    clock.shift(timedelta(minutes=5))
    alice.send(f"{address}/confirmation")
    clock.shift(timedelta(hours=3))
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    clock.shift(timedelta(minutes=1))
    first, last = numbers(5_000, 500)
    alice.send(f"{address}/range", {"first": first, "last": last})
    renewal = _renewal()
    assert renewal.submitted_at == NOON
    assert renewal.confirmed_at == NOON + timedelta(minutes=5)
    assert renewal.received_at == NOON + timedelta(hours=3, minutes=5)
    assert renewal.recorded_at == NOON + timedelta(hours=3, minutes=6)
    assert _acts() == [
        f"renewal.{act}" for act in ("begun", "submitted", "confirmed", "received", "recorded")
    ]
    assert "C’est fait" in text_of(alice.get(address))


@pytest.mark.parametrize("moment", ["submission", "confirmation"])
def test_a_moment_told_twice_keeps_its_first_time(
    alice: PageClient, address: str, clock: time_machine.Traveller, moment: str
) -> None:
    alice.send(f"{address}/{moment}")
    clock.shift(timedelta(minutes=2))
    assert alice.send(f"{address}/{moment}").status_code == 303
    assert (_renewal().submitted_at or _renewal().confirmed_at) == NOON
    assert len(_acts()) == 2


def test_moments_may_be_skipped_and_none_is_gone_back_to(alice: PageClient, address: str) -> None:
    alice.send(f"{address}/confirmation")
    alice.send(f"{address}/submission")
    renewal = _renewal()
    assert (renewal.submitted_at, renewal.waits_for) == (None, Moment.CERTIFICATE)
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    alice.send(f"{address}/confirmation")
    assert _renewal().waits_for is Moment.RANGE
    assert "Fait, sans heure notée" in text_of(alice.get(address))


@pytest.mark.parametrize(
    ("minutes", "said", "offered", "is_open"),
    [
        (14, "Le lien devrait arriver vers 14:12", "L’adresse donnée est fausse", False),
        (15, "Le lien est-il arrivé ?", "L’adresse donnée est fausse", False),
        (59, "Le lien est-il arrivé ?", "L’adresse donnée est fausse", False),
        (60, "validez le formulaire de nouveau", "Rien n’est arrivé", True),
    ],
)
def test_validating_again_is_suggested_after_an_hour_and_no_sooner(
    alice: PageClient,
    address: str,
    clock: time_machine.Traveller,
    minutes: int,
    said: str,
    offered: str,
    is_open: bool,
) -> None:
    alice.send(f"{address}/submission")
    clock.shift(timedelta(minutes=minutes))
    answer = alice.get(address)
    assert said in text_of(answer) and offered in text_of(answer)
    again = page_of(answer).xpath("//details[.//button[@name='again']]")
    assert [one.get("open") is not None for one in again] == [is_open]


def test_while_the_form_s_address_is_unknown_the_help_article_leads_to_it(
    alice: PageClient, address: str
) -> None:
    page = alice.get(address)
    link = "https://support.sendcloud.com/hc/fr/articles/360056918391"
    assert page_of(page).xpath(f"//a[@href='{link}']")
    assert "par le lien « en cliquant ici »" in text_of(page).replace("\xa0", " ")


def test_once_it_is_set_the_page_opens_the_form_itself(
    app: Flask, alice: PageClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LA_POSTE_FORM_URL", "https://form.laposte.test/")
    page = alice.get(address)
    assert page_of(page).xpath("//a[@href='https://form.laposte.test/']")
    assert "en cliquant ici" not in text_of(page)


def test_after_a_missed_link_the_form_is_submitted_anew_once(
    alice: PageClient, address: str, clock: time_machine.Traveller
) -> None:
    alice.send(f"{address}/submission")
    (missed,) = page_of(alice.get(address)).xpath("//button[@name='again']/@value")
    clock.shift(timedelta(minutes=30))
    for _ in range(2):
        sent = {"again": missed, "email": ALICE}
        assert alice.send(f"{address}/submission", sent).status_code == 303
        clock.shift(timedelta(minutes=1))
    assert _renewal().submitted_at == NOON + timedelta(minutes=30)
    page = text_of(alice.get(address))
    assert "vers 14:42" in page and "avait vieilli" not in page
    assert _acts() == ["renewal.begun", "renewal.submitted", "renewal.submitted_again"]


@pytest.mark.parametrize("moments", [("submission",), ("submission", "confirmation")])
def test_a_wrong_address_is_corrected_by_validating_again(
    alice: PageClient, address: str, clock: time_machine.Traveller, moments: tuple[str, ...]
) -> None:
    for moment in moments:
        alice.send(f"{address}/{moment}")
    sent = form_of(alice.get(address), f"{address}/submission")
    assert sent["email"] == [ALICE]
    (missed,) = page_of(alice.get(address)).xpath("//button[@name='again']/@value")
    clock.shift(timedelta(minutes=30))
    again = {"again": missed, "email": "poste@alma.test"}
    assert alice.send(f"{address}/submission", again).status_code == 303
    renewal = _renewal()
    assert (renewal.email, renewal.waits_for) == ("poste@alma.test", Moment.LINK)
    assert (renewal.submitted_at, renewal.confirmed_at) == (NOON + timedelta(minutes=30), None)
    assert "vers 14:42 dans la boîte poste@alma.test" in text_of(alice.get(address))
    assert "vers 14:42 dans la boîte poste@alma.test" in text_of(alice.get("/ranges"))
    journal = text_of(alice.get("/settings/journal"))
    assert "validé de nouveau" in journal and "adresse : une autre" in journal
    assert _acts()[-1] == "renewal.submitted_again"


def test_going_back_from_a_form_validated_again_changes_nothing(
    alice: PageClient, address: str, clock: time_machine.Traveller
) -> None:
    alice.send(f"{address}/submission")
    first = _renewal().submission
    clock.shift(timedelta(minutes=1))
    again = {"again": first, "email": "poste@alma.test"}
    alice.send(f"{address}/submission", again)
    acts = _acts()
    alice.send(f"{address}/submission", again)
    for path, sent in (
        ("submission", {"again": first, "email": "autre@alma.test"}),
        ("submission", {}),
        ("confirmation", {"submission": first}),
        ("values", {"yearly_estimate": "7", "email": "autre@alma.test"}),
    ):
        assert alice.send(f"{address}/{path}", sent).status_code == 303
        assert ("avait vieilli" in text_of(alice.get(address))) is bool(sent)
        assert (_renewal().email, _renewal().waits_for) == ("poste@alma.test", Moment.LINK)
    assert _acts() == acts


def test_an_address_that_cannot_be_is_named_where_it_was_validated_again(
    alice: PageClient, address: str
) -> None:
    alice.send(f"{address}/submission")
    sent = {"again": _renewal().submission, "email": "alice"}
    refused = alice.send(f"{address}/submission", sent)
    assert refused.status_code == 422
    assert page_of(refused).xpath("//details[@open]//*[@id='email-error']")
    assert form_of(refused, f"{address}/submission")["email"] == ["alice"]
    assert _renewal().email == ALICE


def test_once_the_certificate_is_there_nothing_is_validated_again(
    alice: PageClient, address: str
) -> None:
    alice.send(f"{address}/submission")
    sent = {"again": _renewal().submission, "email": "poste@alma.test"}
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    assert not page_of(alice.get(address)).xpath("//button[@name='again']")
    alice.send(f"{address}/submission", sent)
    assert (_renewal().email, _renewal().waits_for) == (ALICE, Moment.RANGE)


def test_a_day_without_certificate_a_message_to_la_poste_is_ready(
    alice: PageClient, address: str, clock: time_machine.Traveller
) -> None:
    alice.send(f"{address}/confirmation")
    clock.shift(timedelta(hours=23, minutes=59))
    assert "Cherchez-le" not in text_of(alice.get(address))
    clock.shift(timedelta(minutes=1))
    page = alice.get(address)
    assert "Cherchez-le dans les indésirables" in text_of(page)
    letter = page_of(page).xpath("string(//*[@id='letter'])")
    assert "N° COCLICO : 00001000" in letter and "Compte de suivi : 118402" in letter


FORMS = {
    "PDF": lambda text: as_file(as_pdf(text), "certificat.pdf"),
    "HTML": lambda text: as_file(as_html(text), "certificat.html"),
    "text": lambda text: as_file(text.encode(), "certificat.txt"),
    "pasted": lambda text: {"text": text},
}


@pytest.mark.parametrize("form", FORMS)
def test_the_certificate_is_read_in_each_form_and_records_nothing_by_itself(
    contract: Contract, alice: PageClient, address: str, form: str
) -> None:
    response = alice.send(f"{address}/certificate", FORMS[form](certificate((5_000, 500))))
    assert (response.status_code, response.location) == (303, f"{address}/range")
    page = alice.get(response.location)
    assert "500 numéros trouvés, tout concorde. Confirmer ?" in text_of(page)
    first, last = numbers(5_000, 500)
    assert form_of(page, f"{address}/range")["first"] == [first]
    assert form_of(page, f"{address}/range")["last"] == [last]
    assert "Premier numéro" in page_of(page).xpath("string(//pre)")
    assert _renewal().range_id is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Déposez le certificat, ou collez le texte"),
        ({"text": "   "}, "Déposez le certificat, ou collez le texte"),
        ({"text": "x" * 50_001}, "50 000 caractères au plus"),
        (as_file(b"   ", "vide.pdf"), "Le fichier est vide"),
        (as_file(b"%PDF-1.7 broken", "c.pdf"), "Ce PDF ne se lit pas"),
    ],
)
def test_what_is_no_certificate_says_what_to_do(
    alice: PageClient, address: str, given: dict[str, object], said: str
) -> None:
    copies = {k: (BytesIO(v[0].getvalue()), v[1]) if k == "file" else v for k, v in given.items()}  # type: ignore[index]
    response = alice.send(f"{address}/certificate", copies)
    assert response.status_code == 422
    assert said.replace(" ", "") in text_of(response).replace("\u202f", "").replace(" ", "")
    assert _renewal().received_at is None


def test_a_certificate_with_nulls_is_kept_as_a_database_takes_it(
    alice: PageClient, address: str
) -> None:
    sent = as_file(f"\0{certificate((5_000, 500))}\0".encode(), "certificat.txt")
    assert alice.send(f"{address}/certificate", sent).status_code == 303
    assert "tout concorde" in text_of(alice.get(f"{address}/range"))


def test_a_newer_certificate_takes_the_place_of_the_one_before(
    alice: PageClient, address: str
) -> None:
    for first in (5_000, 7_000):
        alice.send(f"{address}/certificate", {"text": certificate((first, 500))})
    page = alice.get(f"{address}/range")
    assert form_of(page, f"{address}/range")["first"] == [numbers(7_000, 500)[0]]


def test_it_is_abandoned_after_a_page_of_its_own_and_another_is_begun(
    contract: Contract, alice: PageClient, address: str
) -> None:
    assert "n’est pas annulée par là" in text_of(alice.get(f"{address}/abandonment"))
    for _ in range(2):
        assert alice.send(f"{address}/abandonment").status_code == 303
    for act in ("submission", "confirmation"):
        alice.send(f"{address}/{act}")
    alice.send(f"{address}/values", {"yearly_estimate": "5", "email": ALICE})
    refused = alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    assert refused.location == address
    assert "terminé" in text_of(alice.get(address))
    assert _acts() == ["renewal.begun", "renewal.abandoned"]
    assert "Commencer un autre renouvellement" in text_of(alice.get(address))
    assert begun(alice, contract.id) != address


def test_an_advisor_does_it_for_the_merchant_who_reads_it_in_the_journal(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    claire = cast.browser(CLAIRE)
    address = begun(claire, contract.id)
    claire.send(f"{address}/values", {"yearly_estimate": "12000", "email": ALICE})
    claire.send(f"{address}/submission")
    claire.send(f"{address}/confirmation")
    claire.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    first, last = numbers(5_000, 500)
    claire.send(f"{address}/range", {"first": first, "last": last})
    assert "C’est fait" in text_of(claire.get(address))
    journal = text_of(alice.get("/settings/journal"))
    for act in (
        "Renouvellement commencé",
        "Valeurs du formulaire changées",
        "Formulaire de La Poste validé",
        "Lien de La Poste cliqué",
        "Certificat reçu",
        "Nouvelle plage enregistrée",
    ):
        assert act in journal
    assert "Claire" in journal


def test_another_merchant_s_renewal_does_not_exist(address: str, cast: Cast) -> None:
    cast.active(BOB, first=90_000)
    bob = cast.browser(BOB)
    for path in ("", "/abandonment", "/form.txt", "/form.pdf", "/range"):
        assert bob.get(f"{address}{path}").status_code == 404
    for path in ("/values", "/submission", "/confirmation", "/certificate", "/range"):
        assert bob.send(f"{address}{path}").status_code == 404


def test_what_is_no_certificate_is_told_and_nothing_is_received(
    alice: PageClient, address: str
) -> None:
    text = "Bonjour, merci de votre message."
    answer = alice.send(f"{address}/certificate", {"text": text})
    assert answer.status_code == 422
    assert "Aucun numéro de suivi trouvé" in text_of(answer) and text in answer.text
    assert _renewal().waits_for is Moment.FORM


@pytest.mark.parametrize(
    "text",
    [
        "Premier numéro : 0000005000, dernier numéro : 0000007499.",
        "Bonjour, compte de suivi 118402, compte de suivi 118403.",
    ],
)
def test_a_text_without_product_code_or_number_is_told_beside_the_field(
    alice: PageClient, address: str, text: str
) -> None:
    answer = alice.send(f"{address}/certificate", {"text": text})
    assert answer.status_code == 422
    expected = "pas le code produit" if "Premier" in text else "Aucun numéro de suivi trouvé"
    assert expected in text_of(answer)
    assert _renewal().received_at is None


def test_another_certificate_can_be_given_where_the_range_is_confirmed(
    alice: PageClient, address: str
) -> None:
    given = f"//details//form[@action='{address}/certificate']"
    assert not page_of(alice.get(f"{address}/range")).xpath(given)
    alice.send(f"{address}/certificate", {"text": certificate((50_000, 500))})
    assert page_of(alice.get(f"{address}/range")).xpath(given)


def test_a_wrong_certificate_gives_way_to_the_right_one(alice: PageClient, address: str) -> None:
    for first in (50_000, 60_000):
        page = alice.get(address)
        assert page_of(page).xpath(f"//form[@action='{address}/certificate']")
        alice.send(f"{address}/certificate", {"text": certificate((first, 500))})
    assert numbers(60_000, 500)[0] in (_renewal().certificate_text or "")
    assert "pas le bon certificat" in text_of(alice.get(address))
