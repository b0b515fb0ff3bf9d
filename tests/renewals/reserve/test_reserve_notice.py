"""The notice on a merchant's pages while their reserve wants something of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.accounts.models import Role
from app.clock import PARIS
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals.models import Renewal, begin
from app.renewals.reserve.models import ADVISOR, claim_warnings
from tests.cast import BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of
from tests.renewals.renewing import typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PAGES = ("/", "/shipments", "/shipments/imports", "/labels", "/deposits", "/team")
TWO = datetime(2026, 3, 10, 14, 2, tzinfo=PARIS)


def said(response: TestResponse) -> str:
    """What the notice says; nothing where there is none."""
    found = page_of(response).xpath("//*[@class='reserve-notice']")
    return " ".join(found[0].text_content().split()) if found else ""


def leads_to(response: TestResponse) -> list[str]:
    return list(page_of(response).xpath("//*[@class='reserve-notice']//a/@href"))


def warned(contract: Contract, threshold: str = "days:20") -> None:
    """A warning went out about the range there is."""
    newest = max(one.id for one in NumberRange.all_of(contract))
    claim_warnings(contract, newest, [threshold])
    db.session.commit()


def begun(contract: Contract) -> Renewal:
    renewal = begin(contract, email="poste@alma.test", by=contract.merchant.owner)
    db.session.commit()
    return renewal


def taken(contract: Contract, cast: Cast, count: int) -> None:
    cast.batch(contract, cast.shipments(contract, count))


def test_before_the_first_warning_there_is_none(cast: Cast) -> None:
    cast.active(size=3)
    assert [said(cast.browser().get(page)) for page in PAGES] == [""] * len(PAGES)


def test_from_the_first_warning_on_it_stands_on_every_page(cast: Cast) -> None:
    contract = cast.active(size=30)
    warned(contract)
    alice = cast.browser()
    for page in PAGES:
        response = alice.get(page, follow_redirects=True)
        assert said(response).startswith("Il ne reste que 30 numéros de suivi."), page
        assert leads_to(response) == [f"/contracts/{contract.id}/renewals/new"], page


def test_the_page_of_the_reserve_says_it_itself(cast: Cast) -> None:
    warned(cast.active(size=30))
    assert said(cast.browser().get("/ranges")) == ""


def test_a_new_range_takes_it_away(cast: Cast) -> None:
    contract = cast.active(size=30)
    warned(contract)
    cast.more_numbers(contract, first=9_000, size=10)
    assert said(cast.browser().get("/shipments")) == ""


def test_what_only_the_advisor_was_told_does_not_count(cast: Cast) -> None:
    warned(cast.active(size=30), ADVISOR)
    assert said(cast.browser().get("/shipments")) == ""


def test_an_empty_reserve_is_told_at_once_before_any_warning(cast: Cast) -> None:
    contract = cast.active(size=2)
    taken(contract, cast, 2)
    alice = cast.browser()
    for page in PAGES:
        assert "aucune étiquette ne peut être créée" in said(alice.get(page)), page


def test_once_a_renewal_is_begun_it_leads_there(cast: Cast) -> None:
    contract = cast.active(size=30)
    warned(contract)
    renewal, alice, owner = begun(contract), cast.browser(), contract.merchant.owner
    steps = [
        (lambda: None, "il reste à valider le formulaire de La Poste."),
        (lambda: renewal.confirm(owner), "attend le certificat de La Poste."),
        (lambda: renewal.receive("…", owner), "il ne reste qu’à enregistrer sa plage."),
    ]
    for act, sentence in steps:
        act()
        db.session.commit()
        response = alice.get("/shipments")
        assert sentence in said(response)
        assert leads_to(response) == [f"/renewals/{renewal.id}"]
    assert said(alice.get(f"/renewals/{renewal.id}")) == ""


def test_a_renewal_begun_in_good_time_disturbs_nobody_but_for_the_link(cast: Cast) -> None:
    contract = cast.active(size=30)
    renewal, owner = begun(contract), contract.merchant.owner
    assert said(cast.browser().get("/shipments")) == ""
    with time_machine.travel(TWO, tick=False):
        renewal.submit(owner)
        db.session.commit()
        alice = cast.browser()
        for page in (*PAGES, "/ranges"):
            assert said(alice.get(page)).startswith(
                "Le lien de La Poste devrait arriver vers 14:12 dans la boîte poste@alma.test, "
                "indésirables compris. Sans un clic dessus, elle n’enregistre rien."
            ), page
        assert said(alice.get(f"/renewals/{renewal.id}")) == ""
    with time_machine.travel(TWO + timedelta(minutes=15), tick=False):
        late = said(cast.browser().get("/shipments"))
    assert "14:12" not in late and "est-il arrivé dans la boîte" in late
    renewal.confirm(owner)
    db.session.commit()
    assert said(cast.browser().get("/shipments")) == ""


@pytest.mark.parametrize("role", [Role.SHIPPER, Role.ACCOUNTANT])
def test_who_works_there_reads_it_and_is_led_where_they_may_go(cast: Cast, role: Role) -> None:
    contract = cast.active(size=30)
    warned(contract)
    begun(contract)
    cast.member(contract.merchant, role=role)
    tess = cast.browser(TESS)
    response = tess.get("/deposits")
    assert "Il ne reste que 30 numéros" in said(response)
    assert leads_to(response) == ["/ranges"]
    assert tess.get("/ranges").status_code == 200


def test_a_suspended_contract_says_nothing_of_its_reserve(cast: Cast) -> None:
    contract = cast.active(size=30)
    warned(contract)
    suspend(contract, "Facture", contract.merchant.owner)
    db.session.commit()
    assert said(cast.browser().get("/shipments")) == ""


def test_each_reads_of_their_own_reserve(cast: Cast) -> None:
    warned(cast.active(BOB, first=9_000, size=20))
    warned(cast.active(size=30))
    cast.active("cleo@cuivre.test", first=5_000)
    assert "que 30 numéros" in said(cast.browser().get("/shipments"))
    assert "que 20 numéros" in said(cast.browser(BOB).get("/shipments"))


def test_nobody_reads_of_anothers_reserve(cast: Cast) -> None:
    warned(cast.active(size=30))
    cast.active(BOB, first=9_000)
    assert said(cast.browser(BOB).get("/shipments")) == ""
    assert said(cast.browser(CLAIRE).get("/requests")) == ""
    assert said(cast.stranger().get("/sign-in")) == ""


def test_an_advisor_who_visits_reads_it_on_the_merchants_pages_alone(cast: Cast) -> None:
    contract = cast.active(size=30)
    warned(contract)
    claire = cast.browser(CLAIRE)
    claire.send(f"/merchants/{contract.merchant_id}/visit")
    assert "Il ne reste que 30 numéros" in said(claire.get("/shipments"))
    assert said(claire.get("/requests")) == ""


def test_it_costs_one_question(cast: Cast) -> None:
    contract = cast.active(size=30)
    alice = cast.browser()
    alice.get("/shipments")
    quiet = questions(alice)
    warned(contract)
    begun(contract)
    assert questions(alice) == quiet
    assert sum("reserve_warning" in one for one in quiet) == 1


def questions(client: PageClient) -> list[str]:
    """What the database is asked for a page."""
    with _asked() as asked:
        client.get("/team")
    return asked


@contextmanager
def _asked() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def test_a_correction_takes_the_banner_away(cast: Cast) -> None:
    contract = cast.active(size=10)
    warned(contract)
    alice = cast.browser()
    assert said(alice.get("/shipments")).startswith("Il ne reste que 10 numéros")
    (known,) = NumberRange.all_of(contract)
    sent = alice.send(f"/ranges/{known.id}/correction", typed_range(1_000, 900))
    assert sent.status_code == 303
    assert said(alice.get("/shipments")) == ""


def test_an_empty_reserve_says_what_to_do_to_whoever_reads_it(cast: Cast) -> None:
    contract = cast.active(size=2)
    taken(contract, cast, 2)
    cast.member(contract.merchant, TESS, Role.SHIPPER)
    tess = cast.browser(TESS)
    assert "Demandez maintenant une nouvelle plage" in said(cast.browser().get("/shipments"))
    asked = tess.get("/shipments")
    assert "Demandez à Alice de renouveler la réserve." in said(asked)
    assert leads_to(asked) == ["/ranges"]
    page = page_of(tess.get("/ranges"))
    assert "Demandez à Alice" in page.xpath("string(//main)") and not page.xpath("//main//form")
    begun(contract)
    assert "Alice s’occupe du renouvellement" in said(tess.get("/shipments"))


def test_where_labels_are_made_it_is_said_once(cast: Cast) -> None:
    contract = cast.active(size=2)
    taken(contract, cast, 2)
    (shipment,) = cast.shipments(contract, 1)
    for path in (f"/batches/new?shipment={shipment.id}", "/shipments"):
        page = cast.browser().get(path)
        assert page.text.count("Plus aucun numéro de suivi") == 1
        assert "ochez moins d" not in page.text


def test_a_renewal_under_way_is_gone_on_with_where_too_few_are_left(cast: Cast) -> None:
    contract = cast.active(size=2)
    ids = [one.id for one in cast.shipments(contract, 3)]
    ticked = "&".join(f"shipment={one}" for one in ids)
    cast.member(contract.merchant, TESS, Role.SHIPPER)
    paths, new = (
        (f"/batches/new?{ticked}", f"/shipments?{ticked}"),
        f"/contracts/{contract.id}/renewals/new",
    )
    for path in paths:
        assert page_of(cast.browser().get(path)).xpath(f"//main//a[@href='{new}']"), path
        asked = page_of(cast.browser(TESS).get(path))
        assert "Demandez à Alice" in asked.xpath("string(//main)"), path
        assert not asked.xpath("//main//a[contains(@href,'renewals')]"), path
    renewal = begun(contract)
    for path in paths:
        page = page_of(cast.browser().get(path))
        assert page.xpath(f"//main//a[@href='/renewals/{renewal.id}']"), path
        assert not page.xpath(f"//main//a[@href='{new}']"), path
