"""The slips of a month, and what they cost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import Merchant
from app.deposits.amounts import Amounts
from app.deposits.models import DepositItem, DepositSlip
from app.deposits.price_grids import Cell, PriceGrid, grid_on
from app.extensions import db
from app.labels.models import Label
from app.months import month_after
from app.shipments.weight_bands import band_of
from app.shipments.zones import zone_of


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A slip with its number of items and its amount in cents; None if a price is missing."""

    slip: DepositSlip
    count: int
    amount: int | None


@dataclass(frozen=True, slots=True)
class SlipMonth:
    """The slips with a day of deposit in the month that begins on `first`, by day."""

    first: date
    lines: Sequence[MonthLine]

    @property
    def count(self) -> int:
        """The number of items."""
        return sum(line.count for line in self.lines)

    @property
    def without_amount(self) -> int:
        """The number of slips without an amount."""
        return sum(line.amount is None for line in self.lines)

    @property
    def amount(self) -> int | None:
        """The sum of the amounts in cents; None if one is missing."""
        known = [line.amount for line in self.lines if line.amount is not None]
        return sum(known) if known and len(known) == len(self.lines) else None


def slips_of_month(merchant: Merchant, first: date) -> SlipMonth:
    """Return a merchant's slips of the month that begins on `first`."""
    within = (
        DepositSlip.merchant_id == merchant.id,
        DepositSlip.deposit_date >= first,
        DepositSlip.deposit_date < month_after(first),
    )
    in_order = select(DepositSlip).where(*within)
    in_order = in_order.order_by(DepositSlip.deposit_date, DepositSlip.id)
    slips = db.session.scalars(in_order).all()
    counts = _counts(within)
    grids = {contract: PriceGrid.all_of(contract) for contract in {slip.contract for slip in slips}}
    return SlipMonth(
        first, [_line(slip, counts.get(slip.id, Counter()), grids[slip.contract]) for slip in slips]
    )


def _line(slip: DepositSlip, counts: Counter[Cell], grids: Sequence[PriceGrid]) -> MonthLine:
    grid = grid_on(grids, slip.deposit_date)
    return MonthLine(slip, counts.total(), Amounts(counts, grid.prices if grid else {}).total)


def _counts(within: Sequence[ColumnElement[bool]]) -> dict[int, Counter[Cell]]:
    """Return the number of items by band and zone, by id of the slip, with one statement."""
    items = (
        select(DepositSlip.id, DepositSlip.deposit_date, Label.grams, Label.postcode, func.count())
        .join(DepositItem, DepositItem.slip_id == DepositSlip.id)
        .join(Label, DepositItem.label_id == Label.id)
        .where(*within, DepositItem.released_at.is_(None))
        .group_by(DepositSlip.id, DepositSlip.deposit_date, Label.grams, Label.postcode)
    )
    counts: dict[int, Counter[Cell]] = {}
    for slip_id, day, grams, postcode, count in db.session.execute(items):
        cells = counts.setdefault(slip_id, Counter())
        cells[band_of(grams, day), zone_of(postcode)] += count
    return counts
