"""Voiding a label: its number stays used, its shipment has no label again."""

from functools import partial

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent
from app.extensions import db
from app.labels.models import Label
from app.overview.invariants import breaches
from app.ranges.models import NumberRange
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, form_of, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


@pytest.fixture
def label(cast: Cast) -> Label:
    """One label of Alice's, 1000 being the first serial of her range."""
    contract = cast.active(first=1_000)
    return cast.batch(contract, cast.shipments(contract, 1)).labels[0]


def void(client: PageClient, label: Label) -> TestResponse:
    return client.send(f"/labels/{label.id}/void")


def test_a_page_asks_first_and_changes_nothing(cast: Cast, label: Label) -> None:
    page = cast.browser().get(f"/labels/{label.id}/void")
    assert "Son numéro ne servira plus jamais." in text_of(page)
    assert "2L 000 000 1000 9" in text_of(page)
    assert page_of(page).xpath("//main//form[@method='post']//button") != []
    assert not label.is_voided


def test_a_voided_labels_number_is_never_used_again(cast: Cast, label: Label) -> None:
    alice = cast.browser()
    answer = void(alice, label)
    assert (answer.status_code, answer.location) == (303, "/labels")
    assert "Étiquette annulée." in text_of(alice.get("/labels"))
    assert label.is_voided
    assert label.voided_by_id == label.shipment.merchant.owner.id
    reserve = db.session.get_one(NumberRange, label.range_id)
    assert (reserve.next_serial, reserve.left) == (1_001, 99)


def test_the_shipment_waits_again_and_gets_a_new_number(cast: Cast, label: Label) -> None:
    void(cast.browser(), label)
    shipment = label.shipment
    assert shipment.labelled_at is None
    (second,) = cast.batch(label.batch.contract, [shipment]).labels
    assert second.shipment_id == label.shipment_id
    assert (label.serial, second.serial) == (1_000, 1_001)
    assert list(breaches()) == []


def test_it_is_written_in_the_journal_once(cast: Cast, label: Label) -> None:
    alice = cast.browser()
    void(alice, label)
    voided_at = label.voided_at
    assert void(alice, label).status_code == 303
    assert label.voided_at == voided_at
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "label.voided")).all()
    assert [event.subject for event in told] == [f"label:{label.id}"]


def test_voiding_twice_does_not_free_the_shipments_new_label(cast: Cast, label: Label) -> None:
    alice = cast.browser()
    void(alice, label)
    cast.batch(label.batch.contract, [label.shipment])
    void(alice, label)
    assert label.shipment.labelled_at is not None
    assert "Cette étiquette est déjà annulée." in text_of(alice.get(f"/labels/{label.id}/void"))


def test_a_label_on_a_slip_cannot_be_voided(cast: Cast, label: Label) -> None:
    alice = cast.browser()
    alice.get(f"/labels/{label.id}/void")
    cast.slip(label.batch.contract, [label])
    sentence = "Cette étiquette figure sur un bordereau : elle ne peut plus être annulée."
    assert void(alice, label).location == "/labels"
    assert sentence in text_of(alice.get("/labels"))
    page = alice.get(f"/labels/{label.id}/void")
    assert sentence in text_of(page)
    assert page_of(page).xpath("//main//form") == []
    assert not label.is_voided
    assert label.shipment.labelled_at is not None


def test_voiding_and_depositing_at_the_same_moment_do_not_both_succeed(
    cast: Cast, label: Label
) -> None:
    browsers = cast.browser(), cast.browser()
    form = form_of(browsers[1].get(f"/deposit-slips/new?label={label.id}"), "/deposit-slips")
    at_once(
        [
            partial(browsers[0].send, f"/labels/{label.id}/void"),
            partial(browsers[1].send, "/deposit-slips", form),
        ]
    )
    assert label.is_voided != label.is_listed
    assert list(breaches()) == []


@pytest.mark.parametrize("number", ["0", "999", "2147483648", "9" * 30, "x", "-1"])
def test_a_label_that_never_was_is_not_found(cast: Cast, label: Label, number: str) -> None:
    alice = cast.browser()
    assert alice.get(f"/labels/{number}/void").status_code == 404
    assert alice.send(f"/labels/{number}/void").status_code == 404


def test_another_merchants_label_is_not_found(cast: Cast, label: Label) -> None:
    cast.active(BOB, first=5_000)
    bob = cast.browser(BOB)
    assert bob.get(f"/labels/{label.id}/void").status_code == 404
    assert void(bob, label).status_code == 404
    assert not label.is_voided


def test_who_is_signed_out_goes_to_sign_in(client: PageClient, label: Label) -> None:
    assert client.get(f"/labels/{label.id}/void").location.startswith("/sign-in?next=")
    assert void(client, label).location == "/sign-in"
    assert not label.is_voided


def test_an_advisor_voids_nothing(cast: Cast, label: Label) -> None:
    assert void(cast.browser(CLAIRE), label).status_code == 403
    assert not label.is_voided


def test_without_the_token_of_its_page_nothing_is_voided(cast: Cast, label: Label) -> None:
    assert cast.browser(ALICE).post(f"/labels/{label.id}/void").status_code == 400
    assert not label.is_voided
