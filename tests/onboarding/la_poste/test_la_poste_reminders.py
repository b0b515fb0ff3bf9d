"""Reminders of La Poste: one mail for each day that is due, whatever the workers do meanwhile."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from app.accounts.models import AuditEvent
from app.clock import PARIS
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.onboarding.la_poste.models import LA_POSTE_ITEMS, LaPosteReminder, set_ticks
from app.onboarding.la_poste.reminders import send_due_reminders
from tests.at_once import at_once
from tests.cast import ALICE, BOB, Cast

pytestmark = pytest.mark.usefixtures("context")

KIND = "la_poste_reminder"
BEGAN = date(2026, 11, 23)


def _noon(days: int) -> datetime:
    """Noon in Paris, so many days after the wait began."""
    return datetime(BEGAN.year, BEGAN.month, BEGAN.day, 12, tzinfo=PARIS) + timedelta(days=days)


def _waiting(cast: Cast, email: str = ALICE) -> Contract:
    """Somebody who waits for La Poste since the day that all begins with."""
    with time_machine.travel(_noon(0), tick=False):
        return cast.waiting(email)


def _sweep(days: int) -> int:
    with time_machine.travel(_noon(days), tick=False):
        return send_due_reminders()


def test_every_week_until_the_contract_is_described(cast: Cast) -> None:
    contract = _waiting(cast)
    assert [_sweep(day) for day in range(15)] == [0] * 7 + [1] + [0] * 6 + [1]
    contract.describe(contract.merchant.owner)
    db.session.commit()
    assert [_sweep(day) for day in range(15, 40)] == [0] * 25
    assert [mail.recipient for mail in cast.mails(KIND)] == [ALICE] * 2


def test_it_says_what_is_still_to_obtain(cast: Cast) -> None:
    contract = _waiting(cast)
    set_ticks(contract, {"letter_sent"}, contract.merchant.owner)
    db.session.commit()
    _sweep(7)
    (mail,) = cast.mails(KIND)
    text = " ".join(mail.text.split())
    assert "Atelier Alice attend son contrat port payé de La Poste depuis le 23 novembre" in text
    assert "- Volume minimum connu" in text and "Lettre envoyée" not in text
    assert "/onboarding/port-paye" in text


def test_where_all_is_obtained_it_lists_nothing(cast: Cast) -> None:
    contract = _waiting(cast)
    every = {item.code for item in LA_POSTE_ITEMS}
    set_ticks(contract, every, contract.merchant.owner)
    db.session.commit()
    _sweep(7)
    assert "Encore à obtenir" not in cast.mails(KIND)[0].text


def test_on_the_day_that_was_chosen_and_weekly_from_there_on(cast: Cast) -> None:
    contract = _waiting(cast)
    LaPosteReminder.get_or_create(contract).choose(
        BEGAN + timedelta(days=10), contract.merchant.owner
    )
    db.session.commit()
    assert [day for day in range(25) if _sweep(day)] == [10, 17, 24]


def test_not_before_the_morning(cast: Cast) -> None:
    _waiting(cast)
    for hour, written in ((0, 0), (7, 0), (8, 1)):
        with time_machine.travel(_noon(7).replace(hour=hour), tick=False):
            assert send_due_reminders() == written


def test_a_worker_that_was_off_for_weeks_writes_one(cast: Cast) -> None:
    _waiting(cast)
    assert _sweep(60) == 1
    assert [day for day in range(60, 70) if _sweep(day)] == [67]


def test_silenced_there_is_none(cast: Cast) -> None:
    contract = _waiting(cast)
    reminder = LaPosteReminder.get_or_create(contract)
    reminder.silence(contract.merchant.owner)
    db.session.commit()
    assert _sweep(30) == 0
    with time_machine.travel(_noon(30), tick=False):
        reminder.resume(contract.merchant.owner)
        db.session.commit()
    assert [day for day in range(30, 40) if _sweep(day)] == [37]


def test_none_comes_once_the_contract_is_active(cast: Cast) -> None:
    contract = _waiting(cast)
    contract.mark_active(contract.merchant.owner)
    db.session.commit()
    assert _sweep(30) == 0


def test_several_workers_write_each_once(app: Flask, cast: Cast) -> None:
    for n in range(3):
        _waiting(cast, f"alice{n}@alma.test")

    def work() -> int:
        with app.app_context():
            return send_due_reminders()

    with time_machine.travel(_noon(7), tick=False):
        assert sum(at_once([work] * 4)) <= 3
        send_due_reminders()  # one that was held meanwhile comes with the next sweep
    assert sorted(mail.recipient for mail in cast.mails(KIND)) == [
        f"alice{n}@alma.test" for n in range(3)
    ]


def test_a_mail_and_its_next_day_stand_or_fall_together(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    _waiting(cast)

    def fails(reminder: LaPosteReminder) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(LaPosteReminder, "mark_sent", fails)
        with pytest.raises(RuntimeError):
            _sweep(7)
    db.session.rollback()
    assert len(cast.mails(KIND)) == 0
    assert _sweep(7) == 1


def test_the_days_between_are_a_setting(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LA_POSTE_REMINDER_DAYS", 3)
    _waiting(cast)
    assert [day for day in range(10) if _sweep(day)] == [3, 6, 9]


def test_the_journal_knows_of_each(cast: Cast) -> None:
    contract = _waiting(cast)
    _sweep(7)
    (event,) = db.session.query(AuditEvent).filter_by(act="la_poste.reminded")
    assert (event.merchant_id, event.actor_id) == (contract.merchant_id, None)


def test_the_workers_sweep_for_them(app: Flask) -> None:
    assert send_due_reminders in app.extensions["sweeps"]


def test_each_merchant_is_reminded_of_their_own(cast: Cast) -> None:
    _waiting(cast)
    begin_write(db.session)
    _waiting(cast, BOB)
    _sweep(7)
    told = {mail.recipient: mail.text for mail in cast.mails(KIND)}
    assert "Atelier Alice" in told[ALICE] and "Atelier Bob" in told[BOB]
    assert "Atelier Bob" not in told[ALICE]
