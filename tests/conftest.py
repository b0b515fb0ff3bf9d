"""What every test can ask for: the application on SQLite and on PostgreSQL, and a checking client."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import psycopg
import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from app import create_app
from app.config import Config
from app.contracts.models import Contract
from app.extensions import db
from tests.cast import ADAM, ALICE, CLAIRE, Cast
from tests.databases import postgres_server, upgrade
from tests.page_client import PageClient, watch_for_uncommitted_changes

pytest_plugins = ("tests.mail.fixtures",)

DATABASES = ("sqlite", "postgresql")
SETTINGS = {
    "SILLAGE_ENV": "development",
    "SECRET_KEY": "only-for-tests",
    "ARGON2_TIME_COST": "1",
    "ARGON2_MEMORY_KIB": "32",
    "MAIL_TIMEOUT": "2",
}

# No example has to be ready by a moment: the machine may be busy.
hypothesis_settings.register_profile("sillage", hypothesis_settings(), deadline=None)
hypothesis_settings.load_profile("sillage")


@pytest.fixture(scope="module", autouse=True)
def nothing_stays_open() -> Iterator[None]:
    """A socket or connection that a test left open is found here, on every Python.

    Else the garbage collector finds it at any later moment, or never, and fails a test of another file.
    """
    yield
    gc.collect()


@pytest.fixture(scope="session")
def postgres_url(apps: "Apps") -> Iterator[str]:
    """A PostgreSQL server of our own, brought by pip; no test cuts its power."""
    with postgres_server() as url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("ALTER SYSTEM SET fsync = off")
            server.execute("SELECT pg_reload_conf()")
        yield url
        apps.close()


@pytest.fixture(scope="session")
def spare_postgres_url(postgres_url: str) -> str:
    """A second database on that server, for tests that run migrations themselves."""
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute("CREATE DATABASE spare")
    return postgres_url.replace("@/postgres?", "@/spare?")


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
        self._forget_marks()
        self._empty(database, app)
        return app

    def url_of_sqlite(self) -> str:
        """The file that the tests write to."""
        return f"sqlite:///{self.folder / 'test.db'}"

    def close(self) -> None:
        """Let go of the connections."""
        for app in self.made.values():
            app.extensions["huey"].storage.close()
            with app.app_context():
                db.engine.dispose()

    def _make(self, database: str, url: str) -> Flask:
        settings = SETTINGS | {
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(self.folder),
            "HUEY_URL": f"sqlite:///{self.folder / f'jobs-{database}.db'}",
        }
        upgrade(settings)
        app = create_app(Config(settings))
        app.testing = True
        app.test_client_class = PageClient
        watch_for_uncommitted_changes(app)
        if database == "sqlite":
            shutil.copy(self.folder / "test.db", self.folder / "empty.db")
        return app

    def _forget_marks(self) -> None:
        """The marks of the test before would say that the empty database is a restored one."""
        for folder in ("high-water", "uploads/kept"):
            shutil.rmtree(self.folder / folder, ignore_errors=True)

    def _empty(self, database: str, app: Flask) -> None:
        with app.app_context():
            if database == "sqlite":
                db.engine.dispose()
                for leftover in self.folder.glob("test.db-*"):
                    leftover.unlink()
                shutil.copy(self.folder / "empty.db", self.folder / "test.db")
                return
            db.session.connection().exec_driver_sql(_deletion())
            db.session.commit()


def _deletion() -> str:
    """Twenty times as fast as TRUNCATE; a replica has neither guards nor foreign keys."""
    tables = [table.name for table in db.metadata.sorted_tables]
    names = [name for name in tables if name != "database_identity"]  # it is the same database
    return "; ".join(
        (
            "SET LOCAL session_replication_role = replica",
            *(f"DELETE FROM {name}" for name in names),
            "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'",
        )
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run a test marked `one_database` on one of the two; `make prove` runs it on the other.

    The mark is for tests of pages. Tests of simultaneous writes, sums and migrations run on both.
    """
    for item in items:
        database = (
            item.callspec.params.get("app")
            if isinstance(item, pytest.Function) and hasattr(item, "callspec")
            else None
        )
        if database in DATABASES and item.get_closest_marker("one_database"):
            name = item.nodeid.replace(database, "", 1)
            if database != DATABASES[crc32(name.encode()) % len(DATABASES)]:
                item.add_marker("prove")


@pytest.fixture(params=DATABASES)
def app(request: pytest.FixtureRequest, apps: Apps) -> Flask:
    """The application, on an empty database; each test runs on both."""
    if request.param == "postgresql":
        return apps.on("postgresql", request.getfixturevalue("postgres_url"))
    return apps.on("sqlite", apps.url_of_sqlite())


@pytest.fixture(params=DATABASES)
def untouched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """The application context of an application on a database without tables."""
    url = f"sqlite:///{tmp_path / 'untouched.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("spare_postgres_url")
        with psycopg.connect(url, autocommit=True) as server:
            server.execute("DROP SCHEMA public CASCADE")
            server.execute("CREATE SCHEMA public")
    settings = SETTINGS | {
        "DATABASE_URL": url,
        "INSTANCE_PATH": str(tmp_path),
        "HUEY_URL": f"sqlite:///{tmp_path / 'jobs.db'}",
    }
    app = create_app(Config(settings))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application, an error of ours being a page, and nobody kept from trying to sign in."""
    monkeypatch.setattr(app, "testing", False)
    for limit in ("SIGN_IN_FAILURES_PER_EMAIL", "SIGN_IN_FAILURES_PER_ADDRESS"):
        monkeypatch.setitem(app.config, limit, 1_000_000)
    return app


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


@pytest.fixture
def newcomer(context: None, cast: Cast) -> PageClient:
    """The browser of Alice, who has just signed up and has no contract."""
    cast.merchant(ALICE)
    return cast.browser(ALICE)


@pytest.fixture
def contract(context: None, cast: Cast) -> Contract:
    """Alice's active contract, with a range of numbers. Some folders and files have another."""
    return cast.active(ALICE)


@pytest.fixture
def alice(contract: Contract, cast: Cast) -> PageClient:
    """The browser of Alice, whose contract it is."""
    return cast.browser(ALICE)


@pytest.fixture
def claire(contract: Contract, cast: Cast) -> PageClient:
    """The browser of Claire, an advisor."""
    return cast.browser(CLAIRE)


@pytest.fixture
def adam(context: None, cast: Cast) -> PageClient:
    """The browser of Adam, an admin."""
    cast.admin()
    return cast.browser(ADAM)
