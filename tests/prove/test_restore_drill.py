"""The drill of a restore with many labels. `SILLAGE_DRILL_LABELS` sets how many, 20 000 without it.

A million takes some minutes and a few gigabytes: `SILLAGE_DRILL_LABELS=1000000`.
"""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert

from app.clock import now, today
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.labels.models import Batch, Label
from app.labels.paper_formats import ROLL
from app.ranges.models import DrawnNumber, draw_numbers
from app.shipments.models import FILE, Shipment
from tests.backups.drill import run_drill
from tests.cast import Cast
from tests.databases import postgres_tools

pytestmark = [pytest.mark.prove, pytest.mark.usefixtures("context")]
LABELS = int(os.environ.get("SILLAGE_DRILL_LABELS", "20000"))
AT_ONCE = 5_000


def draw_many(contract: Contract, count: int) -> None:
    """Draw numbers as pages do, and write their labels in bulk."""
    for start in range(0, count, AT_ONCE):
        begin_write(db.session)
        batch = new_batch(contract)
        wanted = min(AT_ONCE, count - start)
        drawn = draw_numbers(contract, wanted, by=contract.merchant.owner, purpose="drill")
        write_labels(contract, batch, drawn)
        db.session.commit()


def new_batch(contract: Contract) -> Batch:
    batch = Batch(
        merchant_id=contract.merchant_id,
        contract_id=contract.id,
        site_id=contract.sites[0].id,
        deposit_date=today(),
        format=ROLL,
        request_key=str(uuid4()),
        sender_lines=["Atelier"],
        franking_lines=["PORT PAYÉ"],
        product_mention="Lettre Suivie",
        site_name=contract.sites[0].name,
    )
    db.session.add(batch)
    db.session.flush()
    return batch


def write_labels(contract: Contract, batch: Batch, drawn: list[DrawnNumber]) -> None:
    shipments = insert(Shipment).returning(Shipment.id)
    ids = db.session.scalars(shipments, list(rows_of_shipments(contract, drawn))).all()
    labels = [
        {
            "merchant_id": contract.merchant_id,
            "batch_id": batch.id,
            "shipment_id": shipment_id,
            "range_id": number.range_id,
            "serial": number.serial,
            "tracking_number": number.number,
            "recipient_lines": ["Zoé", "1 RUE DES LILAS", "69002 LYON"],
            "postcode": "69002",
            "reference": f"CMD-{number.serial}",
            "grams": 120,
            "created_at": now(),
        }
        for shipment_id, number in zip(ids, drawn, strict=True)
    ]
    db.session.execute(insert(Label), labels)


def rows_of_shipments(contract: Contract, drawn: list[DrawnNumber]) -> Iterator[dict[str, object]]:
    for _ in drawn:
        yield {
            "merchant_id": contract.merchant_id,
            "source": FILE,
            "reference": uuid4().hex[:20],
            "line1": "Zoé",
            "line2": "",
            "line3": "",
            "line4": "1 rue des Lilas",
            "line5": "",
            "postcode": "69002",
            "town": "Lyon",
            "grams": 120,
            "labelled_at": now(),
        }


def test_the_drill_with_many_labels(
    app: Flask, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "POSTGRESQL_BIN", postgres_tools())
    monkeypatch.setitem(app.config, "BACKUP_KEY", "a secret of the tests")
    start = time.monotonic()
    drill = run_drill(app, cast, tmp_path / "backup", draw_many, labels=LABELS)
    print(f"{LABELS} labels, {db.engine.dialect.name}: {drill.seconds}")  # noqa: T201
    print(f"in all {time.monotonic() - start:.0f} s")  # noqa: T201
    assert len(drill.numbers) == 3
