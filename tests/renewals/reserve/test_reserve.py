"""The reserve: what is left, until when, what is expected, what was used elsewhere."""

from datetime import timedelta
from io import BytesIO

import pytest
from lxml.html import HtmlElement
from sqlalchemy import select

from app.accounts.models import AuditEvent, Role
from app.clock import now, today
from app.contracts.models import Contract
from app.extensions import db
from app.formats import day, short_day
from app.ranges import forecast as forecasting
from app.ranges import tracking_number
from app.ranges.models import NumberDraw, NumberRange, draw_numbers
from app.ranges.peaks import DeclaredPeak
from app.ranges.reserve import Reserve
from app.renewals.models import begin
from tests.cast import BOB, TESS, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

DAY = timedelta(days=1)
PEAK = {
    "first_day": (today() + 5 * DAY).isoformat(),
    "last_day": (today() + 9 * DAY).isoformat(),
    "quantity": "500",
}


@pytest.fixture
def contract(cast: Cast) -> Contract:
    return cast.active(first=1_000, size=500)


def send_daily(contract: Contract, count: int, days: int = 20) -> None:
    """So many numbers on each of the past days."""
    (known,) = NumberRange.of(contract)
    known.opened_at = now() - days * DAY
    for n in range(1, days + 1):
        draw_numbers(contract, count, by=contract.merchant.owner, purpose=f"day {n}")
        db.session.flush()
        drawn = select(NumberDraw).where(NumberDraw.purpose == f"day {n}")
        db.session.scalars(drawn).one().drawn_on = today() - n * DAY
    db.session.commit()


def said(browser: PageClient) -> str:
    answer = browser.get("/ranges")
    assert answer.status_code == 200
    return text_of(answer)


def error(page: HtmlElement, field: str) -> str:
    return " ".join(page.xpath("string(//*[@id=$i])", i=f"{field}-error").split())


class TestThePage:
    def test_a_calm_reserve_says_until_when(
        self, alice: PageClient, contract: Contract, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(forecasting, "FIRST_DECEMBER", 1)  # whatever day it is today
        send_daily(contract, 10)
        found = Reserve.of(contract).forecast
        assert found is not None and found.day is not None
        with alice.application.test_request_context():
            assert f"Tranquille jusqu’au {day(found.day)}." in said(alice)
        assert "300 sur 500" in said(alice)
        assert "Fin probable entre le" in said(alice)

    def test_what_waits_behind_is_counted(
        self, alice: PageClient, contract: Contract, cast: Cast
    ) -> None:
        cast.more_numbers(contract, first=5_000, size=1_000)
        shown = said(alice)
        assert "1 500 sur 1 500" in shown.replace("\u202f", " ")
        assert "Dont 1 000 numéros en attente" in shown.replace("\u202f", " ")

    def test_the_table_holds_what_the_picture_shows(
        self, alice: PageClient, contract: Contract
    ) -> None:
        send_daily(contract, 10)
        rows = rows_of(alice.get("/ranges"), "La réserve au fil du temps")
        by_day = {row["Jour"]: row["Numéros restants"] for row in rows if row["Nature"] == "mesuré"}
        assert by_day[today().strftime("%d/%m/%Y")] == "300"
        assert rows[-2]["Numéros restants"] == "0"
        assert rows[-1]["Nature"] == "Plage enregistrée"

    def test_the_table_holds_the_likely_span_too(
        self, alice: PageClient, contract: Contract
    ) -> None:
        send_daily(contract, 10)
        found = Reserve.of(contract).forecast
        assert found and found.earliest and found.latest
        rows = rows_of(alice.get("/ranges"), "La réserve au fil du temps")
        ends = {row["Nature"]: row["Jour"] for row in rows}
        with alice.application.test_request_context():
            assert ends["fin au plus tôt"] == short_day(found.earliest)
            assert ends["fin au plus tard"] == short_day(found.latest)

    def test_a_young_shop_is_told_nothing_of_the_future(
        self, alice: PageClient, contract: Contract
    ) -> None:
        shown = said(alice)
        assert "Il reste 500 numéros. L’historique est encore trop court" in shown
        assert "Après une semaine d’envois" in shown
        assert not page_of(alice.get("/ranges")).xpath("//*[@class='chart-projection']")

    def test_an_exhausted_reserve_says_what_to_do(
        self, alice: PageClient, contract: Contract
    ) -> None:
        draw_numbers(contract, 500, by=contract.merchant.owner, purpose="all")
        db.session.commit()
        shown = said(alice)
        assert "La réserve est épuisée" in shown
        assert "Demandez maintenant une nouvelle plage" in shown

    def test_before_activation_it_leads_on(self, cast: Cast) -> None:
        cast.described(BOB, coclico="00000002")
        answer = cast.browser(BOB).get("/ranges")
        assert "Pas encore de réserve" in text_of(answer)
        assert "/onboarding" in answer.text

    def test_a_renewal_under_way_is_gone_on_with(
        self, alice: PageClient, contract: Contract
    ) -> None:
        person = contract.merchant.owner
        renewal = begin(contract, email=person.email, by=person)
        db.session.commit()
        (action,) = page_of(alice.get("/ranges")).xpath("//main//a[contains(@class,'btn-primary')]")
        assert action.get("href") == f"/renewals/{renewal.id}"

    def test_it_says_that_one_system_gives_the_numbers(self, alice: PageClient, cast: Cast) -> None:
        assert "n’enregistrez pas la même plage chez Sendcloud" in said(alice)
        cast.active_at_sendcloud(BOB, first=9_000)
        assert "Sendcloud donne ces numéros" in said(cast.browser(BOB))

    @pytest.mark.parametrize("role", [Role.SHIPPER, Role.ACCOUNTANT])
    def test_who_works_there_reads_and_changes_nothing(
        self, contract: Contract, cast: Cast, role: Role
    ) -> None:
        cast.member(contract.merchant, TESS, role)
        tess = cast.browser(TESS)
        assert not page_of(tess.get("/ranges")).xpath("//main//form")
        assert tess.send("/ranges/peaks", PEAK).status_code == 403


class TestPeaks:
    def test_a_peak_is_announced_and_withdrawn(self, alice: PageClient, contract: Contract) -> None:
        for _ in range(2):
            assert alice.send("/ranges/peaks", PEAK).status_code == 303
        (peak,) = DeclaredPeak.of(contract, today())
        assert ": 500 envois" in said(alice)
        assert Reserve.of(contract).peaks == (peak.peak,)
        for _ in range(2):
            assert alice.send(f"/ranges/peaks/{peak.id}/withdrawal", {}).status_code == 303
        assert Reserve.of(contract).peaks == ()
        acts = db.session.scalars(select(AuditEvent.act).order_by(AuditEvent.id.desc())).all()
        assert list(acts[:2]) == ["peak.withdrawn", "peak.declared"]

    def test_days_of_another_period_are_refused_by_name(
        self, alice: PageClient, contract: Contract
    ) -> None:
        first, last = today() + timedelta(days=10), today() + timedelta(days=20)
        typed = {"first_day": first.isoformat(), "last_day": last.isoformat(), "quantity": "500"}
        assert alice.send("/ranges/peaks", typed).status_code == 303
        again = typed | {"first_day": last.isoformat(), "last_day": last.isoformat()}
        refused = alice.send("/ranges/peaks", again)
        assert refused.status_code == 422
        assert f"du {short_day(first)} au {short_day(last)}" in error(page_of(refused), "first_day")
        assert len(DeclaredPeak.of(contract, today())) == 1

    @pytest.mark.parametrize(
        ("spoiled", "field", "sentence"),
        [
            ({"first_day": ""}, "first_day", "Indiquez le premier jour."),
            ({"first_day": "Noël"}, "first_day", "« Noël » n’est pas une date."),
            ({"last_day": "2020-01-01"}, "last_day", "Cette période est passée."),
            ({"last_day": today().isoformat()}, "last_day", "vient avant le premier"),
            ({"last_day": "9999-12-31"}, "last_day", "Une période d’un an au plus."),
            ({"quantity": ""}, "quantity", "Indiquez combien d’envois"),
            ({"quantity": "   "}, "quantity", "Indiquez combien d’envois"),
            ({"first_day": "   "}, "first_day", "Indiquez le premier jour."),
            ({"quantity": "douze"}, "quantity", "« douze » : écrivez un nombre entier"),
            ({"quantity": "-1"}, "quantity", "10 000 000 au plus"),
            ({"quantity": "9" * 400}, "quantity", "10 000 000 au plus"),
        ],
    )
    def test_what_is_wrong_is_told_beside_what_was_typed(
        self,
        alice: PageClient,
        contract: Contract,
        spoiled: dict[str, str],
        field: str,
        sentence: str,
    ) -> None:
        sent = PEAK | spoiled
        answer = alice.send("/ranges/peaks", sent)
        assert answer.status_code == 422
        page = page_of(answer)
        assert sentence in error(page, field)
        for name in set(sent) - {field}:
            assert page.xpath("//input[@name=$n]/@value", n=name) == [sent[name]]
        assert DeclaredPeak.of(contract, today()) == []

    def test_another_shops_peak_is_unknown(
        self, alice: PageClient, contract: Contract, cast: Cast
    ) -> None:
        alice.send("/ranges/peaks", PEAK)
        (peak,) = DeclaredPeak.of(contract, today())
        cast.active(BOB, first=9_000)
        bob = cast.browser(BOB)
        assert bob.send(f"/ranges/peaks/{peak.id}/withdrawal", {}).status_code == 404
        assert DeclaredPeak.of(contract, today()) == [peak]


class TestThresholds:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("30, 7", [30, 7]), ("2;5 ,10, 20,", [20, 10, 5, 2]), ("7 7", [7])],
    )
    @pytest.mark.parametrize("which", ["days", "percents"])
    def test_they_are_kept_in_order(
        self, alice: PageClient, contract: Contract, which: str, typed: str, kept: list[int]
    ) -> None:
        both = {"days": "20, 10, 5, 2", "percents": "20 %, 10 %, 5 %"} | {which: typed}
        assert alice.send("/ranges/thresholds", both).status_code == 303
        db.session.refresh(contract)
        wanted = {"days": [20, 10, 5, 2], "percents": [20, 10, 5]} | {which: kept}
        assert {"days": contract.warning_days, "percents": contract.warning_percents} == wanted

    @pytest.mark.parametrize(
        "typed", ["", "dix", "0", "121", "-5", ",", "1,2,3,4,5,6,7,8,9", "9" * 50]
    )
    @pytest.mark.parametrize("which", ["days", "percents"])
    def test_what_is_wrong_is_told(
        self, alice: PageClient, contract: Contract, which: str, typed: str
    ) -> None:
        before = list(contract.warning_days), list(contract.warning_percents)
        sent = {"days": "20", "percents": "20", which: typed}
        answer = alice.send("/ranges/thresholds", sent)
        assert answer.status_code == 422
        page = page_of(answer)
        assert error(page, which)
        assert page.xpath(f"//input[@name='{which}']/@value") == [typed]
        db.session.refresh(contract)
        assert (list(contract.warning_days), list(contract.warning_percents)) == before

    def test_the_hint_says_when_percentages_count(self, alice: PageClient) -> None:
        assert "Ne compte que tant qu’il n’y a pas de prévision" in said(alice)


class TestUse:
    @pytest.fixture
    def bob(self, cast: Cast) -> PageClient:
        self.contract = cast.active_at_sendcloud(BOB, first=9_000, size=100)
        self.path = f"/ranges/{NumberRange.all_of(self.contract)[0].id}/uses"
        return cast.browser(BOB)

    def left(self) -> int:
        db.session.expire_all()
        return Reserve.of(self.contract).left

    def file(self, text: str) -> dict[str, object]:
        return {"file": (BytesIO(text.encode()), "labels.csv")}

    def test_the_last_number_is_typed(self, bob: PageClient) -> None:
        last = tracking_number.in_groups(tracking_number.write("2L", 9_029))
        assert bob.send(self.path, {"last_used": last}).status_code == 303
        assert self.left() == 70
        shown = said(bob)
        assert "Noté : 30 numéros de plus ont servi." in shown
        assert f"Dernier connu : {last}" in shown.replace("\u00a0", " ")
        bob.send(self.path, {"last_used": last})
        assert self.left() == 70
        assert "C’était déjà noté" in said(bob)

    def test_a_file_of_labels_is_read(self, bob: PageClient) -> None:
        lines = [
            f"CMD-{n};{tracking_number.write('2L', 9_000 + n)};{(today() - (10 - n) * DAY).isoformat()}"
            for n in range(10)
        ]
        assert bob.send(self.path, self.file("\n".join(lines))).status_code == 303
        assert self.left() == 90
        assert [draw.count for draw in db.session.scalars(select(NumberDraw))] == [1] * 10

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "Indiquez le dernier numéro, ou déposez le fichier."),
            ("2L 000 000 9029 0", "clé attendue"),
            ("2L 000 000 9500", "n’est d’aucune de vos plages"),
            ("bonjour", "« bonjour » n’est pas un numéro de suivi."),
            ("9" * 500, "40 caractères au plus"),
        ],
    )
    def test_a_number_that_is_wrong_is_told(
        self, bob: PageClient, typed: str, sentence: str
    ) -> None:
        answer = bob.send(self.path, {"last_used": typed})
        assert answer.status_code == 422
        page = page_of(answer)
        assert sentence in error(page, "last_used")
        assert page.xpath("//input[@name='last_used']/@value") == [typed]
        assert self.left() == 100

    def test_the_number_never_goes_back(self, bob: PageClient) -> None:
        bob.send(self.path, {"last_used": "2L 000 000 9029"})
        answer = bob.send(self.path, {"last_used": "2L 000 000 9028"})
        assert "a déjà servi" in error(page_of(answer), "last_used")
        assert self.left() == 70

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("Référence;Poids\nCMD-1;120", "Ce fichier ne nomme aucun numéro de vos plages"),
            ("\0\0\0\ufeff;;;\ud7ff", "Ce fichier ne nomme aucun numéro"),
            ('"' + "x" * 200_000, "ne se lit pas comme un tableau"),
            ("x\n" * 100_001, "lignes : exportez seulement les dernières semaines"),
        ],
    )
    def test_a_file_that_tells_nothing_is_told(
        self, bob: PageClient, text: str, sentence: str
    ) -> None:
        answer = bob.send(self.path, self.file(text))
        assert answer.status_code == 422
        assert sentence in error(page_of(answer), "file")
        assert self.left() == 100

    def test_of_what_is_issued_here_or_elsewhere_nothing_is_told(
        self, alice: PageClient, contract: Contract, bob: PageClient
    ) -> None:
        (here,) = NumberRange.of(contract)
        sent = {"last_used": "2L 000 000 1010"}
        assert alice.send(f"/ranges/{here.id}/uses", sent).status_code == 404
        assert alice.send(self.path, sent).status_code == 404
        assert bob.send("/ranges/999/uses", sent).status_code == 404

    def test_no_label_is_made_here_and_it_says_where(self, bob: PageClient, cast: Cast) -> None:
        shipment = cast.shipments(self.contract, 1)[0]
        for path in ("/shipments", "/labels", f"/batches/new?shipment={shipment.id}"):
            answer = bob.get(path)
            assert "Vos étiquettes se créent chez Sendcloud." in text_of(answer)
            assert "Créer 1 étiquette" not in text_of(answer)
            assert not page_of(answer).xpath("//input[@name='shipment'][@type='checkbox']")
