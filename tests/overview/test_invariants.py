"""`flask verify` finds breaches: each invariant is broken after removing what guards it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.contracts.models import Contract
from app.extensions import db
from app.overview.invariants import INVARIANTS, breaches
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, NumberRange, open_range
from app.ranges.usage import use_up_to
from app.renewals.models import Renewal, begin
from tests.cast import BOB, Cast

pytestmark = pytest.mark.usefixtures("context")

# What breaks each invariant. Of Alice's three labels the first stands on a slip.
BREACHES = {
    "a tracking number is issued once": (
        "UPDATE label SET tracking_number = (SELECT min(tracking_number) FROM label)"
    ),
    "a label's number lies in a range issued here": (
        "UPDATE number_range SET issuer = 'sendcloud' WHERE id = 1"
    ),
    "ranges never overlap": (
        "UPDATE number_range SET first_position = (SELECT min(first_position) FROM number_range),"
        " last_position = (SELECT min(last_position) FROM number_range)"
    ),
    "draws move the range on without a gap": (
        "UPDATE number_range SET next_serial = next_serial + 1 WHERE id = 2"
    ),
    "every drawn number is on a label": "DELETE FROM label WHERE id = 3",
    "a shipment has at most one live label": (
        "UPDATE label SET shipment_id = (SELECT min(shipment_id) FROM label)"
    ),
    "a label stands on at most one live slip": (
        "INSERT INTO deposit_item (slip_id, label_id) SELECT slip_id, label_id FROM deposit_item"
    ),
    "a shipment knows whether it has a live label": (
        "UPDATE shipment SET labelled_at = NULL WHERE id = 2"
    ),
    "a label knows whether it stands on a slip": "UPDATE label SET listed_at = NULL WHERE id = 1",
    "a voided label stands on no slip": (
        "UPDATE label SET voided_at = '2026-11-23 08:00:00+00:00' WHERE id = 1"
    ),
    "numbers lost with a restore are noted as such, and on no label": (
        "UPDATE number_draw SET purpose = 'lost with a restore' WHERE id = 1"
    ),
    "slip numbers have no gap but those lost with a restore": "UPDATE deposit_slip SET number = number + 1",
    "an activated contract was verified": "DELETE FROM checklist_mark WHERE id = 3",
    "an account is activated once a merchant": "UPDATE contract SET merchant_id = 1",
    "an active contract has its numbers": "UPDATE contract SET coclico = NULL WHERE id = 1",
    "a recorded renewal has a range of its contract": (
        "UPDATE renewal SET range_id = 1 WHERE contract_id = 2"
    ),
    "a contract has at most one open renewal": (
        "UPDATE renewal SET recorded_at = NULL, contract_id = 1"
    ),
}
UNGUARDED_POSTGRESQL = (
    "SET LOCAL session_replication_role = replica",  # without triggers and foreign keys
    "ALTER TABLE label DROP CONSTRAINT uq_label_tracking_number",
    "ALTER TABLE number_range DROP CONSTRAINT ex_number_range_overlap",
    "DROP INDEX uq_label_live_shipment",
    "DROP INDEX uq_deposit_item_live_label",
    "DROP INDEX uq_contract_active_account",
    "DROP INDEX uq_renewal_open",
)
UNGUARDED_SQLITE = (
    "DROP TRIGGER number_range_bounds",
    "DROP TRIGGER number_range_overlap_update",
    "DROP TRIGGER label_snapshot",
    "DROP TRIGGER label_kept",
    "DROP INDEX uq_label_live_shipment",
    "DROP INDEX uq_deposit_item_live_label",
    "DROP INDEX uq_contract_active_account",
    "DROP INDEX uq_renewal_open",
)
# SQLite cannot be talked out of a column's being unique.
ON_SQLITE = [name for name in BREACHES if name != "a tracking number is issued once"]
EACH = [
    *(("postgresql", name) for name in BREACHES),
    *(("sqlite", name) for name in ON_SQLITE),
]


@pytest.fixture
def trade(cast: Cast) -> None:
    """Two active merchants, without breaches."""
    contract, other = cast.active(size=3), cast.active(BOB, first=5_000, size=3)
    labels = cast.batch(contract, cast.shipments(contract, 3)).labels
    cast.slip(contract, labels[:1])
    (voided,) = cast.batch(other, cast.shipments(other, 1)).labels
    voided.void(other.merchant.owner)
    renew(contract)
    renew(other).note_range(cast.more_numbers(other, first=9_000, size=3), other.merchant.owner)
    elsewhere = issued_at_sendcloud(other)
    db.session.flush()
    use_up_to(elsewhere, elsewhere.first_serial + 1, by=other.merchant.owner)
    db.session.commit()


def issued_at_sendcloud(contract: Contract) -> NumberRange:
    """A range that another system draws from."""
    bounds = Bounds("2L", 20_000, 20_002, 20_000)
    return open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SENDCLOUD)


def renew(contract: Contract) -> Renewal:
    """A renewal that has begun."""
    return begin(contract, email=BOB, by=contract.merchant.owner)


@pytest.fixture
def unguarded(trade: None) -> Iterator[None]:
    """A transaction without constraints and triggers, rolled back at the end."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    for statement in UNGUARDED_SQLITE if on_sqlite else UNGUARDED_POSTGRESQL:
        db.session.execute(text(statement))
    yield
    db.session.rollback()


def test_nothing_is_amiss_in_a_days_trade(trade: None) -> None:
    assert list(breaches()) == []


def test_there_is_a_breach_for_each_invariant() -> None:
    assert set(BREACHES) == set(INVARIANTS)


@pytest.mark.parametrize(("app", "name"), EACH, indirect=["app"])
def test_a_breach_is_found_by_its_name(unguarded: None, name: str) -> None:
    assert list(breaches()) == []
    db.session.execute(text(BREACHES[name]))
    found = list(breaches())
    assert name in {what for what, _ in found}
    assert all(row for _, row in found)
