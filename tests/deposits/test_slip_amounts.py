"""The amount of a slip on its page, in print, and over a month."""

import csv
from datetime import UTC, date, datetime
from io import StringIO

import pytest
import time_machine
from sqlalchemy import event

from app.accounts.models import Role
from app.contracts.models import Contract
from app.deposits.models import DepositSlip
from app.deposits.price_grids import Cell
from app.extensions import db
from tests.cast import BOB, CLAIRE, TESS, Cast
from tests.deposits.pricing import FAR, HEAVY, LIGHT, price
from tests.page_client import PageClient, page_of, rows_of, text_of
from tests.printing.conftest import Paper

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SLIPS, MONTH, ANN = "/deposit-slips", "/deposit-slips/month", "ann@alma.test"
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ALL = {LIGHT: 10_050, HEAVY: 72_345, FAR: 21_250}


@pytest.fixture(autouse=True)
def noon() -> object:
    with time_machine.travel(NOON, tick=False):
        yield


def slip_of(cast: Cast, contract: Contract, *, day: date = TODAY) -> DepositSlip:
    """Make a slip of three light items, two heavy ones, and one to OM 1."""
    shipments = [
        *cast.shipments(contract, 3, grams=20),
        *cast.shipments(contract, 2, grams=3_000),
        *cast.shipments(contract, 1, grams=21, postcode="97133"),
    ]
    return cast.slip(contract, cast.batch(contract, shipments).labels, day=day)


def paper_of(browser: PageClient, slip: DepositSlip) -> str:
    return Paper(browser.get(f"{SLIPS}/{slip.id}/slip.pdf").data).texts[0].replace("\u202f", " ")


def without(*missing: Cell) -> dict[Cell, int]:
    return {cell: cost for cell, cost in ALL.items() if cell not in missing}


class TestOneSlip:
    def test_the_paper_says_price_amount_and_total(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        front = paper_of(alice, slip_of(cast, contract))
        # 3 × 1,0050 = 3,015 goes up; 2 × 7,2345 = 14,469; 1 × 2,1250 = 2,125 goes up.
        assert "0 à 20 g 3 1,005 3,02 –" in front
        assert "21 à 50 g – 1 2,125 2,13" in front
        assert "2 001 à 3 000 g 2 7,2345 14,47 –" in front
        assert "Total des plis 5 17,49 1 2,13 0" in front
        assert "Montant total : 19,62 €" in front

    def test_a_band_without_price_leaves_its_amount_and_the_total_empty(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, without(HEAVY))
        front = paper_of(alice, slip_of(cast, contract))
        assert "0 à 20 g 3 1,005 3,02 –" in front
        assert "2 001 à 3 000 g 2 – –" in front
        assert "Total des plis 5 1 2,13 0" in front
        assert "Montant total : …" in front

    def test_without_any_price_it_is_as_before(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        slip = slip_of(cast, contract)
        front = paper_of(alice, slip)
        assert "0 à 20 g 3 – –" in front and "Total des plis 5 1 0" in front
        page = alice.get(f"{SLIPS}/{slip.id}")
        assert not page_of(page).xpath("//*[@aria-label='Montants']")
        assert "Les prix de ce jour ne sont pas tous connus" in text_of(page)

    def test_the_page_says_what_the_paper_says(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        page = alice.get(f"{SLIPS}/{slip_of(cast, contract).id}")
        costs = [list(row.values()) for row in rows_of(page, "Montants")]
        assert costs == [
            ["Métropole", "0 à 20 g", "3", "1,005", "3,02"],
            ["Métropole", "2 001 à 3 000 g", "2", "7,2345", "14,47"],
            ["OM 1", "21 à 50 g", "1", "2,125", "2,13"],
            ["Total", "", "6", "", "19,62"],
        ]
        assert "Montant 19,62 €" in text_of(page)

    def test_on_the_page_too_a_missing_price_leaves_the_total_empty(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, without(FAR))
        page = alice.get(f"{SLIPS}/{slip_of(cast, contract).id}")
        assert list(rows_of(page, "Montants")[-1].values()) == ["Total", "", "6", "", ""]
        assert "Montant Non renseigné" in text_of(page)

    def test_later_prices_leave_the_slips_of_the_days_before(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        slip = slip_of(cast, contract)
        path = f"{SLIPS}/{slip.id}/slip.pdf"
        before = alice.get(path).data
        price(contract, {cell: 2 * cost for cell, cost in ALL.items()}, since=date(2026, 11, 24))
        assert alice.get(path).data == before
        assert "Montant total : 39,2" in paper_of(
            alice, slip_of(cast, contract, day=date(2026, 11, 24))
        )

    def test_the_prices_of_another_company_are_not_taken(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(cast.active(BOB, first=50_000), ALL)
        assert "Montant total : …" in paper_of(alice, slip_of(cast, contract))


class TestMonth:
    def test_each_slip_with_count_and_amount_and_their_sum(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        slip_of(cast, contract, day=date(2026, 11, 30))
        slip_of(cast, contract)
        slip_of(cast, contract, day=date(2026, 12, 1))
        rows = rows_of(alice.get(MONTH), "Bordereaux du mois")
        assert [(r["Numéro"], r["Objets"], r["Montant (€)"]) for r in rows] == [
            ("2026-000002", "6", "19,62"),
            ("2026-000001", "6", "19,62"),
            ("Total", "12", "39,24"),
        ]
        (december,) = rows_of(alice.get(f"{MONTH}?month=2026-12"), "Bordereaux du mois")[:-1]
        assert december["Numéro"] == "2026-000003"

    def test_each_day_has_its_own_prices(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        price(contract, dict.fromkeys(ALL, 10000), since=date(2026, 11, 24))
        slip_of(cast, contract)
        slip_of(cast, contract, day=date(2026, 11, 24))
        rows = rows_of(alice.get(MONTH), "Bordereaux du mois")
        assert [row["Montant (€)"] for row in rows] == ["19,62", "6,00", "25,62"]

    def test_a_slip_without_amount_leaves_the_sum_empty_and_is_told(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL, since=date(2026, 11, 24))
        slip_of(cast, contract)
        slip_of(cast, contract, day=date(2026, 11, 24))
        page = alice.get(MONTH)
        rows = rows_of(page, "Bordereaux du mois")
        assert [row["Montant (€)"] for row in rows] == ["", "19,62", ""]
        assert "1 bordereau n’a pas encore de montant" in text_of(page)

    def test_the_file_holds_the_same(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        contract.sites[0].name = "=HYPERLINK(1)"
        db.session.commit()
        slip_of(cast, contract)
        answer = alice.get(f"{MONTH}.csv?month=2026-11")
        assert answer.mimetype == "text/csv"
        name = 'attachment; filename="bordereaux-2026-11.csv"'
        assert answer.headers["Content-Disposition"] == name
        read = list(csv.reader(StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
        assert read == [
            ["Numéro", "Jour du dépôt", "Site de dépôt", "COCLICO", "Objets", "Montant (€)"],
            ["2026-000001", "2026-11-23", "'=HYPERLINK(1)", "00001000", "6", "19,62"],
            ["Total", "", "", "", "6", "19,62"],
        ]

    def test_the_months_lead_to_each_other(self, alice: PageClient) -> None:
        page = alice.get(f"{MONTH}?month=2026-01")
        assert "Aucun bordereau ce mois-ci" in text_of(page)
        links = page_of(page).xpath("//main//p[@class='form-actions']/a/@href")
        assert links == [f"{MONTH}?month=2025-12", f"{MONTH}?month=2026-02"]
        beyond = page_of(alice.get(f"{MONTH}?month=2026-12")).xpath("//main//a/@href")
        assert f"{MONTH}?month=2027-01" not in beyond

    @pytest.mark.parametrize("month", ["", "2026-13", "1999-01", "9999-12", "x", "%00"])
    def test_what_is_no_month_is_not_found(self, alice: PageClient, month: str) -> None:
        for path in (MONTH, f"{MONTH}.csv"):
            assert alice.get(f"{path}?month={month}").status_code == 404

    def test_who_reads_it(self, cast: Cast, contract: Contract) -> None:
        price(contract, ALL)
        slip_of(cast, contract)
        cast.member(contract.merchant)
        cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
        cast.active(BOB, first=50_000)
        claire = cast.browser(CLAIRE)
        claire.send(f"/merchants/{contract.merchant_id}/visit")
        for browser in (cast.browser(ANN), claire):
            assert "19,62" in text_of(browser.get(MONTH))
            assert "19,62" in browser.get(f"{MONTH}.csv").text
        assert "2026-000001" not in cast.browser(BOB).get(f"{MONTH}.csv").text
        for path in (MONTH, f"{MONTH}.csv"):
            assert cast.browser(TESS).get(path).status_code == 403

    def test_as_many_questions_for_many_slips_as_for_few(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        price(contract, ALL)
        asked: list[str] = []
        listening = db.engine, "before_cursor_execute", lambda *args: asked.append(args[2])
        slip_of(cast, contract)
        counts = []
        for _ in range(2):
            event.listen(*listening)
            alice.get(MONTH)
            event.remove(*listening)
            counts.append(len(asked))
            asked.clear()
            for _slip in range(4):
                slip_of(cast, contract)
        assert counts[0] == counts[1]
