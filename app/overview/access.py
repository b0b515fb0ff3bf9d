"""Look-ups for advisors' pages of a merchant; what is not found is a 404."""

from flask import abort

from app.accounts.models import Merchant
from app.extensions import db


def merchant_or_404(merchant_id: int) -> Merchant:
    """Return the merchant with this id, or 404. Only for views that advisors alone may open."""
    return db.session.get(Merchant, merchant_id) or abort(404)
