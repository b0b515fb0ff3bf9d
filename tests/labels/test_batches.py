"""Making labels: the confirmation page, drawing numbers, the labels of a batch."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import today
from app.extensions import db
from app.labels.models import Batch
from app.ranges.tracking_number import in_groups, write
from app.shipments.models import Shipment
from tests.at_once import at_once
from tests.cast import ALICE, BOB, Cast
from tests.labels.ticking import BATCHES, draws, errors, made, no_batch_was_made, serials
from tests.page_client import page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

look, form, make = BATCHES.look, BATCHES.form, BATCHES.make


def alice_makes(cast: Cast, shipments: Sequence[Shipment], **typed: object) -> TestResponse:
    return make(cast.browser(), shipments, **typed)


def alice_looks(cast: Cast, shipments: Sequence[Shipment]) -> TestResponse:
    return look(cast.browser(), shipments)


def fact(page: TestResponse, term: str) -> str:
    (value,) = page_of(page).xpath("//dl//dt[normalize-space()=$term]/following::dd[1]", term=term)
    return " ".join(value.text_content().split())


def test_each_shipment_gets_the_next_number_of_the_range(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    shipments = cast.shipments(contract, 3)
    batch = made(Batch, alice_makes(cast, shipments))
    assert [label.shipment_id for label in batch.labels] == [s.id for s in shipments]
    assert serials() == [1_000, 1_001, 1_002]
    assert draws() == [(1_000, 3)]
    assert [label.tracking_number for label in batch.labels] == [
        "2L00000010009",
        "2L00000010016",
        "2L00000010023",
    ]


def test_a_label_is_a_snapshot_of_its_shipment_and_of_the_contract(cast: Cast) -> None:
    contract = cast.active()
    (shipment,) = cast.shipments(contract, 1, postcode="97133", grams=2_500)
    batch = made(Batch, alice_makes(cast, [shipment], customs_cleared="y"))
    shipment.line1, shipment.grams = "Someone else", 20
    contract.sender_name = "Another name"
    contract.sites[0].name = "Another site"
    db.session.commit()
    (label,) = batch.labels
    assert (label.recipient, label.postcode, label.grams) == ("Destinataire 1", "97133", 2_500)
    assert label.recipient_lines == ["Destinataire 1", "1 RUE DE LA REPUBLIQUE", "97133 LYON"]
    assert label.reference == shipment.reference
    assert batch.sender_lines == ["Atelier Alice", "12 rue des Lilas", "69002 Lyon"]
    assert batch.franking_lines == ["PORT PAYÉ", "Contrat D-1234567-8"]
    assert (batch.product_mention, batch.site_name) == ("LETTRE SUIVIE", "Lyon Montrochet PIC")


def test_the_batch_shows_what_was_made(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    alice = cast.browser()
    tomorrow = today() + timedelta(days=1)
    answer = make(alice, cast.shipments(contract, 2), deposit_date=tomorrow.isoformat())
    page = alice.get(answer.location)
    assert "2 étiquettes prêtes. Imprimez-les à 100 %" in text_of(page)
    assert fact(page, "Premier numéro") == "2L 000 000 1000 9"
    assert fact(page, "Dernier numéro") == "2L 000 000 1001 6"
    assert fact(page, "Site de dépôt") == "Lyon Montrochet PIC"
    assert made(Batch, answer).deposit_date == tomorrow
    assert page_of(page).xpath("//a[contains(@href, 'labels.pdf')]") != []


def test_the_last_look_shows_exactly_what_will_be_drawn(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=7)
    cast.batch(contract, cast.shipments(contract, 2))
    alice, shipments = cast.browser(), cast.shipments(contract, 3)
    page = look(alice, shipments)
    labels = made(Batch, make(alice, shipments)).labels
    assert fact(page, "Étiquettes") == "3"
    assert fact(page, "Premier numéro") == in_groups(labels[0].tracking_number)
    assert fact(page, "Dernier numéro") == in_groups(labels[-1].tracking_number)
    left = labels[0].range.left
    assert (fact(page, "Numéros restants ensuite"), left) == ("2", 2)


def test_the_last_look_draws_nothing(cast: Cast) -> None:
    alice_looks(cast, cast.shipments(cast.active(), 3))
    assert no_batch_was_made()


def test_everything_ticked_is_all_that_waits(cast: Cast) -> None:
    contract = cast.active(first=1_000)
    cast.batch(contract, cast.shipments(contract, 1))
    waiting = cast.shipments(contract, 60)
    alice = cast.browser()
    typed = form(alice.get("/batches/new?all=1"))
    assert typed["shipment"] == [str(s.id) for s in waiting]
    assert len(made(Batch, alice.send("/batches", typed)).labels) == 60


def test_a_batch_holds_so_many_and_says_that_the_others_wait(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BATCH_LIMIT", 3)
    shipments = cast.shipments(cast.active(), 5)
    alice = cast.browser()
    page = alice.get("/batches/new?all=1")
    sentence = "Un lot compte au plus 3 étiquettes : les plus anciennes d’abord."
    assert sentence in text_of(page)
    assert form(page)["shipment"] == [str(s.id) for s in shipments[:3]]
    made(Batch, alice.send("/batches", form(page)))
    assert len(serials()) == 3


def test_a_double_click_makes_one_batch(cast: Cast) -> None:
    shipments = cast.shipments(cast.active(), 2)
    alice = cast.browser()
    typed = form(look(alice, shipments))
    first, second = alice.send("/batches", typed), alice.send("/batches", typed)
    assert made(Batch, first) is made(Batch, second)
    assert len(serials()) == 2


def test_two_clicks_at_the_same_moment_make_one_batch(cast: Cast) -> None:
    shipments = cast.shipments(cast.active(), 3)
    browsers = [cast.browser() for _ in range(4)]
    typed = form(look(browsers[0], shipments))
    typed.pop("csrf_token")
    answers = at_once([partial(browser.send, "/batches", typed) for browser in browsers])
    assert len({made(Batch, answer).id for answer in answers}) == 1
    assert len(serials()) == 3


def test_two_people_at_the_same_moment_never_label_a_shipment_twice(cast: Cast) -> None:
    contract = cast.active()
    shared, own = cast.shipments(contract, 2), cast.shipments(contract, 4)
    browsers = [cast.browser() for _ in range(4)]
    forms = [
        form(look(browser, [*shared, mine])) for browser, mine in zip(browsers, own, strict=True)
    ]
    acts = [
        partial(browser.send, "/batches", typed)
        for browser, typed in zip(browsers, forms, strict=True)
    ]
    assert sorted(answer.status_code for answer in at_once(acts)) == [303, 422, 422, 422]
    assert len(serials()) == 3


def test_the_second_range_takes_over_inside_a_batch_without_gap_or_repeat(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=2)
    cast.more_numbers(contract, first=50, size=3)
    alice, shipments = cast.browser(), cast.shipments(contract, 6)
    page = look(alice, shipments[:4])
    made(Batch, make(alice, shipments[:4]))
    assert serials() == [1_000, 1_001, 50, 51]
    assert draws() == [(1_000, 2), (50, 2)]
    assert fact(page, "Premier numéro") == in_groups(write("2L", 1_000))
    assert fact(page, "Dernier numéro") == in_groups(write("2L", 51))
    assert fact(page, "Numéros restants ensuite") == "1"
    refused = make(alice, shipments[4:])
    assert "Il reste 1 numéro, il en faut 2." in errors(refused)
    made(Batch, make(alice, shipments[4:5]))
    assert serials() == [1_000, 1_001, 50, 51, 52]


def test_the_customs_answer_is_asked_once_and_only_for_overseas(cast: Cast) -> None:
    contract = cast.active()
    (overseas,) = cast.shipments(contract, 1, postcode="97400")
    alice = cast.browser()
    made(Batch, make(alice, [overseas], customs_cleared="y")).labels[0].void(
        contract.merchant.owner
    )
    db.session.commit()
    for shipments in ([overseas], cast.shipments(contract, 1)):
        assert "outre-mer" not in text_of(look(alice, shipments))
        made(Batch, make(alice, shipments))


@pytest.mark.parametrize("days", [0, 60])
def test_the_first_and_the_last_day_are_taken(cast: Cast, days: int) -> None:
    day = today() + timedelta(days=days)
    answer = alice_makes(cast, cast.shipments(cast.active(), 1), deposit_date=day.isoformat())
    assert made(Batch, answer).deposit_date == day


def test_the_other_site_of_the_contract_may_be_chosen(cast: Cast) -> None:
    contract = cast.active()
    site = cast.second_site(contract)
    answer = alice_makes(cast, cast.shipments(contract, 1), site=str(site.id))
    assert made(Batch, answer).site_name == "Villeurbanne PIC"


def test_a_request_key_belongs_to_its_merchant(cast: Cast) -> None:
    contract, other = cast.active(), cast.active(BOB, first=5_000)
    key = str(uuid4())
    made(Batch, make(cast.browser(ALICE), cast.shipments(contract, 1), request_key=key))
    batch = made(Batch, make(cast.browser(BOB), cast.shipments(other, 1), request_key=key))
    assert batch.merchant_id == other.merchant_id


def test_a_shipment_named_twice_gets_one_label(cast: Cast) -> None:
    (shipment,) = cast.shipments(cast.active(), 1)
    alice = cast.browser()
    typed = form(look(alice, [shipment])) | {"shipment": [str(shipment.id)] * 2}
    assert len(made(Batch, alice.send("/batches", typed)).labels) == 1
