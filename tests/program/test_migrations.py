"""The tables as the migrations make them are those of the models, there and back."""

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.config import Config
from app.extensions import db
from tests.conftest import DATABASES, SETTINGS

ALL_OF_POSTGRESQL = """
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION SELECT 'function ' || proname FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace
    UNION SELECT 'constraint ' || conname || pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace
    UNION SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'"""
ALL_OF_SQLITE = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_master"


@pytest.fixture(params=DATABASES)
def untouched(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a new database without any table."""
    url = f"sqlite:///{tmp_path / 'new.db'}"
    if request.param == "postgresql":
        url = _new_database(request.getfixturevalue("postgres_url"), tmp_path.name)
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


def _new_database(url: str, name: str) -> str:
    name = "".join(letter for letter in name if letter.isalnum())
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"'.encode())
    return url.replace("@/postgres?", f"@/{name}?")


def everything() -> set[str]:
    """All that the database holds besides rows, in its own words."""
    query = ALL_OF_SQLITE if db.engine.dialect.name == "sqlite" else ALL_OF_POSTGRESQL
    found = {_in_order(what) for what in db.session.scalars(text(query))}
    db.session.rollback()
    return found


def _in_order(what: str) -> str:
    """A table that SQLite has made anew names its constraints in any order, which says nothing."""
    if not what.startswith("table "):
        return what
    return " ".join(sorted(line.strip(" \t,") for line in what.splitlines()))


def test_upgrading_comes_to_the_tables_of_the_models(untouched: Flask) -> None:
    flask_migrate.upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_way_back_and_there_again_loses_nothing(untouched: Flask) -> None:
    flask_migrate.upgrade()
    whole = everything()
    flask_migrate.downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
    assert not [what for what in everything() if what.startswith(("trigger", "function"))]
    flask_migrate.upgrade()
    assert everything() == whole


def test_upgrading_twice_changes_nothing(untouched: Flask) -> None:
    flask_migrate.upgrade()
    whole = everything()
    flask_migrate.upgrade()
    assert everything() == whole
