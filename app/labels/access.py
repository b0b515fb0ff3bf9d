"""Look-ups of the current merchant's rows for the pages of labels; what is not found is a 404."""

from flask import abort

from app.accounts.guards import current_merchant
from app.contracts.models import Contract
from app.labels.models import Batch, Label


def batch_or_404(batch_id: int) -> Batch:
    """Return the current merchant's batch with this id, or 404."""
    return Batch.one_of(current_merchant(), batch_id) or abort(404)


def label_or_404(label_id: int, *, lock: bool = False) -> Label:
    """Return the current merchant's label with this id, or 404; `lock` it until the commit."""
    return next(iter(Label.of(current_merchant(), [label_id], lock=lock)), None) or abort(404)


def activated_contract_or_403() -> Contract:
    """Return the current merchant's contract, or 403 before its activation."""
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_activated:
        abort(403)
    return contract
