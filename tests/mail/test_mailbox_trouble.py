"""A mailbox that does not answer, workers that crash on a mail, and unreadable mails."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app import create_app
from app.clock import now
from app.config import Config
from app.contracts.models import Contract
from app.extensions import db
from app.mail import inbound, mailbox
from app.mail.inbound import MOST_ATTEMPTS, Outcome, read_mailbox
from app.mail.models import CLAIM, InboundMail, OutboxMail
from app.onboarding.dialogue import messages, replies
from app.onboarding.dialogue.mails import send_question
from app.onboarding.dialogue.models import Message
from tests.cast import ALICE, Cast
from tests.conftest import SETTINGS
from tests.mail.letter_box import LetterBox, imap_server, reply
from tests.mail.post_office import free_port, silent_server

pytestmark = pytest.mark.usefixtures("context")


class Killed(BaseException):
    """Raised to simulate a killed worker."""


@pytest.fixture
def question(letter_box: LetterBox, cast: Cast) -> OutboxMail:
    advisor, contract = cast.advisor(), cast.requested()
    mail = send_question(messages.ask(contract, "Quel site ?", advisor))
    db.session.commit()
    return mail


def test_killed_after_the_commit_the_mark_is_put_by_the_next(
    question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_box.drop(reply(question.message_id, ALICE))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox.Mailbox, "mark_read", _die)
        with pytest.raises(Killed):
            read_mailbox()
    assert letter_box.marks() == [""]
    assert read_mailbox() == {Outcome.REPLY: 1}
    assert letter_box.marks() == ["Seen"]
    assert _answers() == ["Lyon."]


@pytest.mark.parametrize("where", ["lock_in_transaction", "_store_files"])
def test_killed_before_the_commit_it_is_done_by_the_next_once_the_claim_runs_out(
    question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    letter_box.drop(reply(question.message_id, ALICE))
    with monkeypatch.context() as patch:
        patch.setattr(replies, where, _die)
        with pytest.raises(Killed):
            read_mailbox()
    db.session.rollback()
    assert read_mailbox() == {}  # it is claimed
    assert _answers() == []
    _after_the_claim(read_mailbox)
    assert _answers() == ["Lyon."]
    assert letter_box.marks() == ["Seen"]


def test_a_mail_that_always_fails_is_left_to_a_person_and_holds_up_no_other(
    question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails = _failing_at("panne")
    monkeypatch.setattr(replies, "_store_files", fails(replies._store_files))
    letter_box.drop(_with_document(reply(question.message_id, ALICE, "un"), "panne"))
    letter_box.drop(reply(question.message_id, ALICE, "deux"))
    read_mailbox()
    assert _answers() == ["deux"]
    assert letter_box.marks() == ["", "Seen"]
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(MOST_ATTEMPTS):
            clock.shift(CLAIM + timedelta(seconds=1))
            read_mailbox()
    assert letter_box.marks() == ["Flagged", "Seen"]
    outcomes = db.session.scalars(select(InboundMail.outcome).order_by(InboundMail.id)).all()
    assert outcomes == ["failed", "reply"]


def test_a_server_that_is_away_silent_or_refuses_is_asked_again_later(
    app: Flask, question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_box.drop(reply(question.message_id, ALICE))
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "IMAP_PORT", free_port())
        assert read_mailbox() == {}
    with monkeypatch.context() as patch, silent_server() as port:
        patch.setitem(app.config, "IMAP_PORT", port)
        patch.setitem(app.config, "MAIL_TIMEOUT", 0.2)
        assert read_mailbox() == {}
    for setting, wrong in (("IMAP_PASSWORD", "wrong"), ("IMAP_FOLDER", "no such")):
        with monkeypatch.context() as patch:
            patch.setitem(app.config, setting, wrong)
            assert read_mailbox() == {}
    assert read_mailbox() == {Outcome.REPLY: 1}


def test_a_server_that_offers_no_encryption_is_hung_up_on(
    app: Flask, question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_box.drop(reply(question.message_id, ALICE))
    with monkeypatch.context() as patch:
        patch.setitem(app.config, "IMAP_TLS", "starttls")
        assert read_mailbox() == {}
    assert read_mailbox() == {Outcome.REPLY: 1}


@pytest.mark.usefixtures("letter_box")
def test_a_server_that_dies_in_the_middle_is_hung_up_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "IMAP_FOLDER", "INBOX")
    with ExitStack() as server:
        monkeypatch.setitem(app.config, "IMAP_PORT", server.enter_context(imap_server()))
        with mailbox.open_mailbox(app.config) as opened:
            server.close()
            with pytest.raises(mailbox.MAILBOX_ERRORS):
                opened.waiting()


def test_nothing_of_a_mail_stands_in_the_log(
    question: OutboxMail, letter_box: LetterBox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="app")
    letter_box.drop(reply(question.message_id, ALICE, "Mon secret"))
    letter_box.drop(reply(question.message_id, "eve@elsewhere.test", "Mon secret"))
    letter_box.drop(b"From: secret\r\n\r\nsecret")
    read_mailbox()
    assert "mails read: reply 1, unfit 2" in caplog.text
    assert not [word for word in ("secret", "alma", "eve", "Votre") if word in caplog.text]


def test_without_a_host_nobody_looks_and_with_one_the_workers_do(app: Flask, tmp_path: Any) -> None:
    assert read_mailbox not in app.extensions["sweeps"]
    here = {"INSTANCE_PATH": str(tmp_path), "HUEY_URL": f"sqlite:///{tmp_path / 'jobs.db'}"}
    known = {"IMAP_HOST": "imap.sillage.test", "INBOUND_ADDRESS": "reponses@sillage.test"}
    assert read_mailbox in create_app(Config(SETTINGS | here | known)).extensions["sweeps"]


def test_a_contract_that_nobody_handles_is_not_asked_about(
    app: Flask, question: OutboxMail, letter_box: LetterBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, "inbound", {})
    letter_box.drop(reply(question.message_id, ALICE))
    assert inbound.read_mailbox() == {Outcome.UNFIT: 1}


def _die(*args: object) -> None:
    raise Killed


def _failing_at(name: str) -> Callable[[Any], Any]:
    def around(act: Any) -> Any:
        def acting(attachments: Any) -> Any:
            if any(name in attachment.name for attachment in attachments):
                raise OSError(name)
            return act(attachments)

        return acting

    return around


def _with_document(mail: Any, name: str) -> Any:
    mail.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=name)
    return mail


def _after_the_claim(act: Callable[[], object]) -> None:
    with time_machine.travel(now() + CLAIM + timedelta(seconds=1)):
        act()


def _answers() -> list[str]:
    db.session.rollback()
    contract = db.session.scalars(select(Contract)).one()
    return [said.text for said in Message.about(contract) if said.kind == "answer"]
