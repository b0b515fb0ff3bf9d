"""The health checks: the process runs, and its database answers."""

from pathlib import Path

import pytest

from app import create_app
from app.config import Config
from tests.conftest import SETTINGS
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
