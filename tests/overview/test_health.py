"""The health checks: the process runs, and its database answers and is not too old."""

from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import event, text

from app import create_app
from app.config import Config
from app.extensions import db
from tests.conftest import SETTINGS
from tests.databases import REVISIONS
from tests.page_client import PageClient

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_all_is_well_and_nobody_needs_to_sign_in(client: PageClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:////dev/null/none.db"]
)
def test_without_its_database_the_process_is_up_but_not_ready(tmp_path: Path, url: str) -> None:
    settings = SETTINGS | {
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(tmp_path),
        "HUEY_URL": f"sqlite:///{tmp_path / 'jobs.db'}",
    }
    client = create_app(Config(settings)).test_client()
    assert client.get("/healthz").status_code == 200
    answer = client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "database\n")


def readiness(app: Flask) -> tuple[int, str]:
    answer = app.test_client().get("/readyz")
    # The fixture's context outlives the request, and with it SQLite's view of the database.
    db.session.remove()
    return answer.status_code, answer.text


def test_without_any_table_it_is_not_ready(untouched: Flask) -> None:
    without = (503, "database without tables: run `flask db upgrade`\n")
    assert readiness(untouched) == without
    flask_migrate.upgrade()
    assert readiness(untouched) == (200, "ok\n")
    flask_migrate.downgrade(revision="base")
    assert readiness(untouched) == without


def test_a_database_that_is_older_than_the_program_is_not_ready(untouched: Flask) -> None:
    for older in (REVISIONS[0], REVISIONS[-2]):
        flask_migrate.upgrade(revision=older)
        assert readiness(untouched) == (
            503,
            "database older than the program: run `flask db upgrade`\n",
        )


def test_a_database_that_is_newer_than_the_program_is_ready(untouched: Flask) -> None:
    flask_migrate.upgrade()
    db.session.execute(text("UPDATE alembic_version SET version_num = 'tomorrow'"))
    db.session.commit()
    assert readiness(untouched) == (200, "ok\n")


@pytest.mark.usefixtures("context")
def test_the_database_is_asked_once(client: PageClient) -> None:
    asked = []
    listening = db.engine, "before_cursor_execute", lambda *what: asked.append(what[2])
    event.listen(*listening)
    client.get("/readyz")
    event.remove(*listening)
    assert len([statement for statement in asked if statement != "BEGIN"]) == 1
