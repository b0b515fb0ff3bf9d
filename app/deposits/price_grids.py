"""The unit prices of a contract, in grids that are valid from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.shipments.weight_bands import WeightBand, bands
from app.shipments.zones import Zone

Cell = tuple[WeightBand, Zone]
# In ten-thousandths of a euro. Unknown prices are left out.
Prices = Mapping[Cell, int]


class NoPrices(Exception):
    """No price is given, and the day has no grid that could be withdrawn."""


class PriceGrid(Model):
    """The prices from a day on. A newer grid of the same day replaces it; no row is deleted."""

    __tablename__ = "price_grid"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    valid_from: Mapped[date]
    set_at: Mapped[datetime] = mapped_column(default=now)
    set_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    set_by: Mapped[User] = relationship()
    unit_prices: Mapped[list["UnitPrice"]] = relationship(order_by="UnitPrice.id", lazy="selectin")

    @classmethod
    def all_of(cls, contract: Contract) -> "list[Self]":
        """Return the grids in force, the latest day first: of each day the newest, if it has prices."""
        own = select(cls).where(cls.contract_id == contract.id).order_by(cls.id)
        by_day = {grid.valid_from: grid for grid in db.session.scalars(own)}
        return [by_day[day] for day in sorted(by_day, reverse=True) if by_day[day].unit_prices]

    @property
    def prices(self) -> dict[Cell, int]:
        """The known prices by cell."""
        return {
            (WeightBand(price.lower, price.upper), Zone(price.zone)): price.ten_thousandths
            for price in self.unit_prices
        }

    @property
    def bands(self) -> list[WeightBand]:
        """The weight bands in force on its day, and any other with a price, lightest first."""
        priced = {band for band, _zone in self.prices}
        return sorted(priced.union(bands(self.valid_from)))


class UnitPrice(Model):
    """The price of an item in a weight band and zone."""

    __tablename__ = "unit_price"
    __table_args__ = (
        UniqueConstraint("grid_id", "zone", "lower", "upper"),
        CheckConstraint("ten_thousandths > 0", name="ten_thousandths"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    grid_id: Mapped[int] = mapped_column(ForeignKey(PriceGrid.id))
    zone: Mapped[str] = mapped_column(String(10))
    # The bounds of the band in grams, both included.
    lower: Mapped[int]
    upper: Mapped[int]
    ten_thousandths: Mapped[int]


def grid_on(grids: Sequence[PriceGrid], day: date) -> PriceGrid | None:
    """Return the grid in force on a day, from grids with the latest first."""
    return next((grid for grid in grids if grid.valid_from <= day), None)


def prices_on(contract: Contract, day: date) -> dict[Cell, int]:
    """Return the known prices of a day."""
    grid = grid_on(PriceGrid.all_of(contract), day)
    return grid.prices if grid else {}


def set_prices(
    contract: Contract, valid_from: date, prices: Prices, *, instead_of: date | None, by: User
) -> bool:
    """Set the prices from a day on; return False if nothing changes.

    `instead_of` is the day of the grid that is corrected; if it is another day, that grid is
    withdrawn. Empty `prices` withdraw the grid of the day. Call it with the contract locked. Raises
    `NoPrices`.
    """
    known = {grid.valid_from: grid.prices for grid in PriceGrid.all_of(contract)}
    if not prices and valid_from not in known:
        raise NoPrices
    written = {valid_from: prices}
    if instead_of in known and instead_of != valid_from:
        written[instead_of] = {}
    changed = {day: new for day, new in written.items() if known.get(day) != new}
    for day, new in changed.items():
        _write(contract, day, new, by)
    return bool(changed)


def _write(contract: Contract, valid_from: date, prices: Prices, by: User) -> None:
    grid = PriceGrid(contract_id=contract.id, valid_from=valid_from, set_by_id=by.id)
    grid.unit_prices = [
        UnitPrice(zone=zone, lower=band.lower, upper=band.upper, ten_thousandths=price)
        for (band, zone), price in sorted(prices.items())
    ]
    db.session.add(grid)
    act = "prices.set" if prices else "prices.withdrawn"
    record(act, grid, contract.merchant, by, valid_from=valid_from.isoformat())
