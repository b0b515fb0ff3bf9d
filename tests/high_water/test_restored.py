"""A database that is behind its marks, or is another one, issues nothing until it is settled."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.high_water.checking import DatabaseRestored, compare, notice
from app.high_water.models import Restoration
from app.high_water.registry import registry
from app.high_water.sweeping import keep_marks
from app.labels.models import Label
from app.overview.invariants import breaches
from app.ranges.losses import NumberLoss
from app.ranges.models import NumberRange, draw_numbers
from app.ranges.reserve import Reserve
from app.uploads.models import Upload, check_upload, write_file
from app.uploads.store import store
from app.uploads.sweeping import GRACE, sweep_away
from tests import samples
from tests.cast import ADAM, Cast

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def shop(cast: Cast) -> Contract:
    """Alice's contract, with two labels and a slip; Adam is the admin."""
    cast.admin()
    contract = cast.active(first=1_000, size=100)
    labels = cast.batch(contract, cast.shipments(contract, 2)).labels
    cast.slip(contract, labels)
    return contract


def go_back() -> None:
    """Make the database what it was when it had drawn nothing, as an old backup would.

    The marks stay. The guards are set aside as a restore sets them aside: it loads older rows.
    """
    on_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.begin() as connection:
        if on_sqlite:
            triggers = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            dropped = connection.execute(triggers).all()
            for name, _sql in dropped:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in (
            "DELETE FROM deposit_item",
            "DELETE FROM deposit_slip",
            "DELETE FROM deposit_counter",
            "DELETE FROM label",
            "DELETE FROM number_draw",
            "DELETE FROM batch",
            "UPDATE shipment SET labelled_at = NULL",
            "UPDATE number_range SET next_serial = first_free_serial",
        ):
            connection.execute(text(statement))
        if on_sqlite:
            for _name, statement in dropped:
                connection.execute(text(statement))


def run(app: Flask, *words: str) -> Result:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=list(words))
    db.session.rollback()
    return result


def settle(app: Flask, *more: str) -> None:
    """Settle numbers and slips by the marks."""
    margin = () if db.engine.dialect.name == "sqlite" else ("--margin", "0")
    for kind in ("ranges", "slips"):
        result = run(app, kind, "advance", "--by", ADAM, *margin, *more)
        assert result.exit_code == 0, result.output


def serials() -> list[int]:
    return list(db.session.scalars(select(Label.serial).order_by(Label.serial)))


def test_a_database_in_use_is_no_restored_one(shop: Contract) -> None:
    assert compare().cause is None
    keep_marks()
    assert notice() is None
    assert Restoration.open_one() is None


def test_marks_are_written_with_each_draw_and_slip(shop: Contract) -> None:
    year = now().year
    marks = registry().marks.read_all()
    assert marks["ranges-2L-0000001000-0000001099"] == 1_002
    assert marks[f"slips-00001000-{year}"] == 1
    assert marks["rows-draws"] == 1


def test_a_draw_that_is_rolled_back_moves_no_mark(shop: Contract, cast: Cast) -> None:
    before = registry().marks.read_all()
    draw_numbers(shop, 1, by=shop.merchant.owner, purpose="test")
    db.session.rollback()
    db.session.commit()
    assert registry().marks.read_all() == before


def test_a_database_behind_its_marks_issues_nothing(shop: Contract, cast: Cast) -> None:
    go_back()
    db.session.expire_all()
    with pytest.raises(DatabaseRestored):
        cast.batch(shop, cast.shipments(shop, 1))
    db.session.rollback()
    assert serials() == []


def test_lost_marks_are_written_again(shop: Contract, cast: Cast) -> None:
    before = registry().marks.read_all()
    registry().marks.forget()
    cast.batch(shop, cast.shipments(shop, 1))
    keep_marks()
    after = registry().marks.read_all()
    assert after["ranges-2L-0000001000-0000001099"] == 1_003
    assert after.keys() == before.keys() | {"rows-uploads"}
    assert registry().marks.identity() is not None


def test_another_database_is_taken_for_a_restored_one(shop: Contract, cast: Cast) -> None:
    expected = registry().marks.identity()
    assert expected is not None
    registry().marks.set_identity({**expected, "name": "another"})
    # The store says the same.
    shutil.rmtree(Path(store().root) / "kept", ignore_errors=True)  # type: ignore[attr-defined]
    with pytest.raises(DatabaseRestored):
        cast.batch(shop, cast.shipments(shop, 1))
    opened = notice()
    assert opened is not None
    assert opened.cause == "another"


def test_the_admins_are_told_once_and_verify_says_it(
    shop: Contract, app: Flask, cast: Cast
) -> None:
    go_back()
    for _ in range(3):
        assert notice() is not None
    assert [mail.recipient for mail in cast.mails("database_restored")] == [ADAM]
    result = run(app, "verify")
    assert result.exit_code == 1
    assert "taken for a restored one" in result.output
    assert "flask ranges advance" in result.output


def test_by_the_marks_no_number_is_issued_twice(shop: Contract, app: Flask, cast: Cast) -> None:
    year = now().year
    go_back()
    notice()
    settle(app)
    assert Restoration.open_one() is None
    (loss,) = db.session.scalars(select(NumberLoss))
    assert (loss.first_serial, loss.last_serial) == (1_000, 1_001)
    contract = db.session.get_one(Contract, shop.id)
    labels = cast.batch(contract, cast.shipments(contract, 2)).labels
    assert [label.serial for label in labels] == [1_002, 1_003]
    assert cast.slip(contract, labels).number == 2
    assert list(breaches()) == []
    assert run(app, "verify").exit_code == 0
    assert registry().marks.read_all()[f"slips-00001000-{year}"] == 2


def test_a_second_restore_after_the_first_is_noticed_too(
    shop: Contract, app: Flask, cast: Cast
) -> None:
    go_back()
    notice()
    settle(app)
    contract = db.session.get_one(Contract, shop.id)
    cast.batch(contract, cast.shipments(contract, 1))
    assert compare().cause is None
    go_back()
    assert compare().cause == "behind"


def test_without_marks_the_last_used_number_is_given(
    shop: Contract, app: Flask, cast: Cast
) -> None:
    go_back()
    notice()
    registry().marks.forget()
    shutil.rmtree(Path(store().root) / "kept", ignore_errors=True)  # type: ignore[attr-defined]
    assert "no high-water marks" in run(app, "ranges", "advance", "--by", ADAM).output
    given = ("--by", ADAM, "--to", "2L0000001001", "--reason", "the last letter in the shop")
    assert "Not settled" in run(app, "ranges", "advance", *given).output
    assert run(app, "ranges", "advance", *given, "--nothing-else").exit_code == 0
    slips = ("--to", "1000", str(now().year), "1", "--nothing-else", "--reason", "seen the slips")
    result = run(app, "slips", "advance", "--by", ADAM, *slips)
    assert "issued again" in result.output
    assert NumberRange.of(db.session.get_one(Contract, shop.id))[0].next_serial == 1_002
    assert list(breaches()) == []


def test_only_an_admin_settles_and_only_a_restored_database(shop: Contract, app: Flask) -> None:
    margin = ("--margin", "0")
    assert "nothing to settle" in run(app, "ranges", "advance", "--by", ADAM, *margin).output
    go_back()
    assert "is no admin" in run(app, "ranges", "advance", "--by", "x@y.test", *margin).output


def test_a_range_recorded_after_the_backup_begins_after_what_was_issued(
    shop: Contract, app: Flask, cast: Cast
) -> None:
    registry().marks.advance({"ranges-2L-0000009000-0000009099": 9_040})
    assert notice() is not None
    settle(app)
    contract = db.session.get_one(Contract, shop.id)
    assert cast.more_numbers(contract, first=9_000, size=100).next_serial == 9_040
    assert compare().cause is None


def test_newer_documents_are_never_swept_away(shop: Contract, app: Flask) -> None:
    stored = write_file(check_upload(samples.pdf()), "contrat.pdf")
    Upload.add(stored)
    db.session.commit()
    assert "rows-uploads" in registry().marks.read_all()
    db.session.execute(text("DELETE FROM upload"))
    db.session.commit()
    with time_machine.travel(now() + GRACE + timedelta(minutes=5), tick=False):
        assert sweep_away() == 0
    settle(app)
    lost = write_file(check_upload(samples.pdf()), "perdu.pdf")
    with time_machine.travel(now() + 3 * GRACE, tick=False):
        assert sweep_away() == 1
    assert store().has(stored.key)
    assert not store().has(lost.key)
    assert compare().cause is None


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_where_marks_may_be_a_minute_behind_a_margin_is_given_up(
    shop: Contract, app: Flask
) -> None:
    go_back()
    notice()
    assert "--margin" in run(app, "ranges", "advance", "--by", ADAM).output
    result = run(app, "ranges", "advance", "--by", ADAM, "--margin", "10")
    assert "12 numbers are lost" in result.output
    assert NumberRange.of(db.session.get_one(Contract, shop.id))[0].next_serial == 1_012


def test_lost_numbers_are_no_use_that_a_forecast_counts(
    shop: Contract, app: Flask, cast: Cast
) -> None:
    go_back()
    notice()
    settle(app)
    contract = db.session.get_one(Contract, shop.id)
    assert sum(Reserve.of(contract).history.counts.values()) == 0
    cast.batch(contract, cast.shipments(contract, 3))
    assert sum(Reserve.of(contract).history.counts.values()) == 3
