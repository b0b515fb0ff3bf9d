"""Asking for the last number used: after a week of silence, once a week, and of nobody else."""

import pytest
from flask import Flask

from app.accounts.models import User
from app.contracts.models import Contract
from app.contracts.suspension import resume, suspend
from app.extensions import db
from app.ranges.label_file import UsedNumber
from app.ranges.usage import report_use
from app.renewals.reserve.usage_reminders import ask_for_last_numbers
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.renewals.reserve.shops import at

pytestmark = pytest.mark.usefixtures("context")

ASKS = "usage_to_tell"


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """Told of on the day it began."""
    with at(0):
        contract = cast.active_at_sendcloud(first=1_000, size=500)
        _tell(contract, 1_009)
    return contract


def _tell(contract: Contract, serial: int) -> None:
    report_use(contract, [UsedNumber("2L", serial, None)], by=contract.merchant.owner)
    db.session.commit()


def _asked(*days: int) -> list[int]:
    asked = []
    for day in days:
        with at(day):
            asked.append(ask_for_last_numbers())
    return asked


def test_a_week_of_silence_is_asked_about_once_a_week(cast: Cast, contract: Contract) -> None:
    assert _asked(0, 6, 7, 8, 9, 14, 15, 21, 22) == [0, 0, 0, 1, 0, 0, 1, 0, 1]
    mail = cast.mails(ASKS)[0]
    assert (mail.recipient, mail.about) == (ALICE, f"contract:{contract.id}")
    assert "depuis le 5 janvier 2026" in " ".join(mail.text.replace("\u00a0", " ").split())
    assert "/ranges" in mail.text and "/ranges" in mail.html


def test_a_worker_that_was_off_asks_once(contract: Contract) -> None:
    assert _asked(40, 41) == [1, 0]


def test_who_tells_is_not_asked_even_if_nothing_more_was_used(contract: Contract) -> None:
    with at(5):
        _tell(contract, 1_009)
    assert _asked(8, 12, 13) == [0, 0, 1]


def test_nobody_is_asked_while_suspended_or_without_numbers(contract: Contract) -> None:
    advisor = User.by_email(CLAIRE)
    assert advisor is not None
    with at(3):
        suspend(contract, "Facture", advisor)
        db.session.commit()
    assert _asked(8, 20) == [0, 0]
    with at(21):
        resume(contract, "Réglée", advisor)
        _tell(contract, 1_499)
    assert _asked(40) == [0]


def test_where_this_program_gives_the_numbers_nobody_is_asked(cast: Cast) -> None:
    with at(0):
        cast.active(BOB, first=9_000)
    assert _asked(30) == [0]


def test_nobody_is_asked_at_night(contract: Contract) -> None:
    with at(9, hour=3):
        assert ask_for_last_numbers() == 0


def test_the_mail_is_in_their_language(cast: Cast, contract: Contract) -> None:
    contract.merchant.owner.language = "en"
    db.session.commit()
    _asked(8)
    (mail,) = cast.mails(ASKS)
    assert mail.subject == "Which tracking number was used last?"


def test_several_workers_ask_once(app: Flask, cast: Cast, contract: Contract) -> None:
    def work() -> int:
        with app.app_context():
            return ask_for_last_numbers()

    with at(8):
        assert sum(at_once([work] * 4)) == 1
    assert len(cast.mails(ASKS)) == 1


def test_the_workers_sweep_for_it(app: Flask) -> None:
    assert ask_for_last_numbers in app.extensions["sweeps"]
