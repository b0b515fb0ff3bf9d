"""La Poste refuses: the reason in its words, the corrected field, the form again, whom to write to."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts.models import AuditEvent, User
from app.clock import PARIS
from app.extensions import db
from app.renewals.models import Moment, Renewal, begin
from app.renewals.reminders import (
    remind_of_certificates,
    remind_of_links,
    remind_of_ranges,
    remind_of_refusals,
)
from app.renewals.reserve.low_reserve import warn_of_low_reserves
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import page_of, text_of
from tests.renewals.renewing import certificate

pytestmark = pytest.mark.usefixtures("context")

TWO = datetime(2026, 3, 10, 14, 2, tzinfo=PARIS)
REASON = "Le numéro COCLICO indiqué n’est pas reconnu."
REFUSAL = {"reason": REASON, "field": "coclico"}


def _after(**since: float) -> time_machine.travel:
    return time_machine.travel(TWO + timedelta(**since), tick=False)


@pytest.fixture
def confirmed(cast: Cast) -> Renewal:
    """Alice has sent the form and clicked the link; Claire looks after her."""
    contract = cast.active()
    contract.take(User.by_email(CLAIRE) or cast.advisor())
    owner = contract.merchant.owner
    renewal = begin(contract, email=ALICE, by=owner)
    with _after():
        renewal.submit(owner)
        renewal.confirm(owner)
        db.session.commit()
    return renewal


@pytest.fixture
def refused(confirmed: Renewal) -> Renewal:
    with _after(hours=1):
        confirmed.refuse(REASON, "coclico", confirmed.started_by)
        db.session.commit()
    return confirmed


def test_a_refusal_is_a_state_of_its_own(refused: Renewal) -> None:
    assert refused.waits_for is Moment.CORRECTION
    assert refused.refused_at == TWO + timedelta(hours=1)
    assert not refused.refuse("encore", None, refused.started_by)


def test_before_the_form_was_sent_nothing_can_be_refused(cast: Cast) -> None:
    contract = cast.active()
    renewal = begin(contract, email=ALICE, by=contract.merchant.owner)
    assert not renewal.refuse(REASON, None, contract.merchant.owner)


def test_what_was_taken_for_a_certificate_may_be_the_refusal(confirmed: Renewal) -> None:
    by = confirmed.started_by
    confirmed.receive("Votre demande est refusée.", by)
    assert confirmed.refuse(REASON, None, by)
    assert confirmed.waits_for is Moment.CORRECTION
    assert not confirmed.has_certificate


def test_a_certificate_that_comes_all_the_same_ends_the_refusal(refused: Renewal) -> None:
    refused.receive(certificate((5_000, 500)), refused.started_by)
    assert refused.waits_for is Moment.RANGE


def test_reminders_follow_the_refusal(cast: Cast, refused: Renewal) -> None:
    with _after(hours=24.5):
        others = (remind_of_links(), remind_of_certificates(), remind_of_ranges())
        assert (others, remind_of_refusals()) == ((0, 0, 0), 0)
    with _after(hours=25):
        assert (remind_of_refusals(), remind_of_refusals()) == (1, 0)
    (mail,) = cast.mails("refusal_to_answer")
    assert mail.recipient == ALICE and REASON in mail.text
    assert mail.subject == "La Poste a refusé : il reste à corriger et à revalider"
    assert f"/renewals/{refused.id}" in mail.text and REASON in mail.html


def test_validated_again_the_link_is_waited_for_anew(refused: Renewal) -> None:
    with _after(hours=2):
        assert refused.submit_again(refused.submission, ALICE, refused.started_by)
        db.session.commit()
        assert refused.waits_for is Moment.LINK
        assert refused.refusal_reason == REASON
    with _after(hours=3):
        assert (remind_of_refusals(), remind_of_links()) == (0, 1)


def test_a_warning_names_the_refusal_as_the_next_step(cast: Cast, refused: Renewal) -> None:
    refused.contract.warn_at([2], [99], refused.started_by)
    db.session.execute(db.text("UPDATE number_range SET next_serial = last_serial - 1"))
    db.session.execute(
        db.text(
            "INSERT INTO number_draw (range_id, first_serial, count, drawn_at, drawn_on, purpose)"
            " SELECT id, first_serial, last_serial - 1 - first_serial, opened_at,"
            " '2026-03-09', 'batch' FROM number_range"
        )
    )
    db.session.commit()
    with _after(hours=2):
        assert warn_of_low_reserves() > 0
    assert "La Poste a refusé votre demande" in cast.mails("renewal_step")[0].text


def test_the_sweeps_know_it(app: Flask) -> None:
    assert remind_of_refusals in app.extensions["sweeps"]


@pytest.mark.one_database
def test_the_refusal_is_told_to_the_advisor_once(cast: Cast, confirmed: Renewal) -> None:
    alice = cast.browser()
    for _ in range(2):
        assert alice.send(f"/renewals/{confirmed.id}/refusal", REFUSAL).status_code == 303
    (mail,) = cast.mails("renewal_refused")
    assert (mail.recipient, REASON in mail.text, REASON in mail.html) == (CLAIRE, True, True)
    page = text_of(alice.get(f"/renewals/{confirmed.id}"))
    assert "En cause : N° COCLICO, donné comme « 00001000 »" in page.replace("\xa0", " ")
    assert REASON in page and "Écrire au conseiller" in page
    assert "Demande de plage refusée – COCLICO 00001000" in page
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.act == "renewal.refused")).one()
    assert event.details == {"field": "coclico"}


@pytest.mark.one_database
def test_without_an_advisor_support_is_told(app: Flask, cast: Cast, confirmed: Renewal) -> None:
    confirmed.contract.taken_by = None
    db.session.commit()
    cast.browser().send(f"/renewals/{confirmed.id}/refusal", REFUSAL)
    (mail,) = cast.mails("renewal_refused")
    assert (mail.recipient, mail.text.lstrip()[:8]) == (app.config["SUPPORT_EMAIL"], "Bonjour,")


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong", [{"reason": ""}, {"field": ""}, {"field": "price"}, {"reason": "x" * 1_001}]
)
def test_a_refusal_without_its_reason_or_field_is_asked_for(
    cast: Cast, confirmed: Renewal, wrong: dict[str, str]
) -> None:
    answer = cast.browser().send(f"/renewals/{confirmed.id}/refusal", REFUSAL | wrong)
    assert answer.status_code == 422
    assert page_of(answer).xpath(f"//*[@id='{next(iter(wrong))}-error']")
    assert db.session.get_one(Renewal, confirmed.id, populate_existing=True).refused_at is None


@pytest.mark.one_database
def test_the_corrected_values_stand_in_the_form_and_not_in_the_contract(
    cast: Cast, refused: Renewal
) -> None:
    alice, path = cast.browser(), f"/renewals/{refused.id}"
    values = {"coclico": "1001", "tracking_account": "118403", "email": ALICE}
    values |= {"yearly_estimate": "5 000"}
    assert alice.send(f"{path}/values", values).status_code == 303
    page = page_of(alice.get(path))
    assert page.xpath("//*[@id='copy-coclico']/@value") == ["00001001"]
    assert page.xpath("//*[@id='copy-tracking-account']/@value") == ["118403"]
    assert page.xpath("//*[@id='copy-estimate']/@value") == ["5000"]
    assert (refused.contract.coclico, refused.contract.tracking_account) == ("00001000", "118402")
    (missed,) = page.xpath("//button[@name='again']/@value")
    sent = {"again": missed, "email": ALICE}
    assert alice.send(f"{path}/submission", sent).status_code == 303
    assert "COCLICO : 00001001" in alice.get(f"{path}/form.txt").text
    assert db.session.get_one(Renewal, refused.id, populate_existing=True).waits_for is Moment.LINK


@pytest.mark.one_database
@pytest.mark.parametrize(
    "wrong", [{"coclico": ""}, {"coclico": "123456789"}, {"tracking_account": "1"}]
)
def test_a_number_that_la_poste_cannot_have_is_refused(
    cast: Cast, refused: Renewal, wrong: dict[str, str]
) -> None:
    values = {"coclico": "1001", "tracking_account": "118403", "email": ALICE}
    answer = cast.browser().send(f"/renewals/{refused.id}/values", values | wrong)
    assert answer.status_code == 422
    assert refused.coclico is None
