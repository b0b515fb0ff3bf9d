"""Importing an order file, compared with reading it by the csv module."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import count, cycle, islice
from pathlib import Path

from app.database import begin_write
from app.extensions import db
from app.shipments import importing
from bench.ground import Ground, Grounds
from bench.measuring import Row, medians, times

ORDERS = 3_000
ROUNDS = 5
SAMPLE = Path(__file__).parent.parent / "tests" / "data" / "orders_sendcloud.csv"


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    ground = grounds.make("sqlite", "imports")
    files = (_file(batch) for batch in count())
    last = _file(0)

    def bare() -> None:
        list(csv.reader(StringIO(last)))

    with ground.app.app_context():
        ours, bare_seconds = medians(lambda: _import(ground, next(files)), bare, rounds=ROUNDS)
    words = f"importing {ORDERS} orders, sqlite"
    yield Row(words, ORDERS / ours, "orders/s")
    yield times(f"{words}: against csv.reader alone", ours, bare_seconds)


def _import(ground: Ground, file: str) -> None:
    reading = importing.read_file(file.encode())
    owner = ground.owner
    begin_write(db.session)
    kept = importing.keep(ground.contract.merchant, reading, filename="bench.csv", by=owner)
    db.session.commit()
    assert kept.created > ORDERS * 0.9


def _file(batch: int) -> str:
    """Return the rows of the sample repeated, each with a reference of its own."""
    header, *orders = csv.reader(StringIO(SAMPLE.read_text()))
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    for rank, order in enumerate(islice(cycle(orders), ORDERS)):
        writer.writerow([f"B{batch}-{rank:06d}", *order[1:]])
    return text.getvalue()
