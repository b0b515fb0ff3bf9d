"""List pages: their time must not depend on the length of the list."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event, insert, text

from app.clock import now, today
from app.contracts.models import Contract
from app.deposits.models import DepositItem, DepositSlip
from app.extensions import db
from app.labels.models import Batch, Label
from app.ranges import tracking_number
from app.shipments.models import FILE, Shipment
from bench.ground import DATABASES, Ground, Grounds
from bench.measuring import Act, Row, medians, milliseconds, times
from tests.cast import Cast

FEW, MANY = 50, 5_000
PAGES = ("/shipments", "/labels", "/deposit-slips")
WITHOUT_A_QUERY = "/sign-in"
ROUNDS = 40
# SQLite's transactions begin with a statement, which is not counted.
BEGINNINGS = ("BEGIN", "BEGIN IMMEDIATE")


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    for database in DATABASES:
        few = _filled(grounds.make(database, f"few-{database}"), FEW)
        many = _filled(grounds.make(database, f"many-{database}"), MANY)
        for path in PAGES:
            yield from _page(path, few, many)


def _page(path: str, few: Ground, many: Ground) -> Iterator[Row]:
    few_browser, many_browser, stranger = few.browser(), many.browser(), many.app.test_client()
    with_few, with_many, bare = medians(
        getting(few_browser, path),
        getting(many_browser, path),
        getting(stranger, WITHOUT_A_QUERY),
        rounds=ROUNDS,
    )
    words = f"GET {path}, {MANY} rows, {many.database}"
    yield milliseconds(words, with_many)
    yield times(f"{words}: against {FEW} rows", with_many, with_few)
    yield times(f"{words}: against {WITHOUT_A_QUERY}", with_many, bare)
    yield Row(f"{words}: statements", statements(many, many_browser, path), "SQL")


def getting(browser: FlaskClient, path: str) -> Act:
    """Return an act that fetches a page and checks its status."""

    def get() -> None:
        assert browser.get(path).status_code == 200

    return get


def statements(ground: Ground, browser: FlaskClient, path: str) -> int:
    """Return how many statements a page sends to the database."""
    with ground.app.app_context():
        engine = db.engine
    with _counted(engine) as sent:
        getting(browser, path)()
    return len(sent)


@contextmanager
def _counted(engine: object) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        if statement not in BEGINNINGS:
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def _filled(ground: Ground, count: int) -> Ground:
    """Add `count` shipments without label, labels without slip, and slips of one label."""
    with ground.app.app_context():
        contract = ground.contract
        batch = Cast(ground.app).batch(contract, Cast(ground.app).shipments(contract, 1))
        _add_shipments(contract, count)
        _add_labels(batch, _add_shipments(contract, count, labelled=True), listed=False)
        _add_slips(contract, _add_labels(batch, _add_shipments(contract, count, True), listed=True))
        db.session.commit()
        if ground.database == "postgresql":
            # Otherwise autovacuum does it within minutes.
            db.session.execute(text("ANALYZE"))
            db.session.commit()
    return ground


def _add_shipments(contract: Contract, count: int, labelled: bool = False) -> list[int]:
    shipment = {
        "merchant_id": contract.merchant_id,
        "source": FILE,
        "line1": "Amélie Lefèvre-Dubois",
        "line2": "",
        "line3": "Résidence Les Cèdres, escalier C",
        "line4": "12 rue du Faubourg Saint-Honoré",
        "line5": "",
        "postcode": "69002",
        "town": "Lyon",
        "grams": 120,
        "labelled_at": now() if labelled else None,
    }
    start = db.session.query(Shipment).count()
    new = [shipment | {"reference": f"CMD-{start + rank:06d}"} for rank in range(count)]
    return list(db.session.scalars(insert(Shipment).returning(Shipment.id), new))


def _add_labels(batch: Batch, shipment_ids: list[int], listed: bool) -> list[int]:
    label = {
        "merchant_id": batch.merchant_id,
        "batch_id": batch.id,
        "range_id": batch.labels[0].range_id,
        "recipient_lines": ["Amélie Lefèvre-Dubois", "12 RUE DU FAUBOURG", "69002 LYON"],
        "postcode": "69002",
        "reference": "CMD-000001",
        "grams": 120,
        "listed_at": now() if listed else None,
    }
    new = [
        label
        | {
            "shipment_id": shipment_id,
            "serial": 500_000 + shipment_id,
            "tracking_number": tracking_number.write("2L", 500_000 + shipment_id),
        }
        for shipment_id in shipment_ids
    ]
    return list(db.session.scalars(insert(Label).returning(Label.id), new))


def _add_slips(contract: Contract, label_ids: list[int]) -> None:
    slip = {
        "merchant_id": contract.merchant_id,
        "contract_id": contract.id,
        "site_id": contract.sites[0].id,
        "coclico": contract.coclico,
        "year": today().year,
        "deposit_date": today(),
        "identification": {"site_name": contract.sites[0].name},
    }
    new = [
        slip | {"number": rank, "request_key": str(rank)} for rank in range(1, len(label_ids) + 1)
    ]
    slip_ids = db.session.scalars(insert(DepositSlip).returning(DepositSlip.id), new)
    items = zip(slip_ids, label_ids, strict=True)
    db.session.execute(
        insert(DepositItem), [{"slip_id": slip, "label_id": label} for slip, label in items]
    )
