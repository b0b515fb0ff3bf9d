"""Migrations make the tables of the models, and lose no row on the way up and back.

A database is filled at each older revision, upgraded to the newest and downgraded to that revision;
then every row and value must be there again. New files in `migrations/versions` are included
without being named. A migration that cannot restore something declares it in its module, with the
reason, under up to three names:

    ROUND_TRIP_CHANGES = {"contract.starts_on": "the hour is not kept"}
    ROUND_TRIP_ADDS = {"standing_change": "a suspended contract without a change gets one"}
    ROUND_TRIP_LOSES = {"message": "the older table has no place for a message without author"}

`CHANGES` lists columns whose values may differ afterwards, `ADDS` and `LOSES` tables that may have
more or fewer rows, by the names they have at the revision before. A declaration holds for all older
revisions. It must also be needed at the revision before, or the test fails. Tables and columns that
do not exist at the older revision are not compared, and need no declaration.

The rows come from `tests.made_up_rows`. When a new constraint, or a migration, requires values that
belong together, add them to `HINTS` or `NULL_WITH` there.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Row, inspect, select, text

from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
from app.extensions import db
from tests.contents import Rows, everything, rows
from tests.databases import MIGRATIONS, REVISIONS, write_migrations
from tests.made_up_rows import UnfilledTableError, fill

CHANGES, ADDS, LOSES = "ROUND_TRIP_CHANGES", "ROUND_TRIP_ADDS", "ROUND_TRIP_LOSES"
# One of these three names, and the column or table.
Difference = tuple[str, str]


def differences(before: Rows, after: Rows) -> dict[Difference, list[Any]]:
    """Compare the rows; return each difference with its keys, or its values before and after."""
    found: dict[Difference, list[Any]] = defaultdict(list)
    for table in before.keys() | after.keys():
        old, new = before.get(table, {}), after.get(table, {})
        found[ADDS, table] += new.keys() - old.keys()
        found[LOSES, table] += old.keys() - new.keys()
        for key in old.keys() & new.keys():
            for column in old[key].keys() | new[key].keys():
                values = old[key].get(column), new[key].get(column)
                if values[0] != values[1]:
                    found[CHANGES, f"{table}.{column}"].append(values)
    return {difference: shown for difference, shown in found.items() if shown}


def declared(migrations: ScriptDirectory, revision: str) -> list[set[Difference]]:
    """Return what each migration after this revision declares, the next one first."""
    newer = list(migrations.walk_revisions(revision, "head"))[:-1]
    return [
        {
            (name, what)
            for name in (CHANGES, ADDS, LOSES)
            for what in getattr(script.module, name, {})
        }
        for script in reversed(newer)
    ]


def assert_nothing_is_lost_up_and_back(migrations: ScriptDirectory, revision: str) -> None:
    before, tables = rows(), everything()
    flask_migrate.upgrade(migrations.dir)
    flask_migrate.downgrade(migrations.dir, revision)
    assert everything() == tables
    found = differences(before, rows())
    of_the_next, *of_later = declared(migrations, revision)
    undeclared = found.keys() - of_the_next.union(*of_later)
    assert not undeclared, {difference: found[difference] for difference in undeclared}
    assert of_the_next <= found.keys(), "a declaration that nothing needs"


def fill_at(revision: str) -> None:
    flask_migrate.upgrade(revision=revision)
    with db.engine.begin() as connection:
        fill(connection)


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_rows_of_any_older_revision_are_there_after_upgrade_and_downgrade(
    untouched: Flask, revision: str
) -> None:
    fill_at(revision)
    assert_nothing_is_lost_up_and_back(MIGRATIONS, revision)


def test_a_filled_database_can_be_downgraded_to_the_base(untouched: Flask) -> None:
    fill_at("head")
    flask_migrate.downgrade(revision="base")
    assert rows() == {}


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
    found = db.session.execute(text(query)).all()
    db.session.rollback()
    return found


class TestDeclarations:
    """Made-up migrations that lose something fail the test unless they declare it."""

    TABLE = """
        def upgrade():
            op.create_table("thing", sa.Column("id", sa.Integer, primary_key=True),
                sa.Column("count", sa.Integer, nullable=False))

        def downgrade():
            op.drop_table("thing")
    """
    CHANGE = """
        def upgrade():
            op.execute({!r})

        def downgrade():
            pass
    """
    each_kind = pytest.mark.parametrize(
        ("statement", "declaration"),
        [
            ("UPDATE thing SET count = count + 1", "ROUND_TRIP_CHANGES = {'thing.count': 'why'}"),
            ("DELETE FROM thing", "ROUND_TRIP_LOSES = {'thing': 'why'}"),
            ("INSERT INTO thing (count) VALUES (1)", "ROUND_TRIP_ADDS = {'thing': 'why'}"),
        ],
        ids=["changes", "loses", "adds"],
    )

    def check(self, folder: Path, statement: str, declaration: str) -> None:
        change = dedent(self.CHANGE).format(statement) + declaration
        migrations = write_migrations(folder, dedent(self.TABLE), change)
        flask_migrate.upgrade(folder, "made_up_1")
        with db.engine.begin() as connection:
            fill(connection)
        assert_nothing_is_lost_up_and_back(migrations, "made_up_1")

    @each_kind
    def test_what_is_not_restored_is_found(
        self, untouched: Flask, tmp_path: Path, statement: str, declaration: str
    ) -> None:
        with pytest.raises(AssertionError, match=declaration.partition(" ")[0]):
            self.check(tmp_path / "migrations", statement, "")

    @each_kind
    def test_what_is_declared_is_allowed(
        self, untouched: Flask, tmp_path: Path, statement: str, declaration: str
    ) -> None:
        self.check(tmp_path / "migrations", statement, declaration)

    @each_kind
    def test_a_declaration_that_nothing_needs_is_refused(
        self, untouched: Flask, tmp_path: Path, statement: str, declaration: str
    ) -> None:
        with pytest.raises(AssertionError, match="a declaration that nothing needs"):
            self.check(tmp_path / "migrations", "SELECT 1", declaration)

    def test_a_table_that_takes_no_row_is_named(self, untouched: Flask, tmp_path: Path) -> None:
        refused = dedent(self.TABLE).replace(
            "nullable=False)", "sa.CheckConstraint('count < 0', name='none'), nullable=False)"
        )
        write_migrations(tmp_path / "migrations", refused)
        flask_migrate.upgrade(tmp_path / "migrations")
        with (
            db.engine.begin() as connection,
            pytest.raises(UnfilledTableError, match="thing: 0 rows"),
        ):
            fill(connection)
