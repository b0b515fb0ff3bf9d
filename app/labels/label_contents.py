"""Reads what the labels of a batch say from the database, in chunks."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from app.extensions import db
from app.labels.models import Batch, Label
from app.labels.printing import LabelContent
from app.printing.text_fit import printable

CHUNK = 100
_PRINTED = (
    Label.recipient_lines,
    Label.tracking_number,
    Label.reference,
    Label.grams,
)


def contents_of(batch: Batch, label_ids: Sequence[int]) -> Iterator[LabelContent]:
    """Yield the contents of these labels of a batch, in the order of their ids.

    Call it in an application context; the iterator may be consumed outside. Each chunk is read in a
    session of its own, so that no connection is held while a slow client downloads.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    shared = {
        "sender": tuple(batch.sender_lines),
        "franking": tuple(batch.franking_lines),
        "product": batch.product_mention,
        "bar_height_mm": batch.bar_height_mm,
        "artwork": batch.artwork.read() if batch.artwork else None,
        "deposit_site": batch.site_name,
        "deposit_date": batch.deposit_date,
    }
    return _read(app, shared, label_ids)


def _read(app: Flask, shared: dict[str, Any], label_ids: Sequence[int]) -> Iterator[LabelContent]:
    for start in range(0, len(label_ids), CHUNK):
        for row in _rows(app, label_ids[start : start + CHUNK]):
            yield LabelContent(
                recipient=tuple(row.recipient_lines),
                tracking_number=row.tracking_number,
                reference=printable(row.reference),
                grams=row.grams,
                **shared,
            )


def _rows(app: Flask, label_ids: Sequence[int]) -> Iterable[Any]:
    with app.app_context():
        chunk = select(*_PRINTED).where(Label.id.in_(label_ids)).order_by(Label.id)
        return db.session.execute(chunk).all()
