"""What happens when the program itself is wrong, or its database away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Config
from app.extensions import db
from tests.page_client import PageClient, page_of, text_of

pytestmark = pytest.mark.one_database

BELOW_A_FILE = "sqlite:////dev/null/sillage.db"


def _production(folder: Path, **settings: str) -> Flask:
    """An application as it runs in production: its errors are answered, not raised."""
    given = {"SECRET_KEY": "only-for-tests", "INSTANCE_PATH": str(folder), **settings}
    app = create_app(Config(given))
    app.test_client_class = PageClient
    return app


@pytest.fixture
def signed_in(tmp_path: Path) -> Iterator[PageClient]:
    """Somebody whose database has lost its tables."""
    app = _production(tmp_path)
    client = app.test_client()
    assert isinstance(client, PageClient)
    with client.session_transaction() as session:
        session["_user_id"] = "1"
    yield client
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(
    ("language", "title"),
    [("fr", "Une panne de notre côté"), ("en", "Something failed on our side")],
)
def test_a_failure_has_a_page_without_the_database(
    signed_in: PageClient, language: str, title: str
) -> None:
    response = signed_in.get("/onboarding", headers={"Accept-Language": language})
    assert response.status_code == 500
    assert page_of(response).get("lang") == language
    assert title in text_of(response)


def test_nothing_of_the_inside_is_shown(signed_in: PageClient) -> None:
    response = signed_in.get("/")
    assert response.status_code == 500
    for inside in ("Traceback", "sqlite", "no such table", "SELECT"):
        assert inside not in response.text


def test_a_form_that_fails_has_the_same_page(signed_in: PageClient) -> None:
    with signed_in.session_transaction() as session:
        del session["_user_id"]
    signed_in.get("/sign-in")
    response = signed_in.send("/sign-in", {"email": "a@b.fr", "password": "x"})
    assert response.status_code == 500
    assert "Une panne de notre côté" in text_of(response)


def test_the_headers_stand_on_a_failure_too(signed_in: PageClient) -> None:
    headers = signed_in.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"


def test_a_database_that_is_away_is_up_but_not_ready(tmp_path: Path) -> None:
    client = _production(tmp_path, DATABASE_URL=BELOW_A_FILE).test_client()
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.text) == (503, "database\n")


def test_a_database_that_has_lost_its_tables_is_not_ready(signed_in: PageClient) -> None:
    assert signed_in.get("/readyz").status_code == 503
