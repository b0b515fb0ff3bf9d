"""The journal: every act has a text, can be searched, and is never changed."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

import app as program
from app.accounts.audit_labels import ACTS, ADVISORS_ONLY, DETAILS
from app.accounts.models import AuditEvent, Merchant, User, record
from app.clock import now
from app.extensions import db
from app.onboarding.dialogue import messages
from app.onboarding.dialogue.models import MessageKind
from app.overview import journal
from tests.cast import ADAM, ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

NAMED = re.compile(r"[a-z_]+\.[a-z_]+")


@pytest.fixture
def claire(cast: Cast) -> PageClient:
    if not User.by_email(CLAIRE):
        cast.advisor()
    return cast.browser(CLAIRE)


def what(browser: PageClient, query: str = "", path: str = "/journal") -> list[str]:
    """Return what the journal shows, newest first."""
    answer = browser.get(f"{path}{query}")
    assert answer.status_code == 200
    return [row["Quoi"] for row in rows_of(answer, "Journal")] if "<table" in answer.text else []


class TestWords:
    def test_every_act_that_the_program_records_has_its_words(self) -> None:
        recorded = list(_recorded())
        assert len(recorded) > 25
        assert {act for act in recorded if not _has_words(act)} == set()

    def test_every_detail_that_the_program_records_has_its_words(self) -> None:
        details = {key for call in _calls() for key in (k.arg for k in call.keywords) if key}
        assert details - set(DETAILS) == set()

    def test_each_kind_of_message_has_its_words(self) -> None:
        assert {f"dialogue.{kind}" for kind in MessageKind} <= set(ACTS)

    def test_an_act_without_words_would_be_found(self) -> None:
        assert not _has_words("contract.forgotten")
        assert not _has_words("nothing.{}")
        assert _has_words("dialogue.{}")

    def test_details_are_read_in_words(self, claire: PageClient, cast: Cast) -> None:
        contract = cast.active(first=1_000, size=2_000)
        contract.assign(User.by_email(CLAIRE) or cast.advisor(), contract.merchant.owner)
        record("batch.created", contract, contract.merchant, None, labels=1_500)
        db.session.commit()
        told = {row["Quoi"]: row["Détails"] for row in rows_of(claire.get("/journal"), "Journal")}
        assert (
            told["Plage de numéros ouverte"]
            == "du numéro : 2L00000010009, au numéro : 2L00000029995"
        )
        assert told["Étiquettes créées"] == "étiquettes : 1 500"
        assert told["Marchand confié à un conseiller"] == "conseiller : Claire"
        assert told["Contrat activé"] == "–"


class TestSearching:
    @pytest.fixture(autouse=True)
    def two_shops(self, context: None, cast: Cast) -> None:
        cast.active()
        cast.requested(BOB)

    def test_the_newest_comes_first(self, claire: PageClient) -> None:
        assert what(claire)[0] == "Activation demandée"
        assert what(claire)[-1] == "Compte d’entreprise créé"

    def test_by_person_however_written(self, claire: PageClient) -> None:
        for words in ("bob", "BOB", BOB):
            assert what(claire, f"?person={words}") == [
                "Activation demandée",
                "Contrat décrit",
                "Abonnement indiqué",
                "Compte d’entreprise créé",
            ]
        assert what(claire, "?person=nobody") == []

    def test_by_company_and_act(self, claire: PageClient) -> None:
        assert what(claire, "?company=alice&act=contract.activated") == ["Contrat activé"]
        assert what(claire, "?company=bob&act=contract.activated") == []

    def test_a_company_that_begins_with_an_accent(self, claire: PageClient) -> None:
        shop = db.session.scalar(select(Merchant).where(Merchant.company.contains("Alice")))
        assert shop
        shop.company = "Épicerie d'Ici"
        db.session.commit()
        assert "Contrat activé" in what(claire, "?company=épicerie")

    @pytest.mark.parametrize("few", [0, 50])
    def test_a_word_that_fits_many_finds_the_same_as_one_that_fits_few(
        self, claire: PageClient, monkeypatch: pytest.MonkeyPatch, few: int
    ) -> None:
        monkeypatch.setattr(journal, "FEW", few)
        assert len(what(claire, "?company=atelier")) == len(what(claire))
        assert what(claire, "?company=alice&act=contract.activated") == ["Contrat activé"]
        assert what(claire, "?person=claire")[0] == "Contrat activé"

    def test_by_period_both_days_included(self, claire: PageClient) -> None:
        # As Paris counts days: half past midnight there is still the day before in UTC.
        night = now().replace(year=2024, month=7, day=1, hour=22, minute=30)
        db.session.add(AuditEvent(at=night, act="label.voided", subject="label:1", details={}))
        db.session.commit()
        assert what(claire, "?since=2024-07-02&until=2024-07-02") == ["Étiquette annulée"]
        assert what(claire, "?until=2024-07-01") == []
        assert "Étiquette annulée" not in what(claire, "?since=2024-07-03")

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("since=hier", "n’est pas une date"),
            ("until=0001-01-01", "entre 2000 et 2999"),
            ("since=9999-12-31", "entre 2000 et 2999"),
            ("since=2026-02-02&until=2026-02-01", "précède son début"),
            ("act=king.crowned", "Choisissez dans la liste"),
            (f"person={'x' * 81}", "80 caractères au plus"),
        ],
    )
    def test_what_cannot_be_looked_for_is_said_and_kept(
        self, claire: PageClient, query: str, sentence: str
    ) -> None:
        answer = claire.get(f"/journal?{query}")
        assert answer.status_code == 422
        assert sentence in text_of(answer)

    @pytest.mark.parametrize("query", ["person=%00%ff", "company=100%25_", "before=x", "before=-1"])
    def test_odd_words_find_nothing_and_break_nothing(self, claire: PageClient, query: str) -> None:
        assert claire.get(f"/journal?{query}").status_code == 200
        assert claire.get(f"/journal?before={10**30}").status_code == 200

    def test_older_lines_follow_without_a_gap_and_keep_the_search(
        self, app: Flask, claire: PageClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        whole = what(claire, "?company=alice")
        monkeypatch.setitem(app.config, "ROWS_PER_PAGE", 2)
        read, query = [], "?company=alice"
        while query:
            answer = claire.get(f"/journal{query}")
            read += [row["Quoi"] for row in rows_of(answer, "Journal")]
            older = page_of(answer).xpath("//a[@rel='next']/@href")
            query = str(older[0]).removeprefix("/journal") if older else ""
        assert read == whole
        assert len(whole) > 4

    def test_lines_of_one_moment_are_neither_lost_nor_repeated(
        self, app: Flask, claire: PageClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = now() + timedelta(days=1)
        acts = ["label.voided", "batch.created", "deposit_slip.created"]
        db.session.add_all(AuditEvent(at=at, act=a, subject="x:1", details={}) for a in acts)
        db.session.commit()
        monkeypatch.setitem(app.config, "ROWS_PER_PAGE", 2)
        first = claire.get("/journal")
        (older,) = page_of(first).xpath("//a[@rel='next']/@href")
        assert what(claire) == ["Bordereau de dépôt créé", "Étiquettes créées"]
        assert what(claire, str(older).removeprefix("/journal"))[0] == "Étiquette annulée"


class TestOfTheCompany:
    def test_the_owner_reads_what_was_done_in_and_for_their_company(self, cast: Cast) -> None:
        contract = cast.active()
        cast.requested(BOB)
        alice = cast.browser()
        told = rows_of(alice.get("/settings/journal"), "Journal")
        assert {row["Qui"] for row in told} == {"Alice", "Claire"}
        assert contract.merchant.company not in {row["Qui"] for row in told}
        assert "Contrat activé" in [row["Quoi"] for row in told]
        assert "/settings/journal" in alice.get("/settings/team").text
        assert what(alice, "?person=bob", "/settings/journal") == []

    def test_what_advisors_note_among_themselves_is_theirs(self, cast: Cast) -> None:
        contract = cast.requested()
        messages.note(contract, "À rappeler.", cast.advisor())
        db.session.commit()
        assert "Note de conseiller écrite" not in what(cast.browser(), "", "/settings/journal")
        assert "Note de conseiller écrite" in what(cast.browser(CLAIRE))
        for act in ADVISORS_ONLY:
            assert cast.browser().get(f"/settings/journal?act={act}").status_code == 422

    def test_another_companys_line_is_no_place_to_read_on_from(self, cast: Cast) -> None:
        cast.merchant()
        cast.merchant(BOB)
        newest = db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())).first()
        assert what(cast.browser(), f"?before={newest}", "/settings/journal") == [
            "Compte d’entreprise créé"
        ]

    def test_who_only_works_there_does_not_read_it(self, cast: Cast) -> None:
        cast.member(cast.company(cast.merchant()))
        assert cast.browser(TESS).get("/settings/journal").status_code == 403


def test_the_journal_holds_no_personal_data(cast: Cast) -> None:
    contract = cast.active()
    cast.batch(contract, cast.shipments(contract, 2))
    cast.browser().send("/settings/team", {"email": TESS, "role": "shipper"})
    cast.admin()
    cast.browser(ADAM).send("/advisors", {"email": "dora@sendcloud.test", "role": "advisor"})
    kept = str([event.details for event in db.session.scalars(select(AuditEvent))])
    assert "labels" in kept
    for personal in (ALICE, TESS, "dora", "Alice", "Destinataire", "République"):
        assert personal not in kept


@pytest.mark.parametrize("change", ["UPDATE audit_event SET act = 'x'", "DELETE FROM audit_event"])
def test_a_line_is_never_changed(cast: Cast, change: str) -> None:
    cast.merchant()
    with pytest.raises(DatabaseError):
        db.session.execute(text(change))
    db.session.rollback()
    assert db.session.scalars(select(AuditEvent.act)).all() == ["merchant.signed_up"]


def _calls() -> Iterator[ast.Call]:
    """Yield every call of `record` in the program."""
    for call, _ in _calls_and_modules():
        yield call


def _calls_and_modules() -> Iterator[tuple[ast.Call, ast.Module]]:
    for path in sorted(Path(program.__file__).parent.rglob("*.py")):
        module = ast.parse(path.read_text())
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                yield node, module


def _recorded() -> Iterator[str]:
    """Yield the recorded acts; parts computed at run time are {}."""
    for call, module in _calls_and_modules():
        act = call.args[0]
        if isinstance(act, ast.Constant):
            yield str(act.value)
        elif isinstance(act, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in act.values)
        else:  # it comes as an argument: whatever in its file is written like an act
            texts = (n.value for n in ast.walk(module) if isinstance(n, ast.Constant))
            yield from (t for t in texts if isinstance(t, str) and NAMED.fullmatch(t))


def _has_words(act: str) -> bool:
    pattern = re.compile(re.escape(act).replace(r"\{\}", "[a-z_]+"))
    return any(pattern.fullmatch(known) for known in ACTS)


def test_the_journal_of_one_company_names_no_other_of_a_similar_name(cast: Cast) -> None:
    contract = cast.active()
    other = cast.requested("alice@basalte.test")
    assert contract.merchant.company == other.merchant.company
    claire = cast.browser(CLAIRE)
    path = f"/merchants/{contract.merchant_id}/journal"
    assert "Contrat activé" in what(claire, path=path)
    assert "Contrat activé" not in what(claire, path=f"/merchants/{other.merchant_id}/journal")
    assert "Plage de numéros ouverte" in what(claire, "?act=range.opened", path)
    assert claire.get("/merchants/999/journal").status_code == 404
