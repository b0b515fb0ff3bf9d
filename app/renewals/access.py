"""Look-ups by the number in an address that end in 404, of what only its own people may see."""

from flask import abort

from app.accounts.guards import current_person
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals.models import Renewal


def activated_or_404(contract_id: int) -> Contract:
    """The activated contract, or 404 unless this person may see it."""
    contract = db.session.get(Contract, contract_id)
    if contract is None or not contract.is_activated or not may_see(contract):
        abort(404)
    return contract


def renewal_or_404(renewal_id: int) -> Renewal:
    """The renewal, or 404 unless this person may see it."""
    renewal = db.session.get(Renewal, renewal_id)
    if renewal is None or not may_see(renewal.contract):
        abort(404)
    return renewal


def range_or_404(range_id: int) -> NumberRange:
    """The range, or 404 unless this person may see it."""
    known = db.session.get(NumberRange, range_id)
    if known is None or not may_see(known.contract):
        abort(404)
    return known


def may_see(contract: Contract) -> bool:
    """Whether this person may see a contract: merchants their own, advisors every one."""
    person = current_person()
    return person.is_advisor or (
        person.merchant is not None and person.merchant.id == contract.merchant_id
    )
