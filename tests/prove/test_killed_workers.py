"""A worker that is killed while it sends: no mail is lost."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.database import begin_write
from app.extensions import db
from app.mail.models import CLAIM, OutboxMail
from app.mail.sending import deliver_pending
from app.onboarding.mails import send_demo_request
from tests.cast import Cast
from tests.mail.post_office import HOST, PostOffice
from tests.processes import kill, running

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("context")]
# What `make prove` does of it.
SAMPLE = pytest.mark.prove

WORKER = ("huey_consumer", "app.worker.huey", "--quiet", "--workers", "1")
MAILS = 5
SECONDS = 60


class Stalling(PostOffice):
    """A server that does something else in the middle of one mail, the first time it comes."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.reached = Event()
        self.before_the_answer: Callable[[], None] | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        met = self.wanted.encode() in envelope.content and not self.reached.is_set()
        if met and self.before_the_answer is None:
            self.reached.set()
            await asyncio.Event().wait()  # no answer, until the caller is gone
        answer: str = await super().handle_DATA(server, session, envelope)
        if met and self.before_the_answer:
            self.before_the_answer()
            self.reached.set()
        return answer

    @property
    def taken(self) -> list[str]:
        """The Message-ID of each mail taken."""
        return [str(mail["Message-ID"]) for mail in self.received]


@pytest.fixture
def written(cast: Cast) -> list[str]:
    """Some mails that wait, by their Message-ID."""
    for n in range(MAILS):
        alice = cast.merchant(f"alice{n}@alma.test")
        send_demo_request(cast.company(alice), alice)
    db.session.commit()
    return _waiting()


@pytest.mark.parametrize("app", [pytest.param("sqlite", marks=SAMPLE), "postgresql"], indirect=True)
def test_killed_before_the_server_has_answered_each_mail_still_comes_once(
    app: Flask, written: list[str], settings: dict[str, str], direct: Callable[[int], None]
) -> None:
    office = Stalling(written[2])
    _kill_a_worker_at(office, app, settings)
    assert office.taken == written[:2]
    with office.open():
        direct(office.port)
        assert deliver_pending() == 2  # the third is still claimed
        assert _waiting() == [written[2]]
        _after_the_claim(deliver_pending)
    assert sorted(office.taken) == sorted(written)
    assert _waiting() == []


@pytest.mark.parametrize("app", ["sqlite", pytest.param("postgresql", marks=SAMPLE)], indirect=True)
def test_killed_after_the_servers_yes_the_mail_comes_again_under_its_own_id(
    app: Flask, written: list[str], settings: dict[str, str], direct: Callable[[int], None]
) -> None:
    office, hindrance = Stalling(written[2]), Session(db.engine)
    office.before_the_answer = lambda: _hold(hindrance)
    _kill_a_worker_at(office, app, settings)
    hindrance.close()
    assert office.taken == written[:3]
    assert _waiting() == written[2:]  # it was taken, and nobody could note it
    with office.open():
        direct(office.port)
        _after_the_claim(deliver_pending)
    assert sorted(office.taken) == sorted([*written, written[2]])
    assert _waiting() == []


def _kill_a_worker_at(office: Stalling, app: Flask, settings: dict[str, str]) -> None:
    mail = {"MAIL_SERVER": HOST, "MAIL_PORT": str(office.port), "MAIL_TIMEOUT": str(SECONDS)}
    queue = {"HUEY_URL": app.config["HUEY_URL"]}  # where the commit has called for a worker
    with office.open(), running(WORKER, settings | queue | mail) as worker:
        assert office.reached.wait(SECONDS)
        kill(worker)
    db.session.rollback()


def _hold(hindrance: Session) -> None:
    """Let nobody write to the outbox until this session ends."""
    begin_write(hindrance)
    hindrance.scalars(select(OutboxMail).with_for_update()).all()


def _after_the_claim(act: Callable[[], object]) -> None:
    with time_machine.travel(now() + CLAIM + timedelta(seconds=1)):
        act()
    db.session.rollback()


def _waiting() -> list[str]:
    unsent = select(OutboxMail.message_id).where(OutboxMail.sent_at.is_(None))
    return list(db.session.scalars(unsent.order_by(OutboxMail.id)))
