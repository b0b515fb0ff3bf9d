"""The portfolio: all merchants, those that need attention first, as a page and as CSV."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from app.accounts.models import Merchant, User
from app.clock import now, today
from app.contracts.models import Contract
from app.csv_file import csv_lines
from app.extensions import db
from app.onboarding.dialogue import messages
from app.ranges.models import NumberDraw, draw_numbers
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

CARLA, DAVID = "carla@craie.test", "david@dune.test"


@pytest.fixture
def claire(cast: Cast) -> PageClient:
    cast.advisor()
    return cast.browser(CLAIRE)


def rows(browser: PageClient, query: str = "") -> list[dict[str, str]]:
    answer = browser.get(f"/merchants{query}")
    assert answer.status_code == 200
    return rows_of(answer, "Marchands") if "<table" in answer.text else []


def names(browser: PageClient, query: str = "") -> list[str]:
    return [row["Entreprise"] for row in rows(browser, query)]


def spend(contract: Contract, count: int) -> None:
    draw_numbers(contract, count, by=contract.merchant.owner, purpose="test")
    db.session.commit()


def wait_since(contract: Contract, days: int) -> None:
    contract.requested_at = now() - timedelta(days=days)
    db.session.commit()


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements sent to the database."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_without_merchants_it_says_what_will_come(claire: PageClient) -> None:
    assert "Quand un marchand crée son compte" in text_of(claire.get("/merchants"))


def test_what_needs_attention_comes_first_and_is_said(claire: PageClient, cast: Cast) -> None:
    cast.active(ALICE, first=1_000)
    spend(cast.active(BOB, first=5_000, size=10), 10)
    wait_since(cast.requested(CARLA, coclico="00000003"), 4)
    spend(cast.active(DAVID, first=9_000, size=100), 95)
    shown = [(row["Entreprise"], row["À regarder"]) for row in rows(claire)]
    assert shown == [
        ("Atelier Bob", "Réserve épuisée"),
        ("Atelier David", "Réserve presque épuisée"),
        ("Atelier Carla", "Demande sans réponse depuis 4 jours"),
        ("Atelier Alice", "–"),
    ]


def test_the_longest_wait_comes_first(claire: PageClient, cast: Cast) -> None:
    wait_since(cast.requested(ALICE, coclico="00000001"), 3)
    wait_since(cast.requested(BOB, coclico="00000002"), 8)
    assert names(claire) == ["Atelier Bob", "Atelier Alice"]


def test_a_question_that_the_merchant_owes_an_answer_to(claire: PageClient, cast: Cast) -> None:
    contract = cast.requested()
    wait_since(contract, 12)
    asked = messages.ask(contract, "Quel site ?", User.by_email(CLAIRE) or cast.advisor())
    asked.written_at = now() - timedelta(days=10)
    db.session.commit()
    assert rows(claire)[0]["À regarder"] == "Question sans réponse du marchand depuis 10 jours"
    answered = messages.answer(contract, "Lyon.", contract.merchant.owner)
    answered.written_at = now() - timedelta(days=3)
    db.session.commit()
    assert rows(claire)[0]["À regarder"] == "Demande sans réponse depuis 3 jours"


def test_a_row_says_where_a_merchant_stands(claire: PageClient, cast: Cast) -> None:
    contract = cast.active(first=1_000, size=20)
    cast.more_numbers(contract, first=5_000, size=5_000)
    labels = cast.batch(contract, cast.shipments(contract, 3)).labels
    cast.slip(contract, labels)
    contract.take(User.by_email(CLAIRE) or cast.advisor())
    db.session.commit()
    (row,) = rows(claire)
    assert row == {
        "Entreprise": "Atelier Alice",
        "À regarder": "–",
        "Contrat": "Actif",
        "Numéros restants": "17 sur 20, puis 5 000",
        "Fin projetée": "–",
        "Dernier dépôt": today().strftime("%d/%m/%Y"),
        "Conseiller": "Claire",
    }


def test_each_state_of_a_contract_is_named(claire: PageClient, cast: Cast) -> None:
    cast.merchant(ALICE)
    cast.described(BOB, coclico="00000002")
    cast.requested(CARLA, coclico="00000003")
    waiting = Contract(merchant=cast.company(cast.merchant(DAVID)))
    db.session.add(waiting)
    waiting.wait_for_la_poste(waiting.merchant.owner)
    db.session.commit()
    states = {row["Entreprise"].removeprefix("Atelier "): row["Contrat"] for row in rows(claire)}
    assert states == {
        "Alice": "Pas encore décrit",
        "Bob": "Décrit",
        "Carla": "Demandé",
        "David": "En attente de La Poste",
    }


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bob", ["Atelier Bob"]),
        ("ATELIER", ["Atelier Alice", "Atelier Bob"]),
        ("903 000 032", ["Atelier Alice", "Atelier Bob"]),
        ("claire", ["Atelier Alice"]),
        ("100%", []),
        ("%00", ["Atelier Alice", "Atelier Bob"]),
        ("x" * 5_000, []),
    ],
)
def test_a_search_finds_companies_numbers_and_advisors(
    claire: PageClient, cast: Cast, search: str, found: list[str]
) -> None:
    contract = cast.requested()
    contract.take(User.by_email(CLAIRE) or cast.advisor())
    cast.requested(BOB, coclico="00000002")
    assert names(claire, f"?q={search}") == found


def test_nothing_found_leads_on(claire: PageClient, cast: Cast) -> None:
    cast.merchant()
    assert "Cherchez un mot plus court" in text_of(claire.get("/merchants?q=nobody"))


def test_pages_keep_the_search(
    app: Flask, claire: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ROWS_PER_PAGE", 2)
    for email in (ALICE, BOB, CARLA):
        cast.merchant(email)
    assert names(claire, "?q=atelier") == ["Atelier Alice", "Atelier Bob"]
    (following,) = page_of(claire.get("/merchants?q=atelier")).xpath("//a[@rel='next']/@href")
    assert names(claire, str(following).removeprefix("/merchants")) == ["Atelier Carla"]


def test_many_merchants_take_no_more_questions_than_one(claire: PageClient, cast: Cast) -> None:
    contract = cast.active(first=1_000)
    cast.slip(contract, cast.batch(contract, cast.shipments(contract, 1)).labels)
    with counted() as alone:
        claire.get("/merchants")
    for n in range(2, 8):
        more = cast.active(f"m{n}@alma.test", first=n * 1_000)
        more.take(cast.advisor(f"a{n}@sendcloud.test"))
        cast.slip(more, cast.batch(more, cast.shipments(more, 1)).labels)
    with counted() as together:
        claire.get("/merchants")
    assert len(rows(claire)) == 7
    assert len(together) == len(alone) > 0


def send_daily(contract: Contract, count: int, *, days: int = 14) -> None:
    """Draw numbers on each of the past days."""
    for n in range(1, days + 1):
        draw_numbers(contract, count, by=contract.merchant.owner, purpose=f"day {n}")
        db.session.flush()
        drawn = select(NumberDraw).where(NumberDraw.purpose == f"day {n}")
        for draw in db.session.scalars(drawn.join(NumberDraw.range).filter_by(contract=contract)):
            draw.drawn_on = today() - timedelta(days=n)
    db.session.commit()


def test_the_reserve_that_ends_first_comes_first(claire: PageClient, cast: Cast) -> None:
    send_daily(cast.active(ALICE, first=1_000, size=1_000), 60)  # 160 left: three days
    send_daily(cast.active(BOB, first=5_000, size=150), 10)  # 10 left: a day
    send_daily(cast.active(CARLA, first=9_000, size=500), 10)  # 360 left: five weeks
    shown = [(row["Entreprise"], row["À regarder"], row["Fin projetée"]) for row in rows(claire)]
    ends = [(today() + timedelta(days=n)).strftime("%d/%m/%Y") for n in (0, 2, 35)]
    assert shown == [
        ("Atelier Bob", "Réserve presque épuisée", ends[0]),
        ("Atelier Alice", "Réserve presque épuisée", ends[1]),
        ("Atelier Carla", "–", ends[2]),
    ]


class TestTheFile:
    def read(self, browser: PageClient, query: str = "") -> list[list[str]]:
        answer = browser.get(f"/merchants.csv{query}")
        assert answer.mimetype == "text/csv"
        assert answer.data.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))

    def test_it_holds_what_the_page_holds(self, claire: PageClient, cast: Cast) -> None:
        contract = cast.active(first=1_000, size=20)
        cast.more_numbers(contract, first=5_000, size=5_000)
        wait_since(cast.requested(BOB, coclico="00000002"), 4)
        head, bob, alice = self.read(claire)
        assert head[:3] == ["Entreprise", "SIRET", "À regarder"]
        assert bob[0] == "Atelier Bob"
        assert bob[2] == "Demande sans réponse depuis 4 jours"
        assert alice[3:8] == ["Actif", "D-1234567-8", "20", "20", "5000"]
        assert len(self.read(claire, "?q=bob")) == 2

    def test_a_name_is_never_a_formula(self, claire: PageClient, cast: Cast) -> None:
        company = cast.company(cast.merchant())
        company.company = '=HYPERLINK("http://evil.test";"x")'
        db.session.commit()
        assert self.read(claire)[1][0] == '\'=HYPERLINK("http://evil.test";"x")'

    def test_every_merchant_is_in_it(
        self, app: Flask, claire: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.config, "ROWS_PER_PAGE", 1)
        for email in (ALICE, BOB, CARLA):
            cast.merchant(email)
        assert len(self.read(claire)) == 4


class TestOneMerchant:
    def test_it_says_who_they_are_and_what_was_done(self, claire: PageClient, cast: Cast) -> None:
        contract = cast.active(first=1_000, size=20)
        cast.member(contract.merchant)
        cast.slip(contract, cast.batch(contract, cast.shipments(contract, 2)).labels)
        answer = claire.get(f"/merchants/{contract.merchant_id}")
        said = text_of(answer)
        for fact in ("903 000 032 00016", "D-1234567-8", "18 sur 20", ALICE, TESS, "Préparateur"):
            assert fact in said
        assert rows_of(answer, "Derniers dépôts")[0]["Objets"] == "2"
        assert rows_of(answer, "Journal")[0]["Quoi"] == "Bordereau de dépôt créé"
        assert f"/requests/{contract.id}" in answer.text
        (action,) = page_of(answer).xpath("//main//*[contains(@class, 'btn-primary')]")
        assert action.text_content() == "Ouvrir ses pages"

    def test_one_who_has_just_signed_up(self, claire: PageClient, cast: Cast) -> None:
        merchant = cast.company(cast.merchant())
        said = text_of(claire.get(f"/merchants/{merchant.id}"))
        assert "Pas encore décrit" in said
        assert "Aucun dépôt jusqu’ici." in said

    def test_only_this_merchant_is_asked_for(self, claire: PageClient, cast: Cast) -> None:
        spend(cast.active(BOB, first=5_000, size=10), 10)
        contract = cast.active(first=1_000)
        said = text_of(claire.get(f"/merchants/{contract.merchant_id}"))
        assert "Réserve épuisée" not in said
        assert "Bob" not in said

    def test_one_that_does_not_exist(self, claire: PageClient) -> None:
        assert claire.get("/merchants/99").status_code == 404


cells = st.text(max_size=20).filter(lambda text: "\0" not in text)


@given(st.lists(cells, min_size=1, max_size=4))
def test_any_cell_comes_back_as_it_was_but_never_begins_like_a_formula(written: list[str]) -> None:
    text = "".join(csv_lines([written])).removeprefix("\ufeff")
    (read,) = csv.reader(StringIO(text, newline=""), delimiter=";")
    for before, after in zip(written, read, strict=True):
        assert after in (before, f"'{before}")
        assert not after.startswith(("=", "+", "-", "@", "\t", "\r"))


def test_every_merchant_is_listed_whatever_they_have(claire: PageClient, cast: Cast) -> None:
    cast.merchant(ALICE)
    cast.active(BOB, first=5_000)
    kept = db.session.scalars(select(Merchant.company)).all()
    assert sorted(names(claire)) == sorted(kept)
