"""The front of a slip, La Poste's form: a page, the rows of its grid, and what stands below them."""

from collections.abc import Iterator

from app.deposits.front_grid import band_words, grid_rows
from app.deposits.paper import SlipSheet
from app.deposits.paper_forms import LEFT, paper_form
from app.deposits.words import Words, broken, filled, fitted, is_large, placed, width_of
from app.formats import euros, number, short_day
from app.printing.compiling import PrintForm
from app.printing.slots import Values
from app.printing.stamping import Placement
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE

WIDTH = 186 * POINTS_IN_A_MILLIMETRE
FRANKING, FRANKING_WIDTH = 90.18 * POINTS_IN_A_MILLIMETRE, 120.67 * POINTS_IN_A_MILLIMETRE
PRODUCT = 137.67 * POINTS_IN_A_MILLIMETRE
GRID = 94.52 * POINTS_IN_A_MILLIMETRE
# From the last row of the grid, and from the last line of the advice.
SUMS = 5.18 * POINTS_IN_A_MILLIMETRE
ADVICE = 10.7 * POINTS_IN_A_MILLIMETRE
CLOSING = 4.34 * POINTS_IN_A_MILLIMETRE
BETWEEN_SUMS = 10 * POINTS_IN_A_MILLIMETRE
LEADING = 1.25 * 8.5

# What leaves a line to write on where it is not known.
TO_WRITE = (
    *("phone", "email", "tracking-account", "contract-number", "coclico"),
    *("site", "site-code", "description"),
)
DOTS = "………………"
GAP = 5 * "\u00a0"


def front_placements(sheet: SlipSheet, page_count: int) -> Iterator[Placement]:
    """The front page as the engine stamps it. Needs an application context, in French."""
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
    yield from placed(
        [Words("Remettre les plis triés par zone, puis par tranche de poids\u00a0:")], LEFT, end
    )
    for line in _advice(sheet):
        end += LEADING
        yield from placed(line, LEFT, end)
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
        "company": broken(sheet.company, page.text_slot("company"), 2),
        "address": sheet.address,
        "phone": sheet.phone,
        "email": broken(sheet.email, page.text_slot("email"), 4),
        "tracking-account": sheet.tracking_account,
        "contract-number": sheet.contract_number,
        "coclico": sheet.coclico,
        "billing": billing,
        "same-billing": "" if billing else "identique",
        "site": broken(sheet.site_name, page.text_slot("site"), 2),
        "site-code": sheet.site_code,
        "date": day,
        "number": sheet.padded_number,
        "description": broken(sheet.description, page.text_slot("description"), 2),
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
        *_ticked("Port payé, autorisation n°\u00a0"),
        Words(f"{sheet.franking_authorisation or DOTS}{GAP}", bold=known),
        *(Words("☐ ", size=10), Words(f"CE n° {DOTS}{GAP}")),
        *(Words("☐ ", size=10), Words(f"MA n° {DOTS}")),
    ]
    yield from placed(fitted(modes, FRANKING_WIDTH), LEFT, FRANKING)
    yield from placed(_ticked("Lettre Suivie"), PRODUCT, FRANKING)


def _ticked(words: str) -> list[Words]:
    return [Words("☑ ", size=10), Words(words)]


def _sums(sheet: SlipSheet, baseline: float) -> Iterator[Placement]:
    """Both end at the right edge."""
    total = sheet.amounts.total
    cost = (
        Words(euros(total), bold=True, size=10)
        if total is not None
        else Words("………………………… €", size=10)
    )
    sums = [
        [Words("Nombre total de plis\u00a0: ", size=10), Words(number(sheet.total), True, 10)],
        [Words("Montant total\u00a0: ", size=10), cost],
    ]
    left = LEFT + WIDTH - width_of(sums[0]) - BETWEEN_SUMS - width_of(sums[1])
    yield from placed(sums[0], left, baseline)
    yield from placed(sums[1], LEFT + WIDTH - width_of(sums[1]), baseline)


def _advice(sheet: SlipSheet) -> Iterator[list[Words]]:
    """How the items are to be sorted: lines for each zone that has any."""
    for zone in sheet.zones:
        if sheet.zone_total(zone):
            yield from filled(_groups(sheet, zone), WIDTH)


def _groups(sheet: SlipSheet, zone: str) -> Iterator[list[Words]]:
    yield [Words(zone, bold=True), Words(" – ")]
    bands = [band for band in sheet.bands if sheet.count(band, zone)]
    for band in bands:
        counted = Words(number(sheet.count(band, zone)), bold=True)
        after = "" if band is bands[-1] else "\u00a0· "
        yield [Words(f"{band_words(band)}\u00a0: "), counted, Words(after)]
