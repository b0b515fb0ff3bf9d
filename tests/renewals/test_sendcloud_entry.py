"""A range that Sendcloud issues is entered there once: the way, the tick, the reminder after a day."""

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.accounts.models import AuditEvent
from app.clock import PARIS
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, NumberRange, open_range
from app.renewals.sendcloud.models import SendcloudEntry, note_entry
from app.renewals.sendcloud.reminders import remind_of_entries
from tests.at_once import at_once
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import page_of, text_of
from tests.renewals.renewing import begun, certificate, typed_range

pytestmark = pytest.mark.usefixtures("context")

TEN = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS)
PATHS = (
    "Réglages > Transporteurs & Prix > Mes contrats",
    "Mes Envois > Transporteurs > Mes contrats",
)
SLIPS = "Étiquettes créées > Action > Création du bordereau de dépôt"


def _after(**since: float) -> time_machine.travel:
    """Some time after ten o'clock, when the range was recorded."""
    return time_machine.travel(TEN + timedelta(**since), tick=False)


def _reminders(**since: float) -> int:
    with _after(**since):
        return remind_of_entries()


@pytest.fixture
def renewed(cast: Cast) -> NumberRange:
    """Alice's second range at Sendcloud; her first was entered there by the advisor."""
    contract = cast.active_at_sendcloud()
    with _after():
        bounds = Bounds("2L", 5_000, 5_499, 5_000)
        owner = contract.merchant.owner
        opened = open_range(contract, bounds, by=owner, issuer=Issuer.SENDCLOUD)
        db.session.commit()
    return opened


def test_the_merchant_is_reminded_after_a_day_once(cast: Cast, renewed: NumberRange) -> None:
    assert [_reminders(hours=n) for n in (0, 23, 24, 25, 24 * 8)] == [0, 0, 1, 0, 0]
    (mail,) = cast.mails("entry_to_make")
    text = " ".join(mail.text.split())
    assert (mail.recipient, mail.about) == (ALICE, f"contract:{renewed.contract_id}")
    assert "une seule fois" in text and "l’état Actif avant d’imprimer" in text
    assert f"/ranges/{renewed.id}/sendcloud" in text and "/sendcloud" in mail.html


def test_nobody_is_reminded_of_what_is_done_in_use_or_old(cast: Cast, renewed: NumberRange) -> None:
    assert _reminders(days=15) == 0
    renewed.next_serial += 5
    db.session.commit()
    assert _reminders(days=2) == 0
    renewed.next_serial -= 5
    note_entry(renewed, renewed.contract.merchant.owner)
    db.session.commit()
    assert _reminders(days=2) == 0
    assert not cast.mails("entry_to_make")


def test_the_first_range_is_the_advisor_s_to_enter(cast: Cast) -> None:
    with _after():
        cast.active_at_sendcloud()
    assert _reminders(days=2) == 0


def test_a_range_that_is_issued_here_is_entered_nowhere(contract: Contract, cast: Cast) -> None:
    with _after():
        opened = cast.more_numbers(contract, first=5_000, size=10)
    assert not note_entry(opened, contract.merchant.owner)
    assert _reminders(days=2) == 0


def test_several_workers_remind_once(app: Flask, cast: Cast, renewed: NumberRange) -> None:
    def work() -> int:
        with app.app_context():
            return remind_of_entries()

    with _after(days=1):
        assert sum(at_once([work] * 4)) == 1
    assert len(cast.mails("entry_to_make")) == 1


def test_the_workers_sweep_for_it(app: Flask) -> None:
    assert remind_of_entries in app.extensions["sweeps"]


@pytest.mark.one_database
def test_the_tick_is_a_fact_with_who_and_when_noted_once(cast: Cast, renewed: NumberRange) -> None:
    path = f"/ranges/{renewed.id}/sendcloud"
    with _after(hours=2):
        alice = cast.browser()
        page = text_of(alice.get(path))
        assert all(one in page for one in PATHS) and "une seule fois" in page
        for _ in range(2):
            assert alice.send(path).status_code == 303
        page = text_of(alice.get(path))
    entry = SendcloudEntry.of(renewed)
    assert entry and entry.entered_by and entry.entered_by.email == ALICE
    assert entry.entered_at == TEN + timedelta(hours=2)
    acts = AuditEvent.act == "range.entered_at_sendcloud"
    assert db.session.query(AuditEvent).filter(acts).count() == 1
    assert "Attendez l’état Actif avant d’imprimer" in page and "12:00" in page
    assert "Fait chez Sendcloud" not in page


@pytest.mark.one_database
def test_after_a_renewal_the_way_stands_there_with_its_tick(cast: Cast) -> None:
    contract = cast.active_at_sendcloud()
    alice = cast.browser()
    address = begun(alice, contract.id)
    said = certificate((5_000, 500), coclico="00001000")
    alice.send(f"{address}/certificate", {"text": said})
    assert alice.send(f"{address}/range", typed_range(5_000, 500)).status_code == 303
    known = NumberRange.all_of(contract)[-1]
    page = alice.get(address)
    assert all(one in text_of(page) for one in PATHS)
    assert page_of(page).xpath(f"//form[@action='/ranges/{known.id}/sendcloud']")
    claire = cast.browser(CLAIRE)
    assert claire.send(f"/ranges/{known.id}/sendcloud").status_code == 303
    assert "enregistrée chez Sendcloud le" in text_of(alice.get(address))


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["/labels", "/labels?show=all", "/deposit-slips"])
def test_labels_and_slips_lead_to_their_place_at_sendcloud(cast: Cast, page: str) -> None:
    cast.active_at_sendcloud()
    answer = cast.browser().get(page)
    assert SLIPS in text_of(answer)
    assert "Cochez des envois et créez" not in text_of(answer)


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["/labels", "/deposit-slips"])
def test_who_prints_here_reads_nothing_of_it(cast: Cast, page: str) -> None:
    cast.active()
    assert SLIPS not in text_of(cast.browser().get(page))
