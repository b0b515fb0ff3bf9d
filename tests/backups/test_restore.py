"""A backup is restored wholly or not at all, and no number is issued twice afterwards."""

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.high_water.registry import registry
from app.labels.models import Label
from app.uploads.store import Folder, store
from tests.backups.drill import Draw, Drill, run_drill
from tests.cast import Cast
from tests.contents import everything, rows
from tests.databases import postgres_tools

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture(autouse=True)
def tools(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL's tools of the server that pip brings."""
    monkeypatch.setitem(app.config, "POSTGRESQL_BIN", postgres_tools())


@pytest.fixture
def drill(app: Flask, cast: Cast, tmp_path: Path) -> Drill:
    """The drill with a few labels, in encrypted files."""
    app.config["BACKUP_KEY"] = "a secret of the tests"
    try:
        return run_drill(app, cast, tmp_path / "backup", draw_few(cast), labels=5)
    finally:
        app.config["BACKUP_KEY"] = ""


def draw_few(cast: Cast) -> Draw:
    return lambda contract, count: cast.batch(contract, cast.shipments(contract, count))


def test_the_drill(drill: Drill) -> None:
    assert drill.numbers == [(1_000, 1_004), (1_005, 1_009), (1_010, 1_014)]
    assert [slip[-1] for slip in drill.slips] == ["1", "2", "3"]


def test_the_drill_with_its_marks_lost_too(app: Flask, cast: Cast, tmp_path: Path) -> None:
    """A machine that burnt down: the backup alone is left, and it says that it was restored."""
    cast.admin()
    drill = Drill(app, cast, draw_few(cast))
    drill.contract_id = cast.active(size=20).id
    drill.trade(5)
    file = tmp_path / "backup"
    drill.must_run("backup", str(file))
    drill.trade(5)
    lose_everything(app)
    drill.must_run("restore", str(file), "--replace")
    # `--replace` has read the marks off the database that was still there: they are lost as well.
    forget_marks()
    drill.assert_refused()
    why = ("--by", "adam@sendcloud.test", "--nothing-else", "--reason", "seen the letters")
    drill.must_run("ranges", "advance", "--to", "2L0000001009", *why)
    coclico, year = "00001000", drill.slips[0][:4]
    drill.must_run("slips", "advance", "--to", coclico, year, "2", *why)
    drill.trade(5)
    assert drill.numbers[-1] == (1_010, 1_014)
    assert len(set(drill.slips)) == 3
    assert store().has(drill.documents[0])
    assert "invariants hold" in drill.must_run("verify")


def lose_everything(app: Flask) -> None:
    """Delete the documents and the marks."""
    root = opened_folder().root
    shutil.rmtree(root)
    forget_marks()


def forget_marks() -> None:
    registry().marks.forget()
    shutil.rmtree(opened_folder().root / "kept", ignore_errors=True)


def opened_folder() -> Folder:
    opened = store()
    assert isinstance(opened, Folder)
    return opened


def test_what_is_restored_is_what_was_backed_up(
    contract: Contract, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    cast.batch(contract, cast.shipments(contract, 3))
    drill = Drill(app, cast, draw_few(cast))
    tables, before = everything(), rows()
    drill.must_run("backup", str(tmp_path / "backup"))
    cast.batch(contract, cast.shipments(contract, 2))
    drill.must_run("restore", str(tmp_path / "backup"), "--replace")
    assert everything() == tables
    after = rows()
    restorations = after.pop("restoration")
    assert before.pop("restoration") == {}
    assert [row["cause"] for row in restorations.values()] in (["'restore'"], ["restore"])
    assert after == before


def test_a_damaged_backup_changes_nothing(
    contract: Contract, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    drill = Drill(app, cast, draw_few(cast))
    file = tmp_path / "backup"
    drill.must_run("backup", str(file))
    whole = file.read_bytes()
    before = rows()
    for n, wrong in enumerate((whole[:-30], whole[: len(whole) // 2], b"nothing")):
        (tmp_path / f"wrong{n}").write_bytes(wrong)
        result = drill.run("restore", str(tmp_path / f"wrong{n}"), "--replace")
        assert "cannot be restored" in result.output
    assert rows() == before


def test_a_restore_that_fails_in_the_middle_changes_nothing(
    contract: Contract, app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drill = Drill(app, cast, draw_few(cast))
    file = tmp_path / "backup"
    drill.must_run("backup", str(file))
    cast.batch(contract, cast.shipments(contract, 3))
    before = rows()

    def fails() -> None:
        raise MemoryError

    monkeypatch.setattr("app.backups.restoring._new_restoration", fails)
    assert isinstance(drill.run("restore", str(file), "--replace").exception, MemoryError)
    assert rows() == before


def test_into_an_empty_database_no_word_is_needed(
    contract: Contract, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    cast.batch(contract, cast.shipments(contract, 3))
    drill = Drill(app, cast, draw_few(cast))
    drill.must_run("backup", str(tmp_path / "backup"))
    assert "exists already" in drill.run("backup", str(tmp_path / "backup")).output
    empty(app)
    drill.must_run("restore", str(tmp_path / "backup"))
    assert db.session.scalar(select(func.count(Label.id))) == 3


def empty(app: Flask) -> None:
    """Lose all rows, as with a new disk."""
    db.session.remove()
    with db.engine.begin() as connection:
        if db.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            connection.exec_driver_sql("DROP TRIGGER label_kept")
            connection.exec_driver_sql("DROP TRIGGER audit_event_kept")
        if db.engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    assert not any(rows().values())
    assert db.session.scalar(select(func.count(User.id))) == 0
