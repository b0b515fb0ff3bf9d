"""Drawing tracking numbers and making labels, compared with the bare database driver."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import psycopg

from app.clock import today
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.labels.making import make_labels
from app.ranges.models import NumberRange, draw_numbers
from bench.ground import Ground, Grounds
from bench.measuring import Act, Row, medians, milliseconds, times
from tests.cast import Cast

THREADS = 16
DRAWS_A_THREAD = 10
MANY = LABELS = 100
ROUNDS, ROUNDS_OF_MANY = 60, 7
ROUNDS_OF_LABELS = 9

# The least that must be written for a draw and for a label.
ADVANCE = (
    "UPDATE number_range SET next_serial = next_serial + ?"
    " WHERE id = ? AND next_serial + ? - 1 <= last_serial RETURNING next_serial"
)
NOTE = (
    "INSERT INTO number_draw (range_id, first_serial, count, drawn_at, drawn_by_id, purpose)"
    " VALUES (?, ?, ?, '2026-11-23 08:00:00', 1, 'bench')"
)
LABEL = (
    "INSERT INTO label (merchant_id, batch_id, shipment_id, range_id, serial, tracking_number,"
    " recipient_lines, postcode, reference, grams, created_at)"
    " VALUES (1, ?, ?, ?, ?, ?, '[\"Zoé\"]', '69002', 'CMD', 120, '2026-11-23 08:00:00')"
)


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    for database in ("sqlite", "postgresql"):
        ground = grounds.make(database, f"drawing-{database}")
        with ground.app.app_context():
            yield from _draws(ground)
            yield from _draws_at_once(ground)
            db.session.rollback()  # other threads have written since this transaction began
            yield from _labels(ground)


def _draws(ground: Ground) -> Iterator[Row]:
    contract, reserve = ground.contract, _range_id(ground)
    with _driver(ground) as execute:
        one, many, bare_one, bare_many = medians(
            partial(_draw, contract, 1),
            partial(_draw, contract, MANY),
            partial(_bare_draw, execute, reserve, 1),
            partial(_bare_draw, execute, reserve, MANY),
            rounds=ROUNDS,
        )
    words = f"drawing 1 number, {ground.database}"
    yield milliseconds(words, one)
    yield times(f"{words}: against the driver alone", one, bare_one)
    words = f"drawing {MANY} numbers, {ground.database}"
    yield milliseconds(words, many)
    yield times(f"{words}: against the driver alone", many, bare_many)
    yield times(f"{words}: against drawing 1", many, one)


def _draws_at_once(ground: Ground) -> Iterator[Row]:
    reserve = _range_id(ground)

    def ours() -> None:
        with ground.app.app_context():
            contract = ground.contract
            for _ in range(DRAWS_A_THREAD):
                _draw(contract, 1)

    def bare() -> None:
        with _driver(ground) as execute:
            for _ in range(DRAWS_A_THREAD):
                _bare_draw(execute, reserve, 1)

    seconds, bare_seconds = medians(_at_once(ours), _at_once(bare), rounds=ROUNDS_OF_MANY)
    words = f"drawing 1 number, {THREADS} threads, {ground.database}"
    yield milliseconds(words, seconds / (THREADS * DRAWS_A_THREAD))
    yield times(f"{words}: against the driver alone", seconds, bare_seconds)


def _labels(ground: Ground) -> Iterator[Row]:
    cast, contract = Cast(ground.app), ground.contract
    shipments = [s.id for s in cast.shipments(contract, 2 * LABELS * (ROUNDS_OF_LABELS + 1))]
    waiting = iter(shipments[::2])
    bare_waiting = iter(shipments[1::2])
    batch_id = cast.batch(contract, cast.shipments(contract, 1)).id
    reserve = _range_id(ground)
    with _driver(ground) as execute:
        ours, bare = medians(
            lambda: _make(contract, [next(waiting) for _ in range(LABELS)]),
            lambda: _bare_labels(execute, batch_id, reserve, bare_waiting),
            rounds=ROUNDS_OF_LABELS,
        )
    words = f"making {LABELS} labels, {ground.database}"
    yield milliseconds(words, ours)
    yield times(f"{words}: against {LABELS} bare inserts", ours, bare)


def _draw(contract: Contract, count: int) -> None:
    begin_write(db.session)
    draw_numbers(contract, count, by=contract.merchant.owner, purpose="bench")
    db.session.commit()


def _make(contract: Contract, shipment_ids: list[int]) -> None:
    begin_write(db.session)
    make_labels(
        contract,
        shipment_ids,
        site=contract.sites[0],
        deposit_date=today(),
        request_key=str(uuid4()),
        customs_cleared=False,
        by=contract.merchant.owner,
    )
    db.session.commit()


def _bare_draw(execute: "Execute", reserve: int, count: int) -> None:
    execute("BEGIN")
    ((following,),) = execute(ADVANCE, (count, reserve, count)).fetchall()
    execute(NOTE, (reserve, following - count, count))
    execute("COMMIT")


def _bare_labels(
    execute: "Execute", batch_id: int, reserve: int, shipment_ids: Iterator[int]
) -> None:
    execute("BEGIN")
    for _ in range(LABELS):
        shipment_id = next(shipment_ids)
        # Another product code, so that it differs from all numbers drawn.
        label = (batch_id, shipment_id, reserve, -shipment_id, f"9X{shipment_id:011d}")
        execute(LABEL, label)
    execute("COMMIT")


def _range_id(ground: Ground) -> int:
    return NumberRange.of(ground.contract)[0].id


def _at_once(act: Act) -> Act:
    def run() -> None:
        with ThreadPoolExecutor(THREADS) as threads:
            for done in [threads.submit(act) for _ in range(THREADS)]:
                done.result()

    return run


Execute = Callable[..., Any]


@contextmanager
def _driver(ground: Ground) -> Iterator[Execute]:
    """Open a connection of the bare driver, with the same durability as the program's."""
    if ground.database == "sqlite":
        path = ground.url.removeprefix("sqlite:///")
        lite = sqlite3.connect(path, isolation_level=None, timeout=30)
        lite.execute("PRAGMA synchronous = FULL")
        yield lambda sql, *values: lite.execute(sql.replace("BEGIN", "BEGIN IMMEDIATE"), *values)
        lite.close()
        return
    with psycopg.connect(ground.url, autocommit=True) as postgres:
        yield lambda sql, *values: postgres.execute(sql.replace("?", "%s"), *values)
