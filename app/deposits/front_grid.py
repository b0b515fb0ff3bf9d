"""The grid on the front of a slip: items, prices and amounts by weight band and zone."""

from collections.abc import Iterator, Mapping, Sequence

from app.deposits.paper import Band, SlipSheet
from app.deposits.paper_forms import paper_form
from app.formats import amount, number, unit_price
from app.printing.compiling import PrintForm
from app.printing.slots import Values
from app.printing.text_fit import Slot, fitting_size
from app.printing.typeface import Face

# All prices and amounts of a grid have one size, so that they align. Each size is a compiled form,
# so sizes come in steps.
MONEY = Slot("money", 11.2, 5.8, preferred=8, floor=2, face=Face.BOLD)
MONEY_STEPS_IN_A_POINT = 2


def grid_rows(sheet: SlipSheet) -> Iterator[tuple[PrintForm, Values]]:
    """Yield the head, a row for each band, and the totals with the row to fill in by hand."""
    yield paper_form("slip_grid", zones=sheet.zones), {}
    settings = {"zone_count": len(sheet.zones), "money_size": _money_size(sheet)}
    row, total = (paper_form("slip_band", total=total, **settings) for total in (False, True))
    for band in sheet.bands:
        cells = [_cell(sheet, band, zone) for zone in sheet.zones]
        yield row, _row(band_words(band), cells)
    sums = [
        (number(sheet.zone_total(z)), "", _amount_or_blank(sheet.zone_amount(z)))
        for z in sheet.zones
    ]
    yield total, _row("Total des plis", sums)


def _cell(sheet: SlipSheet, band: Band, zone: str) -> tuple[str, str, str]:
    count, price = sheet.count(band, zone), sheet.amounts.price((band, zone))
    return (
        number(count) if count else "–",
        "" if price is None else unit_price(price),
        _amount_or_blank(sheet.amounts.amount((band, zone))),
    )


def _amount_or_blank(cents: int | None) -> str:
    return "" if cents is None else amount(cents)


def _row(words: str, cells: Sequence[tuple[str, str, str]]) -> Mapping[str, str]:
    row = {"band": words}
    for zone, (declared, price, cost) in enumerate(cells):
        row |= {f"declared-{zone}": declared, f"price-{zone}": price, f"amount-{zone}": cost}
    return row


def band_words(band: Band) -> str:
    """Return the grams of a band: « 101 à 250 g »."""
    lower, upper = band
    return f"{number(lower)} à {number(upper)} g"


def _money_size(sheet: SlipSheet) -> float:
    """Return the size in points at which the widest price or amount of the grid fits its cell."""
    size = min((fitting_size([text], MONEY) for text in _money(sheet)), default=MONEY.preferred)
    return max(MONEY.floor, int(size * MONEY_STEPS_IN_A_POINT) / MONEY_STEPS_IN_A_POINT)


def _money(sheet: SlipSheet) -> Iterator[str]:
    prices = (sheet.amounts.price(cell) for cell in sheet.counts)
    yield from (unit_price(price) for price in prices if price is not None)
    of_cells = (sheet.amounts.amount(cell) for cell in sheet.counts)
    of_zones = (sheet.zone_amount(zone) for zone in sheet.zones)
    yield from (amount(cents) for cents in (*of_cells, *of_zones) if cents is not None)
