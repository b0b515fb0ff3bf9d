"""The list of shipments without a label, and the numbers that the ticked ones would use."""

import re

import pytest
from flask import Flask

from app.extensions import db
from app.ranges.tracking_number import in_groups, write
from app.shipments.models import FILE, Shipment
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def number(serial: int) -> str:
    return in_groups(write("2L", serial))


def said(client: PageClient, query: str = "") -> str:
    """What the selection bar says."""
    page = page_of(client.get(f"/shipments{query}"))
    (bar,) = page.xpath("//*[@id='selection']//p")
    return " ".join(bar.text_content().split())


def references(client: PageClient, query: str = "") -> list[str]:
    cells = page_of(client.get(f"/shipments{query}")).xpath("//tbody/tr/td[2]")
    return [cell.text_content() for cell in cells]


def test_a_shipment_shows_who_where_and_how_heavy(cast: Cast) -> None:
    contract = cast.active()
    (shipment,) = cast.shipments(contract, 1, grams=1_250)
    page = cast.browser().get("/shipments")
    cells = page_of(page).xpath("//tbody/tr/td")
    assert [" ".join(cell.text_content().split()) for cell in cells[1:]] == [
        shipment.reference,
        "Destinataire 1",
        "69002 Lyon",
        "1,25 kg",
    ]
    assert "1 envoi attend son étiquette." in text_of(page)


def test_a_shipment_overseas_is_marked(cast: Cast) -> None:
    contract = cast.active()
    cast.shipments(contract, 1, postcode="97400")
    cast.shipments(contract, 1)
    assert text_of(cast.browser().get("/shipments")).count("Outre-mer") == 1


def test_a_labelled_shipment_no_longer_waits(cast: Cast) -> None:
    contract = cast.active()
    first, second = cast.shipments(contract, 2)
    cast.batch(contract, [first])
    assert references(cast.browser()) == [second.reference]


def test_ticked_shipments_show_their_numbers_and_what_remains(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=5)
    ticked = cast.shipments(contract, 3)
    alice = cast.browser()
    assert said(alice) == "Cochez des envois. Il reste 5 numéros de suivi."
    one, three = f"?shipment={ticked[0].id}", "?" + "&".join(f"shipment={s.id}" for s in ticked)
    assert said(alice, one) == f"1 étiquette : {number(1_000)}. Il restera 4 numéros."
    assert said(alice, three) == (
        f"3 étiquettes : de {number(1_000)} à {number(1_002)}. Il restera 2 numéros."
    )


def test_what_the_list_shows_as_ticked_is_what_the_address_ticks(cast: Cast) -> None:
    contract = cast.active()
    first, second = cast.shipments(contract, 2)
    page = page_of(cast.browser().get(f"/shipments?shipment={second.id}"))
    assert page.xpath("//input[@name='shipment' and @checked]/@value") == [str(second.id)]
    assert page.xpath("//input[@name='shipment']/@value") == [str(first.id), str(second.id)]


def test_too_few_numbers_are_told_before_anything_is_made(cast: Cast) -> None:
    contract = cast.active(size=1)
    ticked = cast.shipments(contract, 2)
    query = "?" + "&".join(f"shipment={s.id}" for s in ticked)
    assert said(cast.browser(), query) == (
        "Il reste 1 numéro, il en faut 2. Cochez moins d’envois. Demander une nouvelle plage"
    )


def test_exhausted_the_list_says_what_to_do_whatever_is_ticked(cast: Cast) -> None:
    contract = cast.active(size=1)
    cast.batch(contract, cast.shipments(contract, 1))
    (waiting,) = cast.shipments(contract, 1)
    for query in ("", f"?shipment={waiting.id}"):
        page = cast.browser().get(f"/shipments{query}")
        (bar,) = page_of(page).xpath("//*[@id='selection']")
        assert "Aucune étiquette ne peut être créée." in bar.text_content()
        # What to do stands once, on top of the page.
        (way,) = page_of(page).xpath("//*[@class='reserve-notice']//a/@href")
        assert way == f"/contracts/{contract.id}/renewals/new" and not bar.xpath(".//a")


def test_only_ones_own_waiting_shipments_count_as_ticked(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    own, labelled = cast.shipments(contract, 2)
    cast.batch(contract, [labelled])
    (foreign,) = cast.shipments(cast.active(BOB, first=5_000), 1)
    query = f"?shipment={own.id}&shipment={labelled.id}&shipment={foreign.id}&shipment=999999"
    assert said(cast.browser(), query).startswith(f"1 étiquette : {number(1_001)}.")


def test_everything_is_at_most_one_batch(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BATCH_LIMIT", 60)
    contract = cast.active(first=1_000)
    cast.shipments(contract, 61)
    assert said(cast.browser(), "?all=1") == (
        f"60 étiquettes : de {number(1_000)} à {number(1_059)}. Il restera 40 numéros."
    )


@pytest.mark.parametrize(
    "query",
    [
        "?shipment=abc",
        "?shipment=-1",
        "?shipment=",
        "?shipment=%F0%9F%8D%B0",
        "?shipment=²",
        "?shipment=2147483648",
        "?shipment=99999999999999999999999",
        "?shipment=1%00",
        pytest.param(f"?shipment={'9' * 5_000}", id="5000 digits"),
        pytest.param(f"?page={'9' * 5_000}", id="page of 5000 digits"),
        "?all=2",
        "?page=99999999999999999999999",
        "?page=-3",
        "?page=x",
    ],
)
def test_an_address_written_by_hand_ticks_nothing(cast: Cast, query: str) -> None:
    cast.shipments(cast.active(), 1)
    assert said(cast.browser(), query).startswith("Cochez des envois.")


def test_a_list_has_fifty_a_page_and_the_last_page_stands_for_all_beyond(cast: Cast) -> None:
    contract = cast.active()
    wanted = [shipment.reference for shipment in cast.shipments(contract, 120)]
    alice = cast.browser()
    assert references(alice) == wanted[:50]
    assert references(alice, "?page=2") == wanted[50:100]
    assert references(alice, "?page=3") == references(alice, "?page=99") == wanted[100:]
    assert references(alice, "?page=0") == wanted[:50]
    page = alice.get("/shipments?page=3")
    assert "101 à 120 sur 120" in text_of(page)
    assert page_of(page).xpath("//a[@rel='prev']/@href") == ["/shipments?page=2"]
    assert page_of(page).xpath("//a[@rel='next']") == []


def test_a_page_of_the_list_forgets_what_was_ticked_on_another(cast: Cast) -> None:
    first, *_ = cast.shipments(cast.active(), 51)
    page = page_of(cast.browser().get(f"/shipments?shipment={first.id}"))
    assert page.xpath("//a[@rel='next']/@href") == ["/shipments?page=2"]


def test_the_box_for_all_pages_stands_only_where_there_are_several(cast: Cast) -> None:
    contract = cast.active()
    cast.shipments(contract, 50)
    alice = cast.browser()
    assert page_of(alice.get("/shipments")).xpath("//input[@name='all']") == []
    cast.shipments(contract, 1)
    assert "Tous les 51 envois" in text_of(alice.get("/shipments"))


def test_an_empty_list_leads_to_importing(cast: Cast) -> None:
    cast.active()
    page = cast.browser().get("/shipments")
    assert "Aucun envoi à préparer" in text_of(page)
    main = page_of(page).xpath("//main//a[contains(@class, 'btn-primary')]/@href")
    assert main == ["/shipments/imports"]


def test_before_activation_the_list_is_there_and_says_what_is_missing(cast: Cast) -> None:
    cast.shipments(cast.requested(), 2)
    page = cast.browser().get("/shipments")
    assert "Les étiquettes s’ouvrent dès que votre contrat est actif." in text_of(page)
    assert page_of(page).xpath("//input[@name='shipment']") == []
    assert page_of(page).xpath("//main//a[@href='/onboarding']") != []


def test_a_hostile_name_is_text(cast: Cast) -> None:
    contract = cast.active()
    (shipment,) = cast.shipments(contract, 1)
    shipment.line1 = "<b onclick=x>Zoé</b>"
    db.session.commit()
    page = cast.browser().get("/shipments")
    assert "<b onclick=x>Zoé</b>" in text_of(page)
    assert not re.search(r"<b onclick", page.text)


def test_the_reference_is_unique_in_its_source(cast: Cast) -> None:
    contract = cast.active()
    (shipment,) = cast.shipments(contract, 1)
    known = Shipment.known_contents(contract.merchant, FILE, [shipment.reference, "other"])
    assert known == {shipment.reference: shipment.content}


def test_another_merchants_shipments_are_not_listed(cast: Cast) -> None:
    cast.shipments(cast.active(), 2)
    cast.active(BOB, first=5_000)
    assert references(cast.browser(BOB)) == []


def test_who_is_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get("/shipments?shipment=1").location.startswith("/sign-in?next=/shipments")


def test_an_advisor_has_no_shipments(cast: Cast) -> None:
    cast.advisor(CLAIRE)
    assert cast.browser(CLAIRE).get("/shipments").status_code == 403


def test_the_language_of_the_account_is_that_of_the_numbers(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=2_000)
    cast.shipments(contract, 1)
    assert "2 000 numéros" in said(cast.browser(ALICE))
    contract.merchant.owner.language = "en"
    db.session.commit()
    assert "2,000" in said(cast.browser(ALICE))
