"""The advisor's desk: the requests, and one request."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts import replacement
from app.accounts.models import User
from app.clock import now, today
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.checklist import TICKED
from app.onboarding.dialogue import messages
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]
DORA = "dora@sendcloud.test"


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    heard: list[str] = []

    def listen(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", listen)
    yield heard
    event.remove(db.engine, "before_cursor_execute", listen)


def _rows(cast: Cast, query: str = "", email: str = CLAIRE) -> list[list[str]]:
    page = page_of(cast.browser(email).get(f"/requests{query}"))
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath("//tbody/tr")
    ]


def test_an_empty_list_says_what_will_come(cast: Cast) -> None:
    cast.advisor()
    assert "Aucune demande" in text_of(cast.browser(CLAIRE).get("/requests"))


def _names(cast: Cast, query: str = "", email: str = CLAIRE) -> list[str]:
    return [row[0].removeprefix("Atelier ") for row in _rows(cast, query, email)]


def test_those_to_do_are_shown_first_the_oldest_on_top(cast: Cast) -> None:
    cast.active(first=70_000)
    younger = cast.requested(BOB)
    older = cast.requested("carla@craie.test")
    older.requested_at = now() - timedelta(days=3)
    db.session.commit()
    rows = _rows(cast)
    assert [row[0] for row in rows] == ["Atelier Carla", "Atelier Bob"]
    assert rows[0][1] == "il y a 3 jours"
    assert [row[2] for row in rows] == ["À traiter", "À traiter"]
    assert _names(cast, "?sort=newest") == ["Bob", "Carla"]
    assert _names(cast, "?state=activated") == ["Alice"]
    assert _names(cast, "?state=all") == ["Carla", "Alice", "Bob"]
    assert younger.id != older.id


def test_what_is_not_requested_is_not_listed(cast: Cast) -> None:
    cast.advisor()
    cast.described()
    assert _rows(cast) == []


def _next(cast: Cast) -> str:
    return _rows(cast, "?state=all")[0][4]


def test_each_request_says_what_is_next(cast: Cast) -> None:
    claire = cast.advisor()
    contract = cast.requested()
    assert _next(cast) == "Vérifier l’abonnement"
    checklist.verify(Answers.about(contract), ["plan"], claire)
    db.session.commit()
    assert _next(cast) == "Vérifier le COCLICO"
    checklist.verify_all(contract, claire)
    db.session.commit()
    assert _next(cast) == "Activer"
    contract.coclico = "00000001"
    db.session.commit()
    assert _next(cast) == "Vérifier le COCLICO"
    messages.ask(contract, "Quel site ?", claire)
    db.session.commit()
    assert _next(cast) == "Attendre la réponse"
    messages.answer(contract, "Lyon.", contract.merchant.owner)
    db.session.commit()
    assert _next(cast) == "Répondre"
    messages.note(contract, "C'est noté.", claire)
    db.session.commit()
    assert _next(cast) == "Vérifier le COCLICO"


def test_a_question_that_is_not_answered_waits_for_the_merchant(cast: Cast) -> None:
    claire, contract = cast.advisor(), cast.requested()
    messages.ask(contract, "Quel site ?", claire)
    db.session.commit()
    assert _names(cast) == []
    assert _names(cast, "?state=merchant") == ["Alice"]
    messages.answer(contract, "Lyon.", contract.merchant.owner)
    db.session.commit()
    assert _names(cast) == ["Alice"]
    assert _names(cast, "?state=merchant") == []


def test_a_suspended_contract_is_shown_as_such_among_those_activated(cast: Cast) -> None:
    contract = cast.active()
    suspend(contract, "Facture impayée.", User.by_email(CLAIRE) or cast.advisor())
    db.session.commit()
    (row,) = _rows(cast, "?state=activated")
    assert (row[2], row[4]) == ("Suspendu", "Reprendre le contrat")


def test_each_state_says_how_many_it_holds(cast: Cast) -> None:
    cast.active(first=70_000)
    cast.requested(BOB)
    page = page_of(cast.browser(CLAIRE).get("/requests"))
    views = [" ".join(a.text_content().split()) for a in page.xpath("//nav[@class='views']/a")]
    waiting = ["En attente du marchand 0", "En attente de La Poste 0"]
    assert views == ["À traiter 1", *waiting, "Activés 1", "Toutes 2"]


@pytest.mark.parametrize(
    "words",
    [
        "alice",
        "ATELIER A",
        "903 000 032 00016",
        "90300003200016",
        "903000032",
        "D-1234567-8",
        "d 1234567",
        "98765",
        "00098765",
        "tess@alma",
    ],
)
def test_a_request_is_found_by_what_is_known_of_it(cast: Cast, words: str) -> None:
    cast.advisor()
    contract = cast.requested()
    cast.member(contract.merchant)
    other = cast.requested(BOB, coclico="00011111")
    other.contract_number, other.merchant.siret = "D-7654321-0", "90400004900018"
    db.session.commit()
    assert _names(cast, f"?q={quote(words)}") == ["Alice"]


def test_a_search_looks_into_every_state(cast: Cast) -> None:
    cast.active()
    assert _names(cast) == []
    assert _names(cast, "?q=alice") == ["Alice"]
    assert _names(cast, "?q=alice&state=todo") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "-", "'", "%00", "zz" * 5_000, "퟿"])
def test_odd_words_find_nothing_and_break_nothing(cast: Cast, words: str) -> None:
    cast.advisor()
    cast.requested()
    query = words if words == "%00" else quote(words)
    page = cast.browser(CLAIRE).get(f"/requests?q={query}&state=x&whose=x&sort=x&page=x")
    assert page.status_code == 200
    assert not page_of(page).xpath("//tbody/tr") or words == "%00"


def test_requests_are_mine_everybodys_or_nobodys(cast: Cast) -> None:
    claire, dora = cast.advisor(), cast.advisor(DORA)
    cast.requested(ALICE).take(claire)
    cast.requested(BOB).take(dora)
    cast.requested("carla@craie.test")
    db.session.commit()
    assert _names(cast) == ["Alice", "Bob", "Carla"]
    assert _names(cast, "?whose=mine") == ["Alice"]
    assert _names(cast, "?whose=nobody") == ["Carla"]
    replacement.plan(dora, claire, today(), today(), by=dora)
    db.session.commit()
    assert _names(cast, "?whose=mine") == ["Alice", "Bob"]
    assert _names(cast, "?whose=mine", DORA) == ["Bob"]


def test_another_page_keeps_what_was_asked(app: Flask, cast: Cast) -> None:
    cast.advisor()
    for email in (ALICE, BOB, "carla@craie.test"):
        cast.requested(email)
    with patch.dict(app.config, {"ROWS_PER_PAGE": 2}):
        page = cast.browser(CLAIRE).get("/requests?q=atelier&whose=nobody&sort=newest")
    (following,) = page_of(page).xpath("//a[@rel='next']/@href")
    assert following == "/requests?page=2&q=atelier&whose=nobody&sort=newest"


def test_more_requests_are_not_more_questions_to_the_database(cast: Cast) -> None:
    cast.advisor()
    browser = cast.browser(CLAIRE)
    asked = []
    for number in range(4):
        cast.requested(f"m{number}@craie.test")
        with statements() as heard:
            assert browser.get("/requests").status_code == 200
        asked.append(len(heard))
    assert asked[0] == asked[-1] < 25


def test_a_contract_awaited_from_la_poste_says_so(cast: Cast) -> None:
    cast.advisor()
    user = cast.merchant()
    contract = Contract(merchant=cast.company(user))
    db.session.add(contract)
    contract.wait_for_la_poste(user)
    contract.request_activation("support@sendcloud.test", user)
    db.session.commit()
    row = _rows(cast, "?state=la_poste")[0]
    assert (row[2], row[4]) == ("En attente de La Poste", "Relancer La Poste")
    page = text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))
    assert "En attente de La Poste depuis le" in page


def test_one_request_tells_what_the_merchant_told(cast: Cast) -> None:
    cast.advisor()
    contract = cast.requested()
    page = page_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))
    text = " ".join(page.text_content().split())
    for told in ("Atelier Alice", "903 000 032 00016", ALICE, "12 rue des Lilas", "69002 Lyon"):
        assert told in text
    typed = {field.get("name"): field.get("value") for field in page.xpath("//main//input")}
    assert (typed["coclico"], typed["tracking_account"]) == ("00098765", "118402")
    assert (typed["site_name"], typed["site_code"]) == ("Lyon Montrochet PIC", "69381A")
    assert len(page.xpath("//input[@type='checkbox']")) == len(TICKED)
    assert "PORT PAYÉ / Contrat D-1234567-8 / LETTRE SUIVIE" in text


def test_an_active_contract_shows_its_range_and_nothing_to_activate(cast: Cast) -> None:
    contract = cast.active()
    page = page_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))
    assert "Contrat activé le" in page.text_content()
    assert "2L 000 000 1000 9 – 2L 000 000 1099 " in " ".join(page.text_content().split())
    assert not page.xpath("//main//form[contains(@action, 'activation')]")


def test_what_a_merchant_typed_is_only_text(cast: Cast) -> None:
    cast.advisor()
    contract = cast.requested()
    contract.merchant.company = "<script>alert(1)</script>"
    contract.sender_name = '"><img src=x onerror=alert(1)>'
    db.session.commit()
    claire = cast.browser(CLAIRE)
    for path in ("/requests", f"/requests/{contract.id}"):
        page = page_of(claire.get(path))
        assert not page.xpath("//script[not(@src)] | //img[@onerror]")
        assert "<script>alert(1)</script>" in page.xpath("string(//main)")


def test_home_leads_an_advisor_to_the_requests(cast: Cast) -> None:
    cast.advisor()
    assert cast.browser(CLAIRE).get("/").location == "/requests"


def test_what_nobody_asked_for_is_not_found(cast: Cast) -> None:
    cast.advisor()
    contract = cast.described()
    assert cast.browser(CLAIRE).get(f"/requests/{contract.id}").status_code == 404
