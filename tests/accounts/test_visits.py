"""An advisor reads a merchant's pages as its owner does, and changes nothing."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent, Merchant, User
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Batch
from tests.cast import ADAM, ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of
from tests.typed import SENDER

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

BAND = "Vous lisez les pages de Atelier Alice"


@pytest.fixture
def merchant(context: None, cast: Cast) -> Merchant:
    return cast.active(ALICE).merchant


@pytest.fixture
def claire(merchant: Merchant, cast: Cast) -> PageClient:
    """Return Claire's browser while she visits Alice's pages."""
    claire = cast.browser(CLAIRE)
    assert visit(claire, merchant).location == "/"
    return claire


def visit(browser: PageClient, merchant: Merchant) -> TestResponse:
    return browser.send(f"/merchants/{merchant.id}/visit")


def visits_told() -> Sequence[str]:
    told = select(AuditEvent.act).where(AuditEvent.act == "merchant.visited")
    return db.session.scalars(told).all()


def entries(browser: PageClient, path: str) -> list[str]:
    found = page_of(browser.get(path)).xpath("//nav[@class='main-navigation']//a")
    return [" ".join(entry.text_content().split()) for entry in found]


def test_the_pages_are_those_of_the_merchant(
    claire: PageClient, merchant: Merchant, cast: Cast
) -> None:
    contract = cast.active(BOB, first=50_000)
    cast.batch(contract, cast.shipments(contract, 1))
    assert text_of(claire.get("/")).count("Atelier Alice") >= 2
    assert "Aucune étiquette" in text_of(claire.get("/labels?show=all"))
    assert ALICE in text_of(claire.get("/settings/team"))
    for path in ("/", "/shipments", "/labels", "/onboarding", "/onboarding/port-paye"):
        assert BAND in text_of(claire.get(path))


def test_the_navigation_is_that_of_the_owner_on_the_merchants_pages(claire: PageClient) -> None:
    alices = ["Mise en service", "Envois", "Étiquettes créées", "Bordereaux", "Réserve", "Équipe"]
    assert entries(claire, "/labels") == alices
    assert entries(claire, "/requests") == ["Demandes", "Marchands", "Journal", "Remplacements"]


def test_a_page_of_advisors_says_that_a_visit_is_on(claire: PageClient) -> None:
    said = text_of(claire.get("/requests"))
    assert "Visite en cours : Atelier Alice." in said
    assert BAND not in said


def test_every_button_that_would_change_something_is_disabled_and_says_why(
    claire: PageClient, merchant: Merchant, cast: Cast
) -> None:
    cast.member(merchant)
    for path in ("/settings/team", "/shipments/imports", "/onboarding/plan"):
        page = page_of(claire.get(path))
        buttons = page.xpath("//main//form[@method='post']//button")
        for button in buttons:
            assert button.get("disabled") is not None, path
            assert "Lecture seule" in button.get("title")
            assert button.get("aria-describedby") == "visit-band"
    assert page_of(cast.browser().get("/settings/team")).xpath("//main//button[@disabled]") == []
    search = page_of(claire.get("/settings/journal")).xpath("//main//form//button")
    assert [button.get("disabled") for button in search] == [None]


def test_pdfs_open(claire: PageClient, merchant: Merchant, cast: Cast) -> None:
    batch = _batch(merchant, cast)
    slip = cast.slip(batch.contract, batch.labels)
    for path in (f"/batches/{batch.id}/labels.pdf", f"/deposit-slips/{slip.id}/slip.pdf"):
        answer = claire.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), path


def test_what_is_sent_is_refused_in_words_and_changes_nothing(
    claire: PageClient, merchant: Merchant, cast: Cast
) -> None:
    (label,) = _batch(merchant, cast).labels
    answer = claire.send(f"/labels/{label.id}/void")
    assert answer.status_code == 403
    assert "elles se lisent, rien ne s’y change" in text_of(answer)
    assert claire.send("/settings/team", {"email": BOB, "role": "shipper"}).status_code == 403
    assert claire.put("/settings/team").status_code == 405
    db.session.refresh(label)
    assert not label.is_voided
    assert not cast.mails("invitation")


def test_the_merchant_reads_in_their_journal_that_they_were_visited(
    claire: PageClient, cast: Cast
) -> None:
    newest = rows_of(cast.browser().get("/settings/journal"), "Journal")[0]
    assert (newest["Qui"], newest["Quoi"]) == (
        "Claire",
        "Pages ouvertes en lecture par un conseiller",
    )


def test_a_second_click_is_no_second_visit(claire: PageClient, merchant: Merchant) -> None:
    visit(claire, merchant)
    assert len(visits_told()) == 1


def test_another_visit_takes_the_place_of_the_first(claire: PageClient, cast: Cast) -> None:
    bob = cast.active(BOB, first=50_000).merchant
    visit(claire, bob)
    assert "Vous lisez les pages de Atelier Bob" in text_of(claire.get("/labels"))
    assert len(visits_told()) == 2


def test_leaving_closes_the_pages(claire: PageClient, merchant: Merchant) -> None:
    assert claire.send("/visit/end").location == f"/merchants/{merchant.id}"
    assert claire.get("/labels").status_code == 403
    assert claire.get("/").location == "/requests"
    assert claire.send("/visit/end").location == "/merchants"


def test_a_visit_ends_after_an_hour(claire: PageClient, merchant: Merchant) -> None:
    with time_machine.travel(now() + timedelta(minutes=59)):
        assert claire.get("/labels").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert claire.get("/labels").status_code == 403
        assert "Visite en cours" not in text_of(claire.get("/requests"))
        visit(claire, merchant)
        assert claire.get("/labels").status_code == 200
    assert len(visits_told()) == 2


def test_a_visit_ends_with_signing_out(claire: PageClient) -> None:
    claire.get("/labels")
    assert claire.send("/sign-out").status_code == 303
    claire.sign_in(CLAIRE)
    assert claire.get("/labels").status_code == 403


def test_nobody_else_goes_on_with_a_visit_in_the_same_browser(
    claire: PageClient, cast: Cast
) -> None:
    cast.admin()
    with claire.session_transaction() as session:
        kept = session["visit"]
    claire.send("/sign-out")
    claire.sign_in(ADAM)
    with claire.session_transaction() as session:
        session["visit"] = kept
    assert claire.get("/labels").status_code == 403


def test_a_visit_ends_with_deactivation(claire: PageClient, cast: Cast) -> None:
    cast.admin()
    adam, visitor = cast.browser(ADAM), User.by_email(CLAIRE)
    assert visitor
    adam.send(f"/advisors/{visitor.id}/deactivation")
    assert claire.get("/labels").location.startswith("/sign-in")
    adam.send(f"/advisors/{visitor.id}/reactivation")
    claire.sign_in(CLAIRE)
    assert claire.get("/labels").status_code == 403


def test_language_and_the_desk_go_on_during_a_visit(claire: PageClient, cast: Cast) -> None:
    contract = cast.requested(BOB, coclico="00000002")
    assert claire.send("/language", {"language": "en", "next": "/labels"}).status_code == 303
    assert page_of(claire.get("/labels")).get("lang") == "en"
    assert claire.send(f"/contracts/{contract.id}/taking").status_code == 303
    db.session.refresh(contract)
    assert contract.taken_by == User.by_email(CLAIRE)


def test_the_message_to_the_advisor_is_shown_as_its_owner_would_send_it(cast: Cast) -> None:
    contract = cast.described()
    cast.advisor()
    claire = cast.browser(CLAIRE)
    visit(claire, contract.merchant)
    assert "Alice" in page_of(claire.get("/onboarding/advisor")).xpath("string(//pre)")


def test_a_merchant_visits_nobody(cast: Cast) -> None:
    bob = cast.company(cast.merchant(BOB))
    cast.merchant()
    alice = cast.browser()
    assert visit(alice, bob).status_code == 403
    assert alice.send("/visit/end").status_code == 403


def test_one_that_does_not_exist_is_not_visited(cast: Cast) -> None:
    cast.advisor()
    assert cast.browser(CLAIRE).send("/merchants/99/visit").status_code == 404
    assert visits_told() == []


def _batch(merchant: Merchant, cast: Cast) -> Batch:
    contract = Contract.of(merchant)
    assert contract
    return cast.batch(contract, cast.shipments(contract, 1))


def test_the_letter_to_la_poste_is_the_owners_also_in_a_visit(cast: Cast) -> None:
    contract = cast.waiting(BOB)
    for name, value in SENDER.items():
        setattr(contract, name, value)
    cast.advisor()
    claire = cast.browser(CLAIRE)
    visit(claire, contract.merchant)
    letter = page_of(claire.get("/onboarding/port-paye/letter")).xpath("string(//main)")
    assert BOB in letter and CLAIRE not in letter
