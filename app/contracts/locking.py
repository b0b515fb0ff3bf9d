"""Locking a contract before something is written about it."""

from app.accounts.models import Merchant
from app.contracts.models import Contract
from app.database import FREE_KEY, begin_write
from app.extensions import db


def lock_contract(contract_id: int) -> Contract:
    """Begin a write transaction and return the contract, read anew and locked."""
    begin_write(db.session)
    return lock_in_transaction(contract_id)


def lock_in_transaction(contract_id: int) -> Contract:
    """Return the contract, read anew and locked, within a write transaction that has begun.

    The company is locked first, as where the merchant answers: two orders would be a deadlock.
    """
    contract = db.session.get_one(Contract, contract_id)
    # Its key stays free: whoever makes labels refers to the company while they hold the contract.
    db.session.get_one(
        Merchant, contract.merchant_id, with_for_update=FREE_KEY, populate_existing=True
    )
    return lock_alone(contract_id)


def lock_alone(contract_id: int) -> Contract:
    """Lock the contract but not its company, and return it, read anew.

    If this waits for the lock, `is_suspended` is still as before the wait: `draw_numbers` asks again.
    """
    return db.session.get_one(
        Contract, contract_id, with_for_update={"of": Contract}, populate_existing=True
    )
