"""The tables as the migrations make them are those of the models, there and back."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import flask_migrate
import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import Row, inspect, select, text

from app import create_app
from app.config import Config
from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
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


def test_suspensions_and_label_settings_move_up_and_back(untouched: Flask) -> None:
    flask_migrate.upgrade(revision="0017")
    moment = "2026-01-02 03:04:05.678901+00:00"
    _run(
        "INSERT INTO user_account (id, email, name, password_hash, language, session_key,"
        " created_at) VALUES (7, 'c@s.test', 'Claire', 'x', 'fr', 'k', :moment)",
        "INSERT INTO merchant (id, company, siret, created_at) VALUES (1, 'A', '1', :moment)",
        "INSERT INTO contract (id, merchant_id, suspended_at, suspended_by_id, suspension_reason)"
        " VALUES (1, 1, :moment, 7, 'No row'), (2, 1, :moment, 7, 'Resumed by its row'),"
        " (3, 1, :moment, 7, 'As its row'), (4, 1, NULL, NULL, NULL), (5, 1, NULL, NULL, NULL)",
        "UPDATE contract SET franking_text = 'PP', product_mention_text = 'LS',"
        " bar_height_mm = 20, label_settings_at = :moment, label_settings_by_id = 7 WHERE id = 5",
        "INSERT INTO standing_change (contract_id, change, reason, changed_at, changed_by_id)"
        " VALUES (2, 'resumed', 'Old', :moment, 7), (3, 'suspended', 'As its row', :moment, 7),"
        " (4, 'suspended', 'Old', :moment, 7)",
        moment=moment,
    )
    columns = (
        "id, suspended_at, suspended_by_id, suspension_reason, franking_text, artwork_id,"
        " product_mention_text, bar_height_mm, label_settings_at, label_settings_by_id"
    )
    of_contracts = f"SELECT {columns} FROM contract ORDER BY id"
    before = _read(of_contracts)

    flask_migrate.upgrade()
    contracts = db.session.scalars(select(Contract).order_by(Contract.id)).all()
    reasons = [one.suspension.reason if one.suspension else None for one in contracts]
    assert reasons == ["No row", "Resumed by its row", "As its row", None, None]
    assert [one.stored_label_settings is None for one in contracts] == [True] * 4 + [False]
    assert contracts[4].label_settings == LabelSettings(("PP",), "LS", 20)
    db.session.rollback()

    flask_migrate.downgrade(revision="0017")
    assert _read(of_contracts) == before
    told = _read("SELECT contract_id, change FROM standing_change ORDER BY contract_id, id")
    assert [tuple(row) for row in told] == [
        (1, "suspended"),
        (2, "resumed"),
        (2, "suspended"),
        (3, "suspended"),
        (4, "suspended"),
        (4, "resumed"),
    ]
    # The next row gets a number of its own.
    _run(
        "INSERT INTO standing_change (contract_id, change, reason, changed_at, changed_by_id)"
        " VALUES (1, 'resumed', 'New', :moment, 7)",
        moment=moment,
    )


def _run(*statements: str, **values: object) -> None:
    for statement in statements:
        db.session.execute(text(statement), values)
    db.session.commit()


def _read(query: str) -> Sequence[Row[Any]]:
    rows = db.session.execute(text(query)).all()
    db.session.rollback()
    return rows
