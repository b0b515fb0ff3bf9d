"""Fixtures: an SMTP server and a mailbox, and the application configured for them."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.extensions import db
from app.mail.models import OutboxMail
from app.onboarding.mails import send_demo_request
from tests.cast import Cast
from tests.mail.letter_box import PASSWORD, USER, LetterBox, imap_server, letter_box_at
from tests.mail.post_office import HOST, PostOffice

Direct = Callable[[int], None]


@pytest.fixture
def direct(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Direct:
    """A function that configures the application to use the mail server at a port."""

    def to(port: int) -> None:
        monkeypatch.setitem(app.config, "MAIL_SERVER", HOST)
        monkeypatch.setitem(app.config, "MAIL_TIMEOUT", 0.5)
        monkeypatch.setattr(app.extensions["mail"], "server", HOST)
        monkeypatch.setattr(app.extensions["mail"], "port", port)

    return to


@pytest.fixture
def office(direct: Direct) -> Iterator[PostOffice]:
    """An SMTP server that works, which the application uses."""
    office = PostOffice()
    direct(office.port)
    with office.open():
        yield office


@pytest.fixture
def queued(context: None, cast: Cast) -> OutboxMail:
    """A mail in the outbox: Alice asks sales for a demonstration."""
    alice = cast.merchant()
    mail = send_demo_request(cast.company(alice), alice)
    db.session.commit()
    return mail


@pytest.fixture(scope="session")
def imap_port() -> Iterator[int]:
    """The port of an IMAP server."""
    with imap_server() as port:
        yield port


@pytest.fixture
def letter_box(app: Flask, imap_port: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[LetterBox]:
    """The program's own mailbox, empty, which the application uses."""
    with letter_box_at(imap_port) as box:
        _direct_to(box, imap_port, app, monkeypatch)
        yield box


def _direct_to(box: LetterBox, port: int, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {
        "IMAP_HOST": HOST,
        "IMAP_PORT": port,
        "IMAP_TLS": "no",
        "IMAP_USER": USER,
        "IMAP_PASSWORD": PASSWORD,
        "IMAP_FOLDER": box.folder,
        "INBOUND_ADDRESS": "reponses@sillage.test",
        "MAIL_TIMEOUT": 10,
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
