"""Applications to measure, configured as in production, each with a database of its own."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import psycopg
from flask import Flask
from flask.testing import FlaskClient
from psycopg import sql

from app import create_app
from app.accounts.models import User
from app.config import Config
from app.contracts.models import Contract
from app.extensions import db
from tests.cast import ALICE, PASSWORD, Cast
from tests.databases import postgres_server, upgrade

DATABASES = ("sqlite", "postgresql")
EMPTY = "empty"
INSTANCE = Path(__file__).parent.parent / "instance"
# More numbers than all rounds draw.
RANGE_SIZE = 1_000_000


@dataclass(frozen=True, slots=True)
class Ground:
    """An application with a database of its own and an active contract."""

    app: Flask
    database: str
    url: str

    @property
    def contract(self) -> Contract:
        """The contract of the only merchant; needs an application context."""
        return db.session.query(Contract).one()

    @property
    def owner(self) -> User:
        """The merchant's owner."""
        return self.contract.merchant.owner

    def browser(self, email: str = ALICE) -> FlaskClient:
        """Return a client signed in as the merchant's owner, or as somebody else."""
        client = self.app.test_client()
        page = client.get("/sign-in").text
        (token,) = set(re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page))
        typed = {"csrf_token": token, "email": email, "password": PASSWORD}
        assert client.post("/sign-in", data=typed).status_code == 303
        return client


class Grounds:
    """Makes applications, each with a copy of an empty, migrated database."""

    def __init__(self, folder: Path, server_url: str) -> None:
        self._folder = folder
        self._server_url = server_url
        self._made: list[Ground] = []
        for database in DATABASES:
            url = self._url(database, EMPTY)
            if database == "postgresql":
                self._create(EMPTY, "template1")
            upgrade(self._settings(url))

    def make(self, database: str, name: str) -> Ground:
        """Make an application with a new database of this name."""
        if database == "sqlite":
            shutil.copy(self._folder / f"{EMPTY}.db", self._folder / f"{name}.db")
        else:
            self._create(name, EMPTY)
        url = self._url(database, name)
        ground = Ground(create_app(Config(self._settings(url))), database, url)
        with ground.app.app_context():
            Cast(ground.app).active(size=RANGE_SIZE)
        self._made.append(ground)
        return ground

    def close(self) -> None:
        """Close all connections."""
        for ground in self._made:
            with ground.app.app_context():
                db.engine.dispose()

    def _create(self, name: str, template: str) -> None:
        with psycopg.connect(self._server_url, autocommit=True) as connection:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))

    def _url(self, database: str, name: str) -> str:
        if database == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        return re.sub(r"/postgres(?=\?|$)", f"/{name}", self._server_url, count=1)

    def _settings(self, url: str) -> dict[str, str]:
        return {
            "SECRET_KEY": "only-for-the-bench",
            "ARGON2_TIME_COST": "1",
            "ARGON2_MEMORY_KIB": "32",
            "DATABASE_URL": url,
            # A folder for each database: the high-water marks there are for one only.
            "INSTANCE_PATH": str(self._folder / sha256(url.encode()).hexdigest()[:12]),
            "HUEY_URL": f"sqlite:///{self._folder / 'jobs.db'}",
        }


@contextmanager
def grounds() -> Iterator[Grounds]:
    """Provide a temporary place for applications.

    It is on the disk of the program's own database: in memory there would be no waiting for the
    disk, which would change the ratios to the bare driver.
    """
    INSTANCE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=INSTANCE) as folder, postgres_server() as url:
        made = Grounds(Path(folder), url)
        yield made
        made.close()
