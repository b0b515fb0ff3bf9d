"""A contract is read together with its suspension, and drawing waits for a suspension under way."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, inspect, select, text

from app.accounts.models import User
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange, resume, suspend
from app.database import begin_write
from app.extensions import db
from app.ranges.models import ContractSuspended, draw_numbers, left_for
from tests.cast import BOB, CLAIRE, Cast

pytestmark = pytest.mark.usefixtures("context")

WHY, SETTLED = "La Poste attend le règlement.", "La facture est réglée."


def _advisor() -> User:
    advisor = User.by_email(CLAIRE)
    assert advisor
    return advisor


@contextmanager
def _selects() -> Iterator[list[str]]:
    """What is read from the database meanwhile."""
    heard: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        if statement.startswith("SELECT"):
            heard.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield heard
    event.remove(db.engine, "before_cursor_execute", note)


def test_one_statement_reads_a_contract_its_suspension_and_its_label_settings(cast: Cast) -> None:
    contract = cast.active()
    suspend(contract, WHY, _advisor())
    db.session.commit()
    contract_id = contract.id
    db.session.remove()
    with _selects() as asked:
        read = db.session.get_one(Contract, contract_id)
        assert read.is_suspended and not read.is_active
        assert read.label_settings.product == "LETTRE SUIVIE"
    assert len(asked) == 1


def test_one_more_statement_tells_when_why_and_by_whom(cast: Cast) -> None:
    contract = cast.active()
    suspend(contract, WHY, _advisor())
    db.session.commit()
    contract_id = contract.id
    db.session.remove()
    read = db.session.get_one(Contract, contract_id)
    with _selects() as asked:
        told = read.suspension
        assert told and (told.reason, told.changed_by.email) == (WHY, CLAIRE)
        assert [change.reason for change in read.suspension_changes] == [WHY]
    assert len(asked) == 1


def test_many_contracts_with_their_suspensions_are_one_statement(cast: Cast) -> None:
    suspend(cast.active(), WHY, _advisor())
    cast.active(BOB, first=5_000)
    db.session.commit()
    db.session.remove()
    with _selects() as asked:
        read = db.session.scalars(select(Contract).order_by(Contract.id)).all()
        assert [one.is_suspended for one in read] == [True, False]
    assert len(asked) == 1


def test_an_index_serves_the_look_up_of_the_newest_change(cast: Cast) -> None:
    indexes = inspect(db.engine).get_indexes(SuspensionChange.__tablename__)
    assert ["contract_id", "id"] in [index["column_names"] for index in indexes]


def test_the_newest_change_decides_for_the_contract_and_for_the_database(cast: Cast) -> None:
    contract, other = cast.active(), cast.active(BOB, first=5_000)
    ids = select(Contract.id).where(*Contract.active()).order_by(Contract.id)
    for _ in range(2):
        assert suspend(contract, WHY, _advisor())
        assert suspend(contract, WHY, _advisor()) is None
        assert contract.is_suspended and not other.is_suspended
        assert db.session.scalars(ids).all() == [other.id]
        assert resume(contract, SETTLED, _advisor())
        assert resume(contract, SETTLED, _advisor()) is None
        assert contract.is_active and contract.suspension is None
        assert db.session.scalars(ids).all() == [contract.id, other.id]
    told = [change.change for change in contract.suspension_changes]
    assert told == ["suspended", "resumed"] * 2


def test_no_number_is_drawn_once_a_suspension_is_committed(app: Flask, cast: Cast) -> None:
    contract = cast.active()
    contract_id = contract.id
    suspend(lock_contract(contract_id), WHY, _advisor())
    with ThreadPoolExecutor(1) as threads:
        drawing = threads.submit(_draw, app, contract_id)
        _wait_until_it_waits(drawing)
        db.session.commit()
        with pytest.raises(ContractSuspended):
            drawing.result()
    assert left_for(contract) == 100


def _draw(app: Flask, contract_id: int) -> None:
    with app.app_context():
        begin_write(db.session)
        contract = db.session.get_one(Contract, contract_id)
        try:
            draw_numbers(contract, 1, by=contract.merchant.owner, purpose="test")
            db.session.commit()
        finally:
            db.session.remove()


def _wait_until_it_waits(drawing: "Future[None]") -> None:
    """Return once PostgreSQL says that the draw waits for a lock; SQLite keeps no such account."""
    if db.engine.dialect.name == "sqlite":
        return
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with db.engine.connect() as connection:
        autocommit = connection.execution_options(isolation_level="AUTOCOMMIT")
        while not (drawing.done() or autocommit.scalar(waiting)):
            pass
