"""Sets prices for the tests, by the program's own functions."""

from datetime import date

from app.contracts.models import Contract
from app.deposits.price_grids import Cell, set_prices
from app.extensions import db
from app.shipments.weight_bands import WeightBand
from app.shipments.zones import Zone

NEW_YEAR = date(2026, 1, 1)
LIGHT = WeightBand(0, 20), Zone.METROPOLE
MIDDLE = WeightBand(101, 250), Zone.METROPOLE
FAR = WeightBand(21, 50), Zone.OM1
HEAVY = WeightBand(2001, 3000), Zone.METROPOLE


def price(
    contract: Contract,
    prices: dict[Cell, int],
    *,
    since: date = NEW_YEAR,
    instead_of: date | None = None,
) -> bool:
    """Set the prices of a contract, as its owner."""
    by = contract.merchant.owner
    changed = set_prices(contract, since, prices, instead_of=instead_of, by=by)
    db.session.commit()
    return changed
