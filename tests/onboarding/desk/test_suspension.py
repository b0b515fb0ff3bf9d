"""Suspending a contract and letting it go on: the merchant knows why, and labels wait."""

from uuid import uuid4

import pytest

from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.contracts.suspension import suspend
from app.extensions import db
from app.labels.making import make_labels
from app.ranges.models import ContractSuspended, draw_numbers, left_for
from tests.cast import ALICE, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

WHY = "La Poste attend le règlement de la facture."


def _suspend(contract: Contract) -> None:
    advisor = User.by_email(CLAIRE)
    assert advisor and suspend(contract, WHY, advisor)
    db.session.commit()


def test_suspending_asks_first_and_tells_the_merchant_why_once(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    path = f"/contracts/{contract.id}/suspension"
    assert "Plus aucune étiquette" in text_of(claire.get(path))
    assert contract.suspension_id is None
    for _ in range(2):
        assert claire.send(path, {"reason": WHY}).status_code == 303
    assert contract.is_suspended and contract.is_activated and not contract.is_active
    (mail,) = cast.mails("suspended")
    assert (mail.recipient, mail.reply_to) == (ALICE, CLAIRE)
    assert WHY in mail.text


def test_resuming_tells_the_merchant_and_the_timeline_keeps_both(
    claire: PageClient, contract: Contract, cast: Cast
) -> None:
    _suspend(contract)
    path = f"/contracts/{contract.id}/resumption"
    for _ in range(2):
        assert claire.send(path, {"reason": "La facture est réglée."}).status_code == 303
    assert contract.is_active and contract.suspension is None
    assert "La facture est réglée." in cast.mails("resumed")[0].text
    assert len(cast.mails("resumed")) == 1
    for page in (claire.get(f"/requests/{contract.id}"), cast.browser().get("/onboarding/advisor")):
        for told in ("Claire suspend le contrat", WHY, "Claire reprend le contrat"):
            assert told in text_of(page)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_reason_is_needed_and_what_was_typed_is_kept(
    claire: PageClient, contract: Contract, reason: str
) -> None:
    response = claire.send(f"/contracts/{contract.id}/suspension", {"reason": reason})
    assert response.status_code == 422 and reason.strip() in response.text
    assert contract.is_active


def test_no_number_is_drawn_while_suspended(contract: Contract, cast: Cast) -> None:
    shipments = cast.shipments(contract, 2)
    _suspend(contract)
    left = left_for(contract)
    with pytest.raises(ContractSuspended):
        draw_numbers(contract, 1, by=contract.merchant.owner, purpose="test")
    db.session.rollback()
    with pytest.raises(ContractSuspended):
        make_labels(
            contract,
            [shipment.id for shipment in shipments],
            site=contract.sites[0],
            deposit_date=today(),
            request_key=str(uuid4()),
            customs_cleared=True,
            by=contract.merchant.owner,
        )
    db.session.rollback()
    assert left_for(contract) == left


def test_the_pages_say_why_and_whom_to_ask_and_make_no_label(
    contract: Contract, cast: Cast
) -> None:
    shipment = cast.shipments(contract, 1)[0]
    _suspend(contract)
    alice = cast.browser()
    for path in ("/", "/shipments", "/onboarding", "/onboarding/advisor"):
        page = text_of(alice.get(path))
        assert WHY in page and CLAIRE in page, path
    for response in (
        alice.get(f"/batches/new?shipment={shipment.id}"),
        alice.send(
            "/batches",
            {
                "shipment": shipment.id,
                "site": contract.sites[0].id,
                "deposit_date": today().isoformat(),
                "request_key": str(uuid4()),
            },
        ),
    ):
        assert (response.status_code, response.location) == (303, "/shipments")
    assert left_for(contract) == 100


def test_labels_made_earlier_are_read_and_deposited(contract: Contract, cast: Cast) -> None:
    batch = cast.batch(contract, cast.shipments(contract, 2))
    _suspend(contract)
    alice = cast.browser()
    for path in ("/labels", f"/batches/{batch.id}/labels.pdf", "/deposit-slips"):
        assert alice.get(path).status_code == 200, path
    sent = {
        "label": [label.id for label in batch.labels],
        "site": contract.sites[0].id,
        "deposit_date": today().isoformat(),
        "request_key": str(uuid4()),
    }
    made = alice.send("/deposit-slips", sent)
    assert made.status_code == 303
    assert alice.get(made.location).status_code == 200


def test_the_merchant_can_answer_while_suspended(contract: Contract, cast: Cast) -> None:
    _suspend(contract)
    alice = cast.browser()
    assert "Votre message" in text_of(alice.get("/onboarding/advisor"))
    assert alice.send("/onboarding/answers", {"answer": "Payée."}).status_code == 303


def test_what_is_not_activated_is_not_suspended(cast: Cast, claire: PageClient) -> None:
    waiting = cast.requested("bob@basalte.test")
    for what in ("suspension", "resumption"):
        path = f"/contracts/{waiting.id}/{what}"
        assert claire.send(path, {"reason": WHY}).status_code == 404


def test_who_prepares_shipments_is_led_to_no_page_of_the_owner(
    contract: Contract, cast: Cast
) -> None:
    cast.member(contract.merchant)
    _suspend(contract)
    page = cast.browser(TESS).get("/shipments")
    assert CLAIRE in text_of(page)
    assert not page_of(page).xpath("//a[contains(@href, '/onboarding/advisor')]")
