"""Look-ups of a merchant's slips for their pages; what is not found is a 404."""

from flask import abort

from app.accounts.guards import current_merchant
from app.deposits.models import DepositSlip


def slip_or_404(slip_id: int) -> DepositSlip:
    """Return the current merchant's slip with this id, or 404."""
    return DepositSlip.one_of(current_merchant(), slip_id) or abort(404)
