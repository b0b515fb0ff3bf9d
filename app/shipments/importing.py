"""Imports an order file: every row is checked by itself, and the valid ones become shipments.

Reading is slow and needs no database; keeping is one short write transaction.
"""

from dataclasses import asdict, dataclass, field
from typing import Any

from flask import current_app

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.database import insert_new
from app.extensions import db
from app.forms import tidy
from app.shipments.columns import match_columns
from app.shipments.faults import Field, FieldFault, FieldProblem, Remark
from app.shipments.grouping import LeftOut, LeftOutReason, gather
from app.shipments.messages import sentence
from app.shipments.models import FILE, Shipment, ShipmentImport
from app.shipments.orders import ImportRules, Order, read_order
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
    """The content of a file: the valid orders, the faults of the others, and what is left out.

    A refusal whose fault `is_question` is asked about: the person may say that all is right.
    """

    orders: list[Order]
    refusals: list[Refusal]
    left_out: list[LeftOut] = field(default_factory=list)
    shop: str = ""

    @property
    def restored(self) -> int:
        """How many postcodes had lost their leading zero."""
        return sum(order.restored_postcode for order in self.orders)

    @property
    def remarks(self) -> list[tuple[int, Remark]]:
        """The remarks about the valid orders, each with its line."""
        return [(order.lines[0], remark) for order in self.orders for remark in order.remarks]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The orders of a file beside what was imported before.

    `known` were imported with the same content; `changed` are asked about: the same order has
    changed, or it is another one.
    """

    new: list[Order]
    known: list[Order]
    changed: list[Refusal]


def rules(usual_grams: int | None = None) -> ImportRules:
    """Return what the settings, and the merchant about their usual weight, say about reading."""
    serves = current_app.config["SERVE_ARMED_FORCES"]
    return ImportRules(usual_grams=usual_grams, serve_armed_forces=serves)


def read_file(content: bytes, rules: ImportRules | None = None) -> Reading:
    """Read an order file. Raises `UnreadableOrderFile` if nothing of it can be read."""
    table = read_table(content)
    columns = match_columns(table)
    reading = Reading([], [], shop=columns.shop)
    first: dict[str, Order] = {}
    for gathered in gather(table.rows, columns):
        if isinstance(gathered, LeftOut):
            reading.left_out.append(gathered)
            continue
        line = gathered.rows[0].line
        order = read_order(gathered.rows, columns, rules)
        if isinstance(order, Order):
            _add(reading, order, first.setdefault(order.reference, order))
        else:
            reading.refusals.extend(Refusal(line, fault) for fault in order)
    return reading


def _add(reading: Reading, order: Order, earlier: Order) -> None:
    """Add an order, unless an earlier one has its reference: the same again, or to be asked about."""
    line = order.lines[0]
    if earlier is order:
        reading.orders.append(order)
    elif earlier.content == order.content:
        again = LeftOut(line, order.reference, LeftOutReason.SAME_ORDER, str(earlier.lines[0]))
        reading.left_out.append(again)
    else:
        reading.refusals.append(
            Refusal(
                line, _conflict(order, earlier.content, FieldProblem.REPEATED, earlier.lines[0])
            )
        )


def _conflict(
    order: Order, earlier: tuple[str, ...], problem: FieldProblem, line: int = 0
) -> FieldFault:
    """Return the question about a reference with two contents: the earlier one, and the new one."""
    both = (_on_one_line(earlier), _on_one_line(order.content))
    return FieldFault(Field.REFERENCE, order.reference, problem, choices=both, limit=line)


def _on_one_line(content: tuple[str, ...]) -> str:
    return f"{', '.join(content[:-1])}, {content[-1]} g"


def compare(merchant: Merchant, reading: Reading, source: str = FILE) -> Comparison:
    """Compare the orders of a file with those imported before from the same source."""
    references = [order.reference for order in reading.orders]
    stored = Shipment.known_contents(merchant, source, references)
    comparison = Comparison([], [], [])
    for order in reading.orders:
        content = stored.get(order.reference)
        if content is None:
            comparison.new.append(order)
        elif content == order.content:
            comparison.known.append(order)
        else:
            fault = _conflict(order, content, FieldProblem.OTHER_CONTENT)
            comparison.changed.append(Refusal(order.lines[0] if order.lines else 0, fault))
    return comparison


def keep(
    merchant: Merchant, reading: Reading, *, filename: str, by: User | None, source: str = FILE
) -> ShipmentImport:
    """Create shipments for the orders that are new. Call it in a write transaction.

    References are compared within a source: a shop that has one keeps its numbering apart.
    """
    # One import per merchant at a time: two files with the same orders in different sequences
    # would deadlock.
    db.session.get_one(Merchant, merchant.id, with_for_update=True, populate_existing=True)
    compared = compare(merchant, reading, source)
    created = insert_new(
        db.session, Shipment, [_row(merchant, source, order) for order in compared.new]
    )
    refusals = [*reading.refusals, *compared.changed]
    kept = ShipmentImport(
        merchant_id=merchant.id,
        filename=(tidy(filename) or "")[-100:],
        imported_by_id=by.id if by else None,
        created=created,
        known=len(reading.orders) - len(compared.changed) - created,
        restored=reading.restored,
        refused=[refusal.stored() for refusal in sorted(refusals, key=lambda r: r.line)],
        left_out=[asdict(left_out) for left_out in reading.left_out],
        remarks=[{"line": line, **asdict(remark)} for line, remark in reading.remarks],
    )
    db.session.add(kept)
    record("shipments.imported", kept, merchant, by, created=created, refused=len(kept.refused))
    return kept


def _row(merchant: Merchant, source: str, order: Order) -> dict[str, Any]:
    address = order.address
    return {
        "merchant_id": merchant.id,
        "source": source,
        "reference": order.reference,
        "grams": order.grams,
        "recipient_email": order.email or None,
        "created_at": now(),
        **asdict(address),
    }
