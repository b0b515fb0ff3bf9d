"""Writing about a contract while nobody else does."""

from app.accounts.models import Merchant
from app.contracts.models import Contract
from app.database import FREE_KEY, begin_write
from app.extensions import db


def locked(contract_id: int) -> Contract:
    """The contract, read anew in a write transaction that nobody else changes it in."""
    begin_write(db.session)
    return locked_in_transaction(contract_id)


def locked_in_transaction(contract_id: int) -> Contract:
    """The same, within a write transaction that has begun.

    The company is locked first, as where the merchant answers: two orders would be a deadlock.
    """
    contract = db.session.get_one(Contract, contract_id)
    # Its key stays free: whoever makes labels refers to the company while they hold the contract.
    db.session.get_one(
        Merchant, contract.merchant_id, with_for_update=FREE_KEY, populate_existing=True
    )
    return db.session.get_one(Contract, contract_id, with_for_update=True, populate_existing=True)
