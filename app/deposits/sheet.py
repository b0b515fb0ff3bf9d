"""Converts a deposit slip to the content of its printed form."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypedDict

from app.deposits.list_pages import SlipLine
from app.deposits.models import DepositSlip
from app.deposits.paper import Band, SlipSheet
from app.deposits.price_grids import Prices, prices_on
from app.labels.models import Label
from app.printing.text_fit import printable
from app.shipments.totals import CountableItem, totals
from app.shipments.zones import Zone

ZONE_NAMES = {Zone.METROPOLE: "Métropole", Zone.OM1: "OM 1", Zone.OM2: "OM 2"}


class Grid(TypedDict):
    """The bands in force, the zones, and the number of items in each cell."""

    bands: tuple[Band, ...]
    zones: tuple[str, ...]
    counts: Mapping[tuple[Band, str], int]


def sheet_of(slip: DepositSlip) -> SlipSheet:
    """Return the content of the printed slip, from stored rows, so that it is always the same.

    Only prices may change: those entered or corrected afterwards are printed from then on.
    """
    labels, who = slip.labels, slip.identification
    return SlipSheet(
        company=who["company"],
        address=tuple(who["address"]),
        phone="",
        email=who["email"],
        tracking_account=who["tracking_account"],
        contract_number=who["contract_number"],
        coclico=who["coclico"],
        coclico_billing=slip.coclico,
        site_name=who["site_name"],
        site_code=who["site_code"],
        site_s3c_code="",
        deposit_date=slip.deposit_date,
        number=slip.number,
        description="",
        franking_authorisation=who["contract_number"],
        **grid_of(labels, slip.deposit_date),
        items=[_line(label) for label in labels],
        prices=_prices(prices_on(slip.contract, slip.deposit_date)),
    )


def grid_of(items: Iterable[CountableItem], on: date) -> Grid:
    """Count the items by the weight bands in force on a day, with La Poste's names of zones."""
    counted = totals(items, on)
    return Grid(
        bands=tuple((band.lower, band.upper) for band in counted.bands),
        zones=tuple(ZONE_NAMES.values()),
        counts={
            ((band.lower, band.upper), ZONE_NAMES[zone]): count
            for (band, zone), count in counted.counts.items()
        },
    )


def _prices(prices: Prices) -> dict[tuple[Band, str], int]:
    """Return the prices with La Poste's names of zones."""
    return {
        ((band.lower, band.upper), ZONE_NAMES[zone]): price
        for (band, zone), price in prices.items()
    }


def _line(label: Label) -> SlipLine:
    return SlipLine(
        tracking_number=label.tracking_number,
        recipient=label.recipient,
        postcode=label.postcode,
        grams=label.grams,
        reference=printable(label.reference),
    )
