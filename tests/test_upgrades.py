"""Migrations run in a transaction each, and keep references and triggers on SQLite."""

from pathlib import Path
from textwrap import dedent

import flask_migrate
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from flask import Flask
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.upgrades import connection_for_migrations, older_revisions
from tests.contents import everything, rows
from tests.databases import MIGRATIONS, REVISIONS, write_migrations
from tests.made_up_rows import fill

on_sqlite = pytest.mark.parametrize("untouched", ["sqlite"], indirect=True)

TABLES = dedent("""
    def upgrade():
        op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True))
        op.create_table(
            "child",
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id")),
        )
        op.execute("INSERT INTO parent (id) VALUES (1)")
        op.execute("INSERT INTO child (id, parent_id) VALUES (1, 1)")

    def downgrade():
        op.drop_table("child")
        op.drop_table("parent")
""")


def then(upgrade: str) -> str:
    """Return the source of a migration whose downgrade does nothing."""
    return f"def upgrade():\n    {upgrade}\n\ndef downgrade():\n    pass\n"


def revision() -> str | None:
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def test_a_migration_that_breaks_a_reference_is_rolled_back(
    untouched: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_migrations(tmp_path / "migrations", TABLES, then('op.execute("DELETE FROM parent")'))
    # On SQLite the error is logged by Flask-Migrate, which then exits.
    with pytest.raises((SystemExit, IntegrityError)):
        flask_migrate.upgrade(tmp_path / "migrations")
    assert revision() == "made_up_1"
    assert [len(found) for found in rows().values()] == [1, 1]
    if db.engine.dialect.name == "sqlite":
        assert (
            "made_up_2: row 1 of child refers to a row of parent that does not exist" in caplog.text
        )


def test_a_table_that_others_refer_to_can_be_recreated(untouched: Flask, tmp_path: Path) -> None:
    constraint = 'batch.create_check_constraint("positive", "id > 0")'
    anew = then(f'with op.batch_alter_table("parent") as batch: {constraint}')
    write_migrations(tmp_path / "migrations", TABLES, anew)
    flask_migrate.upgrade(tmp_path / "migrations")
    assert [len(found) for found in rows().values()] == [1, 1]
    assert inspect(db.engine).get_check_constraints("parent")


def test_a_migration_that_fails_halfway_is_rolled_back_and_those_before_it_stay(
    untouched: Flask, tmp_path: Path
) -> None:
    halfway = then('op.create_table("half", sa.Column("id", sa.Integer)); op.execute("nonsense")')
    write_migrations(tmp_path / "migrations", TABLES, halfway)
    with pytest.raises(Exception, match="nonsense"):
        flask_migrate.upgrade(tmp_path / "migrations")
    assert revision() == "made_up_1"
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version", "parent", "child"}


@on_sqlite
def test_foreign_keys_are_on_after_a_migration(untouched: Flask) -> None:
    flask_migrate.upgrade()
    assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@on_sqlite
def test_a_recreated_table_keeps_its_rows_constraints_indexes_and_triggers(
    untouched: Flask,
) -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        fill(connection)
    whole, before = everything(), rows()
    with connection_for_migrations(db.engine) as connection:
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        with context.begin_transaction():
            for table in before:
                with Operations(context).batch_alter_table(table, recreate="always"):
                    pass
    assert everything() == whole
    assert rows() == before


def test_all_revisions_but_the_newest_are_older() -> None:
    assert older_revisions(MIGRATIONS.dir) == set(REVISIONS[:-1])
