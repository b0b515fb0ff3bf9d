"""Mail servers that fail: a mail is sent later, once; a refused mail is not sent again."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.mail.models import OutboxMail
from app.mail.sending import deliver_pending
from app.onboarding.mails import send_demo_request
from tests.cast import Cast
from tests.mail.fixtures import Direct
from tests.mail.post_office import DROPPED, PostOffice, free_port, silent_server

pytestmark = pytest.mark.usefixtures("context")
# Who asked, and support, are told of a mail that will never arrive.
ALERTS = 2


def test_nobody_answers(queued: OutboxMail, direct: Direct) -> None:
    direct(free_port())
    assert deliver_pending() == 0
    assert _waits(queued, "ConnectionRefusedError")


def test_a_silent_server_is_not_waited_for_for_ever(queued: OutboxMail, direct: Direct) -> None:
    with silent_server() as port:
        direct(port)
        assert deliver_pending() == 0
    assert _waits(queued, "TimeoutError") or _waits(queued, "SMTPServerDisconnected")


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("MAIL", "421 too busy", "SMTPSenderRefused 421"),
        ("MAIL", "550 unknown sender", "SMTPSenderRefused 550"),
        ("RCPT", "450 mailbox busy", "SMTPRecipientsRefused 450"),
        ("DATA", "451 local error", "SMTPDataError 451"),
        ("RCPT", DROPPED, "SMTPServerDisconnected"),
        ("DATA", DROPPED, "SMTPServerDisconnected"),
    ],
)
def test_what_may_pass_is_tried_again_and_sent_once(
    queued: OutboxMail, office: PostOffice, command: str, answer: str, reason: str
) -> None:
    office.answers[command] = [answer]
    with time_machine.travel(queued.next_try_at, tick=False) as clock:
        assert deliver_pending() == 0
        assert _waits(queued, reason)
        clock.shift(timedelta(minutes=1))
        assert deliver_pending() == 1
    assert [mail["Message-ID"] for mail in office.received] == [queued.message_id]
    assert queued.sent_at is not None and queued.last_error is None
    assert queued.attempts == 2


@pytest.mark.parametrize(
    "wanted", [{"use_tls": True}, {"username": "sillage", "password": "secret"}]
)
def test_a_server_that_offers_too_little_is_hung_up_on(
    app: Flask,
    queued: OutboxMail,
    office: PostOffice,
    monkeypatch: pytest.MonkeyPatch,
    wanted: dict[str, object],
) -> None:
    for setting, value in wanted.items():
        monkeypatch.setattr(app.extensions["mail"], setting, value)
    assert deliver_pending() == 0
    assert _waits(queued, "SMTPNotSupportedError")


def ids(office: PostOffice) -> list[str]:
    """Return the mails that the server accepted."""
    return [mail["Message-ID"] for mail in office.received]


@pytest.mark.parametrize(
    ("command", "answer", "reason"),
    [
        ("RCPT", "550 no such user", "SMTPRecipientsRefused 550"),
        ("DATA", "554 not wanted", "SMTPDataError 554"),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(
    queued: OutboxMail, office: PostOffice, command: str, answer: str, reason: str
) -> None:
    office.answers[command] = [answer]
    with time_machine.travel(queued.next_try_at, tick=False) as clock:
        assert deliver_pending() == ALERTS
        clock.shift(timedelta(days=30))
        assert deliver_pending() == 0
    assert queued.refused_at is not None and queued.last_error == reason
    assert (queued.sent_at, queued.attempts) == (None, 1)
    assert queued.message_id not in ids(office)


def test_the_waits_grow_to_an_hour_and_no_further(queued: OutboxMail, direct: Direct) -> None:
    direct(free_port())
    with time_machine.travel(queued.next_try_at, tick=False) as clock:
        for attempt, minutes in enumerate((1, 2, 4, 8, 16, 32, 60, 60, 60), start=1):
            assert deliver_pending() == 0
            assert queued.attempts == attempt
            clock.shift(timedelta(minutes=minutes) - timedelta(seconds=1))
            deliver_pending()
            assert queued.attempts == attempt, "tried before its time"
            clock.shift(timedelta(seconds=1))


def test_a_server_that_comes_back_gets_all_that_waited(
    queued: OutboxMail, direct: Direct, cast: Cast
) -> None:
    office = PostOffice()
    direct(office.port)
    with time_machine.travel(queued.next_try_at, tick=False) as clock, ExitStack() as later:
        for _ in range(3):
            assert deliver_pending() == 0
            clock.shift(timedelta(hours=1))
        later.enter_context(office.open())
        assert deliver_pending() == 1
        assert deliver_pending() == 0
    assert len(office.received) == 1


def test_one_refused_mail_does_not_hold_up_the_others(
    queued: OutboxMail, office: PostOffice, cast: Cast
) -> None:
    later = _another(cast)
    office.answers["RCPT"] = ["550 no such user"]
    assert deliver_pending() == 1 + ALERTS
    assert later in ids(office) and queued.message_id not in ids(office)


@pytest.mark.parametrize("impossible", [f"x@{'é' * 70}.fr", "a@b.fr\r\nBcc: evil@example.com"])
def test_a_mail_that_cannot_be_written_does_not_hold_up_the_others(
    queued: OutboxMail, office: PostOffice, cast: Cast, impossible: str
) -> None:
    later = _another(cast)
    queued.recipient = impossible
    db.session.commit()
    assert deliver_pending() == 1 + ALERTS
    assert later in ids(office) and queued.message_id not in ids(office)
    assert queued.refused_at is not None
    assert all("evil@example.com" not in to for _, to in office.envelopes)


def test_the_reason_names_no_address(queued: OutboxMail, office: PostOffice) -> None:
    office.answers["RCPT"] = [f"550 {queued.recipient} is unknown here"]
    deliver_pending()
    assert queued.last_error is not None and "@" not in queued.last_error


def test_in_production_without_a_server_mails_wait(
    app: Flask, queued: OutboxMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)
    assert deliver_pending() == 0
    assert (queued.sent_at, queued.attempts) == (None, 0)


def test_in_development_without_a_server_mails_count_as_sent(queued: OutboxMail) -> None:
    assert deliver_pending() == 1
    assert queued.sent_at is not None


def _another(cast: Cast) -> str:
    """Queue a second mail; return its Message-ID."""
    bob = cast.merchant("bob@basalte.test")
    mail = send_demo_request(cast.company(bob), bob)
    db.session.commit()
    return mail.message_id


def _waits(mail: OutboxMail, reason: str) -> bool:
    """Whether the mail is to be tried again, with this error noted."""
    free = mail.sent_at is None and mail.refused_at is None and mail.claimed_until is None
    return free and mail.last_error == reason
