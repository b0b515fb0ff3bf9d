"""The front of a slip: La Poste's form, with the grid and what is below it.

Source of the layout: La Poste's form « Bordereau de dépôt – offre tracée en égrené », copies of
2014 and 2016.
"""

from collections.abc import Iterator

from app.deposits.front_grid import band_words, grid_rows
from app.deposits.paper import SlipSheet
from app.deposits.paper_forms import LEFT, paper_form
from app.deposits.text_runs import (
    TextRun,
    break_text,
    fill_lines,
    is_large,
    place_runs,
    shrink_to_fit,
    width_of,
)
from app.formats import euros, number, short_day
from app.printing.compiling import PrintForm
from app.printing.slots import Values
from app.printing.stamping import Placement
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE

WIDTH = 186 * POINTS_IN_A_MILLIMETRE
FRANKING, FRANKING_WIDTH = 90.18 * POINTS_IN_A_MILLIMETRE, 120.67 * POINTS_IN_A_MILLIMETRE
PRODUCT = 137.67 * POINTS_IN_A_MILLIMETRE
GRID = 94.52 * POINTS_IN_A_MILLIMETRE
# Distances from the last row of the grid, and from the last line of the advice on sorting.
SUMS = 5.18 * POINTS_IN_A_MILLIMETRE
ADVICE = 10.7 * POINTS_IN_A_MILLIMETRE
CLOSING = 4.34 * POINTS_IN_A_MILLIMETRE
BETWEEN_SUMS = 10 * POINTS_IN_A_MILLIMETRE
LEADING = 1.25 * 8.5

# Slots that get a line to write on if they are empty.
TO_WRITE = (
    *("phone", "email", "tracking-account", "contract-number", "coclico"),
    *("site", "site-code", "description"),
)
DOTS = "………………"
GAP = 5 * "\u00a0"


def front_placements(sheet: SlipSheet, page_count: int) -> Iterator[Placement]:
    """Yield what to stamp on the front page. Needs an application context, in French."""
    page = _page(sheet)
    values = _values(sheet, page, page_count)
    yield Placement(page, values)
    yield from _blanks(page, values)
    yield from _franking(sheet)
    end = GRID
    for form, row in grid_rows(sheet):
        yield Placement(form, row, LEFT, end)
        end += form.height
    yield from _sums(sheet, end + SUMS)
    end += ADVICE
    yield from place_runs(
        [TextRun("Remettre les plis triés par zone, puis par tranche de poids\u00a0:")], LEFT, end
    )
    for line in _advice(sheet):
        end += LEADING
        yield from place_runs(line, LEFT, end)
    yield Placement(paper_form("slip_closing"), {}, LEFT, end + CLOSING)


def _page(sheet: SlipSheet) -> PrintForm:
    def form(company_lines: int) -> PrintForm:
        return paper_form("slip", company_lines=company_lines)

    one_line = form(1)
    return one_line if is_large(sheet.company, one_line.text_slot("company")) else form(2)


def _values(sheet: SlipSheet, page: PrintForm, page_count: int) -> Values:
    billing = sheet.coclico_billing if sheet.coclico_billing != sheet.coclico else ""
    day = short_day(sheet.deposit_date)
    return {
        "key": sheet.printed_key,
        "no-key": _no_key(sheet),
        "symbol": sheet.printed_key,
        "company": break_text(sheet.company, page.text_slot("company"), 2),
        "address": sheet.address,
        "phone": sheet.phone,
        "email": break_text(sheet.email, page.text_slot("email"), 4),
        "tracking-account": sheet.tracking_account,
        "contract-number": sheet.contract_number,
        "coclico": sheet.coclico,
        "billing": billing,
        "same-billing": "" if billing else "identique",
        "site": break_text(sheet.site_name, page.text_slot("site"), 2),
        "site-code": sheet.site_code,
        "date": day,
        "number": sheet.padded_number,
        "description": break_text(sheet.description, page.text_slot("description"), 2),
        "foot": f"Bordereau de dépôt n°\u00a0{sheet.padded_number} du {day}",
        "page": f"page 1/{page_count}",
    }


def _no_key(sheet: SlipSheet) -> str:
    if sheet.specimen:
        return "aucune\u00a0: spécimen"
    return "" if sheet.printed_key else "à compléter\u00a0: code du site, COCLICO"


def _blanks(page: PrintForm, values: Values) -> Iterator[Placement]:
    for name in TO_WRITE:
        if not values[name]:
            box = page.text_slot(name).box
            blank = paper_form("slip_blank", width=round(box.width, 2))
            yield Placement(blank, {}, box.left, page.height - box.top)


def _franking(sheet: SlipSheet) -> Iterator[Placement]:
    known = bool(sheet.franking_authorisation)
    modes = [
        *_ticked_box("Port payé, autorisation n°\u00a0"),
        TextRun(f"{sheet.franking_authorisation or DOTS}{GAP}", bold=known),
        *(TextRun("☐ ", size=10), TextRun(f"CE n° {DOTS}{GAP}")),
        *(TextRun("☐ ", size=10), TextRun(f"MA n° {DOTS}")),
    ]
    yield from place_runs(shrink_to_fit(modes, FRANKING_WIDTH), LEFT, FRANKING)
    yield from place_runs(_ticked_box("Lettre Suivie"), PRODUCT, FRANKING)


def _ticked_box(words: str) -> list[TextRun]:
    return [TextRun("☑ ", size=10), TextRun(words)]


def _sums(sheet: SlipSheet, baseline: float) -> Iterator[Placement]:
    """Yield the number of items and the amount, aligned to the right edge."""
    total = sheet.amounts.total
    cost = (
        TextRun(euros(total), bold=True, size=10)
        if total is not None
        else TextRun("………………………… €", size=10)
    )
    sums = [
        [TextRun("Nombre total de plis\u00a0: ", size=10), TextRun(number(sheet.total), True, 10)],
        [TextRun("Montant total\u00a0: ", size=10), cost],
    ]
    left = LEFT + WIDTH - width_of(sums[0]) - BETWEEN_SUMS - width_of(sums[1])
    yield from place_runs(sums[0], left, baseline)
    yield from place_runs(sums[1], LEFT + WIDTH - width_of(sums[1]), baseline)


def _advice(sheet: SlipSheet) -> Iterator[list[TextRun]]:
    """Yield the lines on sorting the items, for each zone with items."""
    for zone in sheet.zones:
        if sheet.zone_total(zone):
            yield from fill_lines(_groups(sheet, zone), WIDTH)


def _groups(sheet: SlipSheet, zone: str) -> Iterator[list[TextRun]]:
    yield [TextRun(zone, bold=True), TextRun(" – ")]
    bands = [band for band in sheet.bands if sheet.count(band, zone)]
    for band in bands:
        counted = TextRun(number(sheet.count(band, zone)), bold=True)
        after = "" if band is bands[-1] else "\u00a0· "
        yield [TextRun(f"{band_words(band)}\u00a0: "), counted, TextRun(after)]
