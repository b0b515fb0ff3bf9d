"""Imports an order file: every row is checked by itself, and the valid ones become shipments.

Reading is slow and needs no database; keeping is one short write transaction.
"""

from dataclasses import asdict, dataclass
from typing import Any

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.database import insert_new
from app.extensions import db
from app.forms import tidy
from app.shipments.columns import match_columns
from app.shipments.faults import Field, FieldFault, FieldProblem
from app.shipments.messages import sentence
from app.shipments.models import FILE, Shipment, ShipmentImport
from app.shipments.orders import Order, read_order
from app.shipments.table import read_table


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of the file and one of its faults."""

    line: int
    fault: FieldFault

    def stored(self) -> dict[str, Any]:
        """Return it as stored in the database, independent of the language."""
        return {"line": self.line, **asdict(self.fault)}

    @classmethod
    def from_stored(cls, stored: dict[str, Any]) -> "Refusal":
        """Return the refusal that `stored` describes."""
        facts = {name: value for name, value in stored.items() if name != "line"}
        facts |= {
            "field": Field(stored["field"]),
            "problem": FieldProblem(stored["problem"]),
            "choices": tuple(stored["choices"]),
        }
        return cls(stored["line"], FieldFault(**facts))

    def report(self) -> dict[str, Any]:
        """Return it as the command line prints it."""
        return {
            "line": self.line,
            "field": str(self.fault.field),
            "value": self.fault.value,
            "reason": sentence(self.fault),
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of a file: the valid orders, and the faults of the others."""

    orders: list[Order]
    refusals: list[Refusal]

    @property
    def restored(self) -> int:
        """How many postcodes had lost their leading zero."""
        return sum(order.restored_postcode for order in self.orders)


def read_file(content: bytes) -> Reading:
    """Read an order file. Raises `UnreadableOrderFile` if nothing of it can be read."""
    table = read_table(content)
    columns = match_columns(table)
    reading = Reading([], [])
    first_lines: dict[str, int] = {}
    for row in table.rows:
        order = read_order(row, columns)
        if isinstance(order, Order):
            earlier = first_lines.setdefault(order.reference, row.line)
            if earlier == row.line:
                reading.orders.append(order)
                continue
            order = [
                FieldFault(Field.REFERENCE, order.reference, FieldProblem.REPEATED, limit=earlier)
            ]
        reading.refusals.extend(Refusal(row.line, fault) for fault in order)
    return reading


def count_known(merchant: Merchant, reading: Reading) -> int:
    """Return how many orders of a file were imported before."""
    references = [order.reference for order in reading.orders]
    return len(Shipment.known_references(merchant, FILE, references))


def keep(merchant: Merchant, reading: Reading, *, filename: str, by: User | None) -> ShipmentImport:
    """Create shipments for the orders that are new. Call it in a write transaction."""
    # One import per merchant at a time: two files with the same orders in different sequences
    # would deadlock.
    db.session.get_one(Merchant, merchant.id, with_for_update=True, populate_existing=True)
    created = insert_new(db.session, Shipment, [_row(merchant, o) for o in reading.orders])
    kept = ShipmentImport(
        merchant_id=merchant.id,
        filename=(tidy(filename) or "")[-100:],
        imported_by_id=by.id if by else None,
        created=created,
        known=len(reading.orders) - created,
        restored=reading.restored,
        refused=[refusal.stored() for refusal in reading.refusals],
    )
    db.session.add(kept)
    record("shipments.imported", kept, merchant, by, created=created, refused=len(kept.refused))
    return kept


def _row(merchant: Merchant, order: Order) -> dict[str, Any]:
    address = order.address
    return {
        "merchant_id": merchant.id,
        "source": FILE,
        "reference": order.reference,
        "grams": order.grams,
        "created_at": now(),
        **asdict(address),
    }
