"""When labels cannot be made, none is made, and the page says why."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.clock import today
from app.extensions import db
from app.labels.models import Batch
from app.shipments.models import Shipment
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.labels.ticking import (
    BATCHES,
    draws,
    error_links,
    errors,
    made,
    no_batch_was_made,
    serials,
)
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

look, form, make = BATCHES.look, BATCHES.form, BATCHES.make


def alice_makes(cast: Cast, shipments: Sequence[Shipment], **typed: object) -> TestResponse:
    return make(cast.browser(), shipments, **typed)


def alice_looks(cast: Cast, shipments: Sequence[Shipment]) -> TestResponse:
    return look(cast.browser(), shipments)


def test_a_form_with_more_than_a_batch_makes_none_and_offers_as_many_as_go(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BATCH_LIMIT", 3)
    shipments = cast.shipments(cast.active(), 5)
    alice = cast.browser()
    typed = form(look(alice, shipments)) | {"shipment": [s.id for s in shipments]}
    refused = alice.send("/batches", typed)
    assert "Un lot compte au plus 3 étiquettes" in errors(refused)
    assert no_batch_was_made()
    assert len(made(Batch, alice.send("/batches", form(refused))).labels) == 3


def test_a_range_that_ends_inside_the_batch_makes_no_label_and_says_how_many_are_left(
    cast: Cast,
) -> None:
    contract = cast.active(size=10)
    alice, shipments = cast.browser(), cast.shipments(contract, 4)
    typed = form(look(alice, shipments))
    cast.batch(contract, cast.shipments(contract, 7))
    day = (today() + timedelta(days=2)).isoformat()
    refused = alice.send("/batches", typed | {"deposit_date": day})
    assert (
        "Il reste 3 numéros, il en faut 4. Aucune étiquette n’a été créée : cochez moins d’envois, "
        "ou demandez une nouvelle plage à La Poste."
    ) in errors(refused)
    assert page_of(refused).xpath("//main//a[@href='/shipments']") != []
    assert len(serials()) == 7
    assert draws() == [(1_000, 7)]
    assert [s.labelled_at for s in shipments] == [None] * 4
    assert len(made(Batch, make(alice, shipments[:3])).labels) == 3


def test_where_none_is_left_it_says_so_and_never_to_tick_fewer(cast: Cast) -> None:
    contract = cast.active(size=1)
    alice, shipments = cast.browser(), cast.shipments(contract, 1)
    typed = form(look(alice, shipments))
    cast.batch(contract, cast.shipments(contract, 1))
    refused = alice.send("/batches", typed)
    assert "il ne reste aucun numéro de suivi" in errors(refused)
    assert "ochez moins" not in text_of(refused)
    boxes = page_of(refused).xpath("//main//*[contains(@class, 'notice-danger')]/@id")
    assert boxes == ["error-summary"]  # besides the banner, that says what to do


def test_too_few_numbers_offer_no_form_but_the_way_back(cast: Cast) -> None:
    contract = cast.active(size=1)
    page = look(cast.browser(), cast.shipments(contract, 2))
    assert "Il reste 1 numéro, il en faut 2." in text_of(page)
    assert page_of(page).xpath("//main//form[@action='/batches']") == []
    assert page_of(page).xpath("//main//*[contains(@class, 'notice')]//a/@href") == [
        f"/contracts/{contract.id}/renewals/new"
    ]
    assert page_of(page).xpath("//main//a[@href='/shipments']") != []


def test_a_range_that_sendcloud_issues_is_never_drawn_from(cast: Cast) -> None:
    contract = cast.active(first=1_000, size=1)
    cast.more_numbers(contract, first=50, size=3).issuer = "sendcloud"
    db.session.commit()
    refused = alice_makes(cast, cast.shipments(contract, 2))
    assert "Il reste 1 numéro, il en faut 2." in errors(refused)
    assert no_batch_was_made()


def test_shipments_labelled_meanwhile_are_told_and_the_others_stay(cast: Cast) -> None:
    contract = cast.active()
    first, second, third = cast.shipments(contract, 3)
    alice = cast.browser()
    typed = form(look(alice, [first, second, third]))
    cast.batch(contract, [second])
    refused = alice.send("/batches", typed)
    assert "Certains envois ont reçu leur étiquette entre-temps" in errors(refused)
    assert form(refused)["shipment"] == [str(first.id), str(third.id)]
    assert len(serials()) == 1
    assert len(made(Batch, alice.send("/batches", form(refused))).labels) == 2


def test_when_all_were_labelled_meanwhile_the_labels_are_shown(cast: Cast) -> None:
    contract = cast.active()
    shipments = cast.shipments(contract, 2)
    alice = cast.browser()
    typed = form(look(alice, shipments))
    cast.batch(contract, shipments)
    answer = alice.send("/batches", typed)
    assert (answer.status_code, answer.location) == (303, "/labels")
    assert "Ces envois ont déjà leur étiquette." in text_of(alice.get("/labels"))
    assert len(serials()) == 2


def test_goods_for_overseas_wait_for_the_customs_answer(cast: Cast) -> None:
    contract = cast.active()
    (overseas,) = cast.shipments(contract, 1, postcode="97400")
    near = cast.shipments(contract, 1)
    alice = cast.browser()
    page = look(alice, [overseas, *near])
    assert "1 envoi part outre-mer." in text_of(page)
    refused = alice.send("/batches", form(page))
    assert "Confirmez pour la douane, ou retirez ces envois." in errors(refused)
    assert error_links(refused) == ["#customs_cleared"]
    assert no_batch_was_made()
    made(Batch, make(alice, [overseas, *near], customs_cleared="y"))
    assert overseas.customs_cleared_at is not None
    assert overseas.customs_cleared_by_id == contract.merchant.owner.id
    assert near[0].customs_cleared_at is None


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (today() - timedelta(days=1), "Le jour du dépôt est aujourd’hui au plus tôt"),
        (today() + timedelta(days=61), "dans 60 jours au plus tard."),
        ("", "Indiquez le jour du dépôt, par exemple 2026-11-24."),
        ("31/12/2026", "Indiquez le jour du dépôt, par exemple 2026-11-24."),
        ("2026-02-31", "Indiquez le jour du dépôt, par exemple 2026-11-24."),
        ("99999-01-01", "Indiquez le jour du dépôt, par exemple 2026-11-24."),
    ],
)
def test_a_deposit_date_that_cannot_be_is_refused_and_kept(
    cast: Cast, day: date | str, sentence: str
) -> None:
    shipments = cast.shipments(cast.active(), 2)
    refused = alice_makes(cast, shipments, deposit_date=str(day))
    assert sentence in errors(refused)
    kept = form(refused)
    assert kept["deposit_date"] == [str(day)]
    assert kept["shipment"] == [str(s.id) for s in shipments]
    assert error_links(refused) == ["#deposit_date"]
    assert no_batch_was_made()


@pytest.mark.parametrize("site", ["", "0", "x", "9" * 30])
def test_a_site_that_is_none_is_refused(cast: Cast, site: str) -> None:
    refused = alice_makes(cast, cast.shipments(cast.active(), 1), site=site)
    assert "Choisissez le site de dépôt." in errors(refused)
    assert no_batch_was_made()


def test_another_merchants_site_is_refused(cast: Cast) -> None:
    shipments = cast.shipments(cast.active(), 1)
    foreign = cast.active(BOB, first=5_000).sites[0]
    assert alice_makes(cast, shipments, site=str(foreign.id)).status_code == 422
    assert no_batch_was_made()


@pytest.mark.parametrize("key", ["", "x", "1" * 200])
def test_a_request_key_made_by_hand_is_refused(cast: Cast, key: str) -> None:
    refused = alice_makes(cast, cast.shipments(cast.active(), 1), request_key=key)
    assert "Rechargez la page." in errors(refused)
    assert no_batch_was_made()


@pytest.mark.parametrize(
    "ids", [[], [""], ["x"], ["-1"], ["0"], ["2147483648"], ["9" * 30], ["9" * 5_000], ["1\x00"]]
)
def test_hostile_numbers_make_nothing(cast: Cast, ids: list[str]) -> None:
    shipments = cast.shipments(cast.active(), 1)
    alice = cast.browser()
    typed = form(look(alice, shipments)) | {"shipment": ids}
    assert alice.send("/batches", typed).location == "/labels"
    assert alice.send("/batches", typed | {"deposit_date": "x"}).location == "/labels"
    assert no_batch_was_made()


def test_more_numbers_than_any_list_offers_are_refused_whole(cast: Cast) -> None:
    shipments = cast.shipments(cast.active(), 1)
    alice = cast.browser()
    typed = form(look(alice, shipments))
    refused = alice.send("/batches", typed | {"shipment": [str(n) for n in range(1, 40_001)]})
    assert refused.status_code == 422
    assert no_batch_was_made()


def test_nothing_ticked_leads_back_to_the_list(cast: Cast) -> None:
    cast.active()
    alice = cast.browser()
    for query in ("", "?shipment=", "?shipment=999", "?all=1"):
        answer = alice.get(f"/batches/new{query}")
        assert (answer.status_code, answer.location) == (303, "/shipments")
    assert "Cochez d’abord les envois à étiqueter." in text_of(alice.get("/shipments"))


def test_a_contract_that_is_not_active_makes_no_label(cast: Cast) -> None:
    waiting = cast.shipments(cast.requested(BOB), 1)
    typed = form(alice_looks(cast, cast.shipments(cast.active(), 1)))
    typed.pop("csrf_token")
    bob = cast.browser(BOB)
    ids = {"shipment": [str(s.id) for s in waiting]}
    assert bob.get(f"/batches/new?shipment={waiting[0].id}").status_code == 403
    assert bob.send("/batches", typed | ids).status_code == 403
    assert no_batch_was_made()


def test_another_merchants_shipments_are_not_labelled(cast: Cast) -> None:
    contract, foreign = cast.active(), cast.shipments(cast.active(BOB, first=5_000), 2)
    own = cast.shipments(contract, 1)
    alice = cast.browser()
    typed = form(look(alice, own))
    ids = [str(s.id) for s in (*own, *foreign)]
    refused = alice.send("/batches", typed | {"shipment": ids})
    assert form(refused)["shipment"] == [str(own[0].id)]
    assert foreign[0].reference not in text_of(refused)
    assert alice.get(f"/batches/new?shipment={foreign[0].id}").location == "/shipments"
    assert no_batch_was_made()


def test_another_merchants_batch_is_not_found(cast: Cast) -> None:
    contract = cast.active()
    batch = cast.batch(contract, cast.shipments(contract, 1))
    cast.active(BOB, first=5_000)
    alice, bob = cast.browser(ALICE), cast.browser(BOB)
    for path in (f"/batches/{batch.id}", f"/batches/{batch.id}/labels.pdf"):
        assert alice.get(path).status_code == 200
        assert bob.get(path).status_code == 404


def test_who_is_signed_out_goes_to_sign_in(client: PageClient) -> None:
    assert client.get("/batches/new?all=1").location.startswith("/sign-in?next=")
    assert client.send("/batches", {"shipment": "1"}).location == "/sign-in"


def test_an_advisor_makes_no_labels(cast: Cast) -> None:
    cast.advisor(CLAIRE)
    claire = cast.browser(CLAIRE)
    assert claire.get("/batches/new?all=1").status_code == 403
    assert claire.send("/batches").status_code == 403
