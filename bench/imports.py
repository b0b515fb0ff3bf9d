"""Importing an order file, compared with reading it by the csv module."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import count, cycle, islice
from pathlib import Path
from time import perf_counter

from app.database import begin_write
from app.extensions import db
from app.shipments import importing
from bench.ground import Ground, Grounds
from bench.measuring import Row, medians, times

ORDERS = 3_000
ROUNDS = 5
COLUMNS = [
    "Référence",
    "Nom",
    "Société",
    "Adresse",
    "Complément",
    "CP",
    "Ville",
    "Pays",
    "Poids (g)",
]
CELLS = ("Bât B, ", "12 rue Haute ", "Résidence des Lilas, ", "a ", "œ", "1", "<br>", "&amp;", "Ã©")
LENGTHS = (40, 100, 200, 500, 1_400, 20_000)
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
    yield Row("one cell of an order file, the slowest of any length", _slowest_cell(), "ms")


def _slowest_cell() -> float:
    """Return the milliseconds that the worst cell takes, of every column and of many lengths."""
    importing.read_file(_with_cell(0, "Bourg"))  # the list of towns is read once
    slowest = 0.0
    for place in range(len(COLUMNS)):
        for unit in CELLS:
            for length in LENGTHS:
                content = _with_cell(place, (unit * length)[:length])
                slowest = max(slowest, min(_seconds(content) for _ in range(ROUNDS)))
    return slowest * 1000


def _seconds(content: bytes) -> float:
    begin = perf_counter()
    importing.read_file(content)
    return perf_counter() - begin


def _with_cell(place: int, text: str) -> bytes:
    """Return a file with one order, and this text in one of its cells."""
    cells = ["1", "Luc", "", "12 rue Haute", "", "01000", "Bourg", "FR", "80"]
    cells[place] = text
    written = StringIO()
    csv.writer(written, delimiter=";").writerows([COLUMNS, cells])
    return written.getvalue().encode()


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
