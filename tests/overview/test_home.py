"""The home page of each role."""

import pytest

from app.extensions import db
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def next_step(client: PageClient) -> str:
    """Return the link of the page's primary action."""
    page = page_of(client.get("/"))
    (href,) = page.xpath("//main//a[contains(@class, 'btn-primary')]/@href")
    return str(href)


def gauges(client: PageClient) -> list[tuple[str, str]]:
    meters = page_of(client.get("/")).xpath("//*[@role='meter']")
    return [(meter.get("aria-valuenow"), meter.get("aria-valuemax")) for meter in meters]


def test_the_days_work_leads_from_import_to_labels_to_the_slip(cast: Cast) -> None:
    contract = cast.active()
    alice = cast.browser()
    assert next_step(alice) == "/shipments/imports"
    assert "Rien n’attend." in text_of(alice.get("/"))
    shipments = cast.shipments(contract, 2)
    assert next_step(alice) == "/shipments"
    assert "2 envois attendent leur étiquette." in text_of(alice.get("/"))
    labels = cast.batch(contract, shipments).labels
    assert next_step(alice) == "/labels"
    assert "2 étiquettes attendent leur bordereau." in text_of(alice.get("/"))
    cast.slip(contract, labels)
    assert next_step(alice) == "/shipments/imports"


def test_what_waits_is_counted(cast: Cast) -> None:
    contract = cast.active()
    cast.shipments(contract, 3)
    cast.batch(contract, cast.shipments(contract, 2))
    said = text_of(cast.browser().get("/"))
    assert "Envois à préparer 3" in said
    assert "Étiquettes à déposer 2" in said


def test_a_voided_label_waits_for_no_slip(cast: Cast) -> None:
    contract = cast.active()
    (label,) = cast.batch(contract, cast.shipments(contract, 1)).labels
    label.void(contract.merchant.owner)
    db.session.commit()
    said = text_of(cast.browser().get("/"))
    assert "Envois à préparer 1" in said
    assert "Étiquettes à déposer 0" in said


def test_the_whole_reserve_shows_what_is_left(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=20)
    cast.more_numbers(contract, first=5_000, size=50)
    cast.batch(contract, cast.shipments(contract, 19))
    alice = cast.browser()
    assert gauges(alice) == [("51", "70")]
    assert "Il reste 51 numéros." in text_of(alice.get("/"))


def test_where_sendcloud_gives_the_numbers_the_reserve_is_what_there_is_to_see(cast: Cast) -> None:
    cast.active_at_sendcloud()
    answer = cast.browser().get("/")
    assert "Vos étiquettes se créent chez Sendcloud." in text_of(answer)
    (action,) = page_of(answer).xpath("//main//a[contains(@class, 'btn-primary')]/@href")
    assert action == "/ranges"


def test_before_activation_home_is_the_list_of_steps(cast: Cast) -> None:
    cast.merchant(ALICE)
    cast.requested(BOB)
    for email in (ALICE, BOB):
        assert cast.browser(email).get("/").location == "/onboarding"


def test_an_advisors_home_is_the_list_of_requests(cast: Cast) -> None:
    cast.advisor(CLAIRE)
    assert cast.browser(CLAIRE).get("/").location == "/requests"


def test_nothing_of_another_merchant_is_counted(cast: Cast) -> None:
    contract = cast.active()
    cast.batch(contract, cast.shipments(contract, 2))
    cast.shipments(contract, 3)
    cast.active(BOB, first=5_000, size=7)
    bob = cast.browser(BOB)
    assert "Rien n’attend." in text_of(bob.get("/"))
    assert gauges(bob) == [("7", "7")]


def test_who_is_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get("/").location.startswith("/sign-in")
