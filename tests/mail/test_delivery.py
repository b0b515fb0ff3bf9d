"""Mails are delivered through a real server."""

import pytest
import time_machine
from flask import Flask

from app.extensions import db
from app.mail.models import CLAIM, OutboxMail
from app.mail.sending import deliver_pending
from app.onboarding.mails import send_demo_request
from tests.at_once import at_once
from tests.cast import ALICE, Cast
from tests.mail.post_office import PostOffice

pytestmark = pytest.mark.usefixtures("context")

SALES = "ventes@sendcloud.test"


def test_it_arrives_whole(queued: OutboxMail, office: PostOffice) -> None:
    assert deliver_pending() == 1
    (arrived,) = office.received
    assert office.envelopes == [("ne-pas-repondre@sillage.test", [SALES])]
    assert arrived["Subject"] == queued.subject == "Demande de démonstration : Atelier Alice"
    assert arrived["To"] == SALES
    assert arrived["From"] == "Sillage <ne-pas-repondre@sillage.test>"
    assert arrived["Reply-To"] == ALICE
    assert arrived["Message-ID"] == queued.message_id
    assert arrived["Auto-Submitted"] == "auto-generated"
    plain, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().split() == queued.text.split()
    assert html.get_content().split() == queued.html.split()
    assert "l’" in plain.get_content() or "à" in plain.get_content()


def test_what_was_taken_is_not_sent_again(queued: OutboxMail, office: PostOffice) -> None:
    deliver_pending()
    assert queued.sent_at is not None and queued.claimed_until is None
    assert deliver_pending() == 0
    assert len(office.received) == 1


def test_all_that_waits_goes_out_the_oldest_first(cast: Cast, office: PostOffice) -> None:
    written = _queue(cast, 5)
    assert deliver_pending() == 5
    assert [mail["Message-ID"] for mail in office.received] == written


def test_a_server_that_fails_at_goodbye_has_taken_it(
    queued: OutboxMail, office: PostOffice
) -> None:
    office.answers["QUIT"] = ["dropped"]
    assert deliver_pending() == 1
    assert deliver_pending() == 0
    assert len(office.received) == 1
    assert queued.sent_at is not None


def test_it_is_marked_before_goodbye(
    app: Flask, queued: OutboxMail, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that is killed during QUIT has sent the mail."""
    seen: list[bool] = []
    answer = office._answer

    def at_goodbye(command: str, server: object) -> str:
        if command == "QUIT":
            with app.app_context():
                seen.append(db.session.get_one(OutboxMail, queued_id).sent_at is not None)
        return answer(command, server)

    queued_id = queued.id
    monkeypatch.setattr(office, "_answer", at_goodbye)
    deliver_pending()
    assert seen == [True]


def test_workers_at_once_send_each_mail_once(app: Flask, cast: Cast, office: PostOffice) -> None:
    written = _queue(cast, 12)

    def work() -> int:
        with app.app_context():
            return deliver_pending()

    counts = at_once([work] * 4)
    assert sum(counts) == 12
    assert sorted(mail["Message-ID"] for mail in office.received) == sorted(written)


def test_what_another_worker_has_claimed_is_left_to_it(
    queued: OutboxMail, office: PostOffice
) -> None:
    assert OutboxMail.claim_next() is queued
    db.session.commit()
    assert deliver_pending() == 0
    assert office.received == []


def test_the_claim_of_a_dead_worker_runs_out(queued: OutboxMail, office: PostOffice) -> None:
    claimed_at = queued.next_try_at
    with time_machine.travel(claimed_at, tick=False) as clock:
        OutboxMail.claim_next()
        db.session.commit()
        clock.shift(CLAIM)
        assert deliver_pending() == 0
        clock.shift(1)
        assert deliver_pending() == 1
    assert len(office.received) == 1


def test_the_worker_is_woken_by_the_commit(app: Flask, cast: Cast, office: PostOffice) -> None:
    huey = app.extensions["huey"]
    huey.flush()
    _queue(cast, 2)
    tasks = [huey.dequeue() for _ in range(huey.pending_count())]
    assert tasks
    for task in tasks:
        huey.execute(task)
    assert len(office.received) == 2


def _queue(cast: Cast, count: int) -> list[str]:
    """Queue `count` mails; return their Message-IDs."""
    alice = cast.merchant()
    written = [send_demo_request(cast.company(alice), alice).message_id for _ in range(count)]
    db.session.commit()
    return written
