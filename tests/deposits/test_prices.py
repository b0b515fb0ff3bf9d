"""The prices of a contract: set by its owner, read by the owner and accountants."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent, Role
from app.clock import today
from app.contracts.models import Contract
from app.deposits.price_grids import PriceGrid, prices_on
from app.extensions import db
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.deposits.pricing import FAR, LIGHT, MIDDLE, NEW_YEAR, price
from tests.page_client import PageClient, form_of, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PATH, ANN = "/prices", "ann@alma.test"


def send(browser: PageClient, **typed: str) -> TestResponse:
    return browser.send(PATH, {"valid_from": "2026-01-01", **typed})


def form(page: TestResponse) -> dict[str, list[str]]:
    return form_of(page, PATH)


def grids() -> int:
    return db.session.scalar(select(func.count(PriceGrid.id))) or 0


def acts() -> list[tuple[str, dict[str, Any]]]:
    told = select(AuditEvent).where(AuditEvent.act.startswith("prices."))
    return [(e.act, e.details) for e in db.session.scalars(told.order_by(AuditEvent.id))]


class TestTyping:
    def test_the_first_prices_have_their_form_at_once(self, alice: PageClient) -> None:
        page = alice.get(PATH)
        assert form(page)["valid_from"] == ["2026-01-01"]  # the contract's own beginning
        assert len(page_of(page).xpath("//input[@inputmode='decimal']")) == 16

    def test_what_is_typed_is_kept_with_who_and_when(
        self, alice: PageClient, contract: Contract
    ) -> None:
        answer = send(alice, metropole_20="2,1234", metropole_250=" 2.12 € ", om1_50="10")
        assert (answer.status_code, answer.location) == (303, PATH)
        assert prices_on(contract, NEW_YEAR) == {LIGHT: 21234, MIDDLE: 21200, FAR: 100000}
        (grid,) = PriceGrid.all_of(contract)
        assert grid.set_by.email == ALICE
        assert acts() == [("prices.set", {"valid_from": "2026-01-01"})]
        assert "Prix saisis" in text_of(alice.get("/settings/journal"))
        assert "à partir du : 01/01/2026" in text_of(alice.get("/settings/journal"))

    def test_the_page_shows_them_and_says_what_is_not_known(self, alice: PageClient) -> None:
        send(alice, metropole_20="2,1", om1_20="3,1234")
        page = alice.get(PATH)
        rows = rows_of(page, "Prix à partir du 1er janvier 2026")
        assert len(rows) == 8
        assert rows[0] == {"Tranche de poids": "0 à 20 g", "Métropole": "2,10", "OM 1": "3,1234"}
        assert rows[1]["Métropole"] == "pas encore connu"
        assert "À partir du 1er janvier 2026 – en vigueur" in text_of(page)
        assert "Saisis par Alice" in text_of(page)

    def test_twice_is_once(self, alice: PageClient) -> None:
        for _ in range(2):
            assert send(alice, metropole_20="2,1").status_code == 303
        assert (grids(), len(acts())) == (1, 1)


class TestRefusing:
    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("2,12345", "« 2,12345 » a plus de quatre décimales. Écrivez-en quatre au plus"),
            ("deux", "« deux » n’est pas un prix. Écrivez des euros : 2,1234."),
            ("-1", "« -1 » n’est pas un prix."),
            ("0", "« 0 » n’est pas un prix. Laissez la case vide"),
            ("212", "« 212 » dépasse 99,9999 €. Écrivez le prix d’un seul pli"),
        ],
    )
    def test_the_error_names_the_cell_what_was_read_and_what_to_write(
        self, alice: PageClient, typed: str, sentence: str
    ) -> None:
        answer = send(alice, metropole_20="2,1", om1_250=typed)
        assert answer.status_code == 422
        (line,) = page_of(answer).xpath("//*[@id='error-summary']//a")
        said = " ".join(line.text_content().split())
        assert line.get("href") == "#om1_250"
        assert said.startswith(f"101 à 250 g, OM 1 : {sentence}")
        kept = form(answer)
        assert (kept["om1_250"], kept["metropole_20"]) == ([typed], ["2,1"])
        assert grids() == 0

    @pytest.mark.parametrize(
        ("day", "sentence"),
        [
            ("", "Indiquez le jour où ces prix commencent"),
            ("demain", "« demain » n’est pas une date."),
            ("2014-12-31", "« 31/12/2014 » est trop loin"),
            ("2206-01-01", "« 01/01/2206 » est trop loin"),
            ("9999-12-31", "« 31/12/9999 » est trop loin"),
        ],
    )
    def test_a_day_that_cannot_be(self, alice: PageClient, day: str, sentence: str) -> None:
        answer = send(alice, valid_from=day, metropole_20="2,1")
        assert answer.status_code == 422
        assert sentence in text_of(answer)
        assert form(answer)["metropole_20"] == ["2,1"]
        assert grids() == 0

    def test_not_one_price(self, alice: PageClient) -> None:
        answer = send(alice)
        assert (answer.status_code, grids()) == (422, 0)
        assert "Indiquez au moins un prix." in text_of(answer)


class TestOtherDays:
    def test_later_prices_leave_the_days_before(
        self, alice: PageClient, contract: Contract
    ) -> None:
        price(contract, {LIGHT: 20_000})
        page = alice.get(PATH)
        assert not page_of(page).xpath("//main//form")
        blank = form(alice.get(f"{PATH}?new=1"))
        assert (blank["valid_from"], blank["metropole_20"]) == ([""], [""])
        send(alice, valid_from="2026-07-01", metropole_20="2,50")
        assert prices_on(contract, date(2025, 12, 31)) == {}
        assert prices_on(contract, date(2026, 6, 30)) == {LIGHT: 20_000}
        assert prices_on(contract, date(2026, 7, 1)) == {LIGHT: 25_000}

    def test_prices_to_come_are_not_in_force(self, alice: PageClient, contract: Contract) -> None:
        price(contract, {LIGHT: 20_000})
        price(contract, {LIGHT: 30_000}, since=today() + timedelta(days=30))
        heads = [h.text_content().strip() for h in page_of(alice.get(PATH)).xpath("//main//h2")]
        assert [head.endswith("en vigueur") for head in heads] == [False, True]

    def test_a_correction_starts_from_what_is_known_and_takes_its_place(
        self, alice: PageClient, contract: Contract
    ) -> None:
        price(contract, {LIGHT: 20_000, FAR: 21_234})
        shown = form(alice.get(f"{PATH}?from=2026-01-01"))
        assert (shown["metropole_20"], shown["om1_50"]) == (["2,00"], ["2,1234"])
        alice.send(PATH, shown | {"om1_50": ["3,5"]})
        assert prices_on(contract, NEW_YEAR) == {LIGHT: 20_000, FAR: 35_000}
        assert (len(PriceGrid.all_of(contract)), grids()) == (1, 2)  # what was said before stays

    def test_a_wrong_day_is_corrected_too(self, alice: PageClient, contract: Contract) -> None:
        price(contract, {LIGHT: 20_000})
        shown = form(alice.get(f"{PATH}?from=2026-01-01"))
        alice.send(PATH, shown | {"valid_from": ["2026-03-01"]})
        assert [grid.valid_from for grid in PriceGrid.all_of(contract)] == [date(2026, 3, 1)]
        assert acts()[-1] == ("prices.withdrawn", {"valid_from": "2026-01-01"})

    def test_prices_typed_by_mistake_are_taken_back_by_emptying_them(
        self, alice: PageClient, contract: Contract
    ) -> None:
        price(contract, {LIGHT: 20_000})
        price(contract, {LIGHT: 90_000}, since=date(2026, 3, 1))
        shown = form(alice.get(f"{PATH}?from=2026-03-01"))
        answer = alice.send(PATH, shown | {"metropole_20": [""]}, follow_redirects=True)
        assert "Ces prix sont retirés." in text_of(answer)
        assert prices_on(contract, date(2026, 4, 1)) == {LIGHT: 20_000}

    def test_an_unknown_day_asked_for_is_no_form(
        self, alice: PageClient, contract: Contract
    ) -> None:
        price(contract, {LIGHT: 20_000})
        for day in ("2026-02-30", "x", "2025-01-01"):
            assert not page_of(alice.get(f"{PATH}?from={day}")).xpath("//main//form")

    def test_in_english_they_are_typed_with_a_point(
        self, alice: PageClient, contract: Contract
    ) -> None:
        contract.merchant.owner.language = "en"
        db.session.commit()
        price(contract, {LIGHT: 21_234})
        assert form(alice.get(f"{PATH}?from=2026-01-01"))["metropole_20"] == ["2.1234"]


class TestWhoReads:
    def test_the_accountant_and_a_visiting_advisor_read_without_a_form(
        self, contract: Contract, cast: Cast
    ) -> None:
        cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
        ann, claire = cast.browser(ANN), cast.browser(CLAIRE)
        claire.send(f"/merchants/{contract.merchant_id}/visit")
        for browser in (ann, claire):
            assert "Aucun prix" in text_of(browser.get(PATH))
        price(contract, {LIGHT: 20_000})
        for browser in (ann, claire):
            for query in ("", "?new=1", "?from=2026-01-01"):
                page = browser.get(PATH + query)
                assert "2,00" in text_of(page)
                assert not page_of(page).xpath("//main//form | //main//a[contains(@href, 'from=')]")
            assert send(browser, metropole_20="9").status_code == 403
        assert prices_on(contract, NEW_YEAR) == {LIGHT: 20_000}

    def test_the_shipper_does_not(self, contract: Contract, cast: Cast) -> None:
        cast.member(contract.merchant)
        tess = cast.browser(TESS)
        assert tess.get(PATH).status_code == 403
        assert PATH not in page_of(tess.get("/deposit-slips")).xpath("//a/@href")

    def test_another_company_reads_and_changes_its_own(
        self, contract: Contract, cast: Cast
    ) -> None:
        other = cast.active(BOB, first=50_000)
        price(contract, {LIGHT: 20_000})
        bob = cast.browser(BOB)
        assert "2,00" not in text_of(bob.get(f"{PATH}?from=2026-01-01"))
        send(bob, metropole_20="9", corrects="2026-01-01")
        assert prices_on(contract, NEW_YEAR) == {LIGHT: 20_000}
        assert prices_on(other, NEW_YEAR) == {LIGHT: 90_000}

    def test_without_a_contract_the_way_leads_to_it(self, cast: Cast) -> None:
        cast.merchant(BOB)
        bob = cast.browser(BOB)
        page = bob.get(PATH)
        assert page_of(page).xpath("//main//a[contains(@class, 'btn-primary')]/@href") == [
            "/onboarding"
        ]
        assert send(bob, metropole_20="9").status_code == 303
        assert grids() == 0

    def test_the_accountants_navigation_leads_to_slips_prices_and_documents(
        self, contract: Contract, cast: Cast
    ) -> None:
        cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
        ann = cast.browser(ANN)
        entries = page_of(ann.get("/deposit-slips")).xpath("//nav[@class='main-navigation']//a")
        assert [entry.get("href") for entry in entries] == [
            "/deposit-slips",
            "/prices",
            "/documents",
            "/ranges",
        ]
        for entry in entries:
            assert ann.get(entry.get("href")).status_code == 200

    def test_the_owner_finds_them_from_the_contracts_and_from_the_slips(
        self, alice: PageClient
    ) -> None:
        for path in ("/settings/contracts", "/deposit-slips"):
            assert PATH in page_of(alice.get(path)).xpath("//main//a/@href")
