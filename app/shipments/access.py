"""Look-ups of a merchant's rows for the pages of shipments; what is not found is a 404."""

from flask import abort

from app.accounts.guards import current_merchant
from app.shipments.models import ShipmentImport


def import_or_404(import_id: int) -> ShipmentImport:
    """Return the current merchant's import with this id, or 404."""
    return ShipmentImport.one_of(current_merchant(), import_id) or abort(404)
