"""Beyond one machine the marks are in the store too, and a machine that is new reads them there."""

import json

import pytest
from flask import Flask
from sqlalchemy import text

from app.contracts.models import Contract
from app.extensions import db
from app.high_water.checking import DatabaseRestored, notice
from app.high_water.models import identity
from app.high_water.registry import registry
from app.high_water.stored_marks import KEY, is_beyond_one_machine
from app.high_water.sweeping import _LOCK, keep_marks, look_at_start
from app.uploads.store import Store, StoreUnavailable
from app.uploads.sweeping import sweep_away
from tests.cast import Cast
from tests.uploads.conftest import application_store, bucket, s3_server, store

__all__ = ["application_store", "bucket", "s3_server", "store"]

pytestmark = pytest.mark.usefixtures("context", "application_store")
COUNTER = "ranges-2L-0000001000-0000001099"
on_postgresql = pytest.mark.parametrize("app", ["postgresql"], indirect=True)
in_a_folder = pytest.mark.parametrize("store", ["folder"], indirect=True)
in_a_bucket = pytest.mark.parametrize("store", ["bucket"], indirect=True)


@pytest.fixture
def new_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that has just started, on a machine without marks."""
    registry().marks.forget()
    monkeypatch.setattr(registry(), "has_read_store", False)


def test_a_worker_writes_them_where_several_machines_may_draw(
    contract: Contract, cast: Cast, application_store: Store
) -> None:
    cast.batch(contract, cast.shipments(contract, 2))
    keep_marks()
    assert application_store.has(KEY) == is_beyond_one_machine()
    if is_beyond_one_machine():
        found = json.loads(application_store.read(KEY))
        assert found["counters"][COUNTER] == 1_002
        assert found["identity"] == dict(identity())
        assert sweep_away() == 0
        assert application_store.has(KEY)


@in_a_bucket
def test_a_machine_that_is_new_finds_out_at_its_first_draw(
    contract: Contract, cast: Cast, application_store: Store, new_machine: None
) -> None:
    found = {"counters": {COUNTER: 1_050}, "identity": dict(identity())}
    application_store.write(KEY, json.dumps(found).encode())
    with pytest.raises(DatabaseRestored):
        cast.batch(contract, cast.shipments(contract, 1))


@in_a_bucket
def test_without_store_and_marks_nothing_is_drawn(
    contract: Contract,
    cast: Cast,
    application_store: Store,
    new_machine: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(*words: object) -> None:
        raise StoreUnavailable("away")

    shipments = cast.shipments(contract, 2)
    with monkeypatch.context() as patched:
        patched.setattr(application_store, "has", away)
        with pytest.raises(StoreUnavailable):
            cast.batch(contract, shipments[:1])
        db.session.rollback()
        keep_marks()  # says so in the log, and tries again in a minute
    cast.batch(contract, shipments[:1])
    # With marks of its own a machine goes on.
    monkeypatch.setattr(registry(), "has_read_store", False)
    monkeypatch.setattr(application_store, "has", away)
    cast.batch(contract, shipments[1:])


@on_postgresql
@in_a_folder
@pytest.mark.parametrize("what", ["system", "timeline", "database"])
def test_another_server_timeline_or_database_is_noticed(
    contract: Contract, cast: Cast, application_store: Store, what: str
) -> None:
    cast.batch(contract, cast.shipments(contract, 1))
    found = {"counters": {}, "identity": {**identity(), what: "another"}}
    application_store.write(KEY, json.dumps(found).encode())
    keep_marks()
    opened = notice()
    assert opened is not None
    assert opened.cause == "another"


@on_postgresql
@in_a_folder
def test_one_worker_writes_at_a_time_on_all_machines(
    contract: Contract, application_store: Store
) -> None:
    with db.engine.connect() as another:
        another.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
        keep_marks()
        assert not application_store.has(KEY)
        another.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
    keep_marks()
    assert application_store.has(KEY)


@in_a_folder
def test_a_process_that_starts_looks_at_once(app: Flask, contract: Contract) -> None:
    registry().marks.advance({COUNTER: 1_050})
    look_at_start(app)
    with app.app_context():
        assert notice() is not None


@in_a_folder
def test_a_database_without_tables_is_looked_at_later(
    untouched: Flask, application_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    look_at_start(untouched)
    assert "cannot be compared yet" in caplog.text
