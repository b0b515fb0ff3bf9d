"""Look-ups that end in 404 where the thing is not there, or is not this person's to see."""

from flask import abort

from app.accounts.guards import current_merchant
from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db


def requested_or_404(contract_id: int) -> Contract:
    """The contract, for advisors: 404 until its activation was requested."""
    contract = db.session.get(Contract, contract_id)
    if contract is None or not contract.is_requested:
        abort(404)
    return contract


def activated_or_404(contract_id: int) -> Contract:
    """The contract, for advisors: 404 until it was activated."""
    contract = requested_or_404(contract_id)
    if not contract.is_activated:
        abort(404)
    return contract


def own_request_or_404() -> Contract:
    """The merchant's own contract: 404 until they have requested its activation."""
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_requested:
        abort(404)
    return contract


def advisor_or_404(user_id: int) -> User:
    """The advisor, also a former one: 404 for a merchant's people."""
    person = db.session.get(User, user_id)
    if person is None or not person.is_advisor:
        abort(404)
    return person
