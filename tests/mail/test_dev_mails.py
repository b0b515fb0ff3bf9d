"""Reading the mails that were sent, in development."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Config
from app.extensions import db
from app.mail.models import OutboxMail
from app.mail.sending import deliver_pending
from tests.cast import ALICE, Cast
from tests.page_client import PageClient, page_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]


def _ask_for_a_demonstration(cast: Cast) -> OutboxMail:
    cast.merchant()
    cast.browser().send("/onboarding/plan", {"plan": "demo"})
    return db.session.query(OutboxMail).one()


def test_an_empty_outbox_says_so(client: PageClient) -> None:
    assert "Aucun courriel" in text_of(client.get("/dev/mails"))


def test_a_mail_is_listed_and_then_marked_as_sent(client: PageClient, cast: Cast) -> None:
    mail = _ask_for_a_demonstration(cast)
    page = text_of(client.get("/dev/mails"))
    assert mail.subject.replace("\u00a0", " ") in page and "En attente" in page
    deliver_pending()
    assert "Envoyé" in text_of(client.get("/dev/mails"))


def test_a_refused_mail_is_marked_so(client: PageClient, cast: Cast) -> None:
    _ask_for_a_demonstration(cast).mark_refused("550")
    db.session.commit()
    assert "Refusé" in text_of(client.get("/dev/mails"))


def test_one_mail_is_read_as_text(client: PageClient, cast: Cast) -> None:
    mail = _ask_for_a_demonstration(cast)
    page = page_of(client.get(f"/dev/mails/{mail.id}"))
    assert mail.text.strip() in page.xpath("string(//pre)")
    facts = [dd.text_content().strip() for dd in page.xpath("//dd")]
    assert facts[:2] == [mail.recipient, ALICE]


def test_one_mail_is_shown_as_a_mail_program_would(client: PageClient, cast: Cast) -> None:
    mail = _ask_for_a_demonstration(cast)
    response = client.get(f"/dev/mails/{mail.id}/html")
    assert response.text == mail.html
    policy = response.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("path", ["/dev/mails/999", "/dev/mails/999/html"])
def test_what_was_never_written_is_not_found(client: PageClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/dev/mails", "/dev/mails/{id}", "/dev/mails/{id}/html"])
def test_outside_development_there_are_no_such_pages(
    app: Flask, client: PageClient, cast: Cast, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    path = path.format(id=_ask_for_a_demonstration(cast).id)
    assert client.get(path).status_code == 200
    monkeypatch.setitem(app.config, "DEVELOPMENT", False)
    assert client.get(path).status_code == 404


def test_a_program_in_production_has_neither_band_nor_mails(tmp_path: Path) -> None:
    env = {"SECRET_KEY": "only-for-tests", "INSTANCE_PATH": str(tmp_path)}
    client = create_app(Config(env)).test_client()
    assert client.get("/dev/mails").status_code == 404
    assert "/dev/mails" not in client.get("/sign-in").text
