"""The advisor's desk: the requests, and one request."""

from datetime import timedelta

import pytest

from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import page_of, text_of

pytestmark = pytest.mark.usefixtures("context")


def _rows(cast: Cast) -> list[list[str]]:
    page = page_of(cast.browser(CLAIRE).get("/requests"))
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in page.xpath("//tbody/tr")
    ]


def test_an_empty_list_says_what_will_come(cast: Cast) -> None:
    cast.advisor()
    assert "Aucune demande" in text_of(cast.browser(CLAIRE).get("/requests"))


def test_those_to_do_come_first_the_oldest_on_top(cast: Cast) -> None:
    cast.active(first=70_000)
    younger = cast.requested(BOB)
    older = cast.requested("carla@craie.test")
    older.requested_at = now() - timedelta(days=3)
    db.session.commit()
    rows = _rows(cast)
    assert [row[0] for row in rows] == ["Atelier Carla", "Atelier Bob", "Atelier Alice"]
    assert rows[0][1] == "il y a 3 jours"
    assert [row[2] for row in rows] == ["À traiter", "À traiter", "Activé"]
    assert younger.id != older.id


def test_what_is_not_requested_is_not_listed(cast: Cast) -> None:
    cast.advisor()
    cast.described()
    assert _rows(cast) == []


def test_what_is_still_missing_is_named(cast: Cast) -> None:
    cast.advisor()
    contract = cast.requested()
    contract.tracking_account = None
    contract.set_site("Lyon Montrochet PIC", None)
    db.session.commit()
    assert _rows(cast)[0][3] == "compte de suivi, code du site de dépôt"


def test_a_contract_awaited_from_la_poste_says_so(cast: Cast) -> None:
    cast.advisor()
    user = cast.merchant()
    contract = Contract(merchant=cast.company(user))
    db.session.add(contract)
    contract.wait_for_la_poste(user)
    contract.request_activation("support@sendcloud.test", user)
    db.session.commit()
    assert _rows(cast)[0][2] == "En attente de La Poste"
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
    done = page.xpath("//li[contains(@class, 'is-done')]")
    assert len(done) == 7
    assert "Première plage" in page.xpath("//li[contains(@class, 'is-open')]")[0].text_content()


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
