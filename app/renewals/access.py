"""Look-ups by the number in an address that end in 404, of what only its own people may see."""

from flask import abort

from app.accounts.guards import current_merchant, current_person
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.ranges.peaks import DeclaredPeak
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


def own_contract_or_404() -> Contract:
    """The activated contract of the company that is signed in, or 404."""
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_activated:
        abort(404)
    return contract


def own_peak_or_404(peak_id: int, contract: Contract) -> DeclaredPeak:
    """The busy days declared for this contract, or 404."""
    peak = db.session.get(DeclaredPeak, peak_id)
    if peak is None or peak.contract_id != contract.id:
        abort(404)
    return peak


def own_sendcloud_range_or_404(range_id: int, contract: Contract) -> NumberRange:
    """The range of this contract, or 404 if it has none or this program issues its numbers."""
    known = db.session.get(NumberRange, range_id)
    if known is None or known.contract_id != contract.id or known.is_issued_here:
        abort(404)
    return known


def may_see(contract: Contract) -> bool:
    """Whether this person may see a contract: merchants their own, advisors every one."""
    person = current_person()
    return person.is_advisor or (
        person.merchant is not None and person.merchant.id == contract.merchant_id
    )
