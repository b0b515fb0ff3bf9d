"""The deposit slip on paper: La Poste's form and the itemised list, A4, in French."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from flask import current_app

from app.deposits.amounts import Amounts
from app.deposits.list_pages import ListHead, SlipLine, list_pages, list_placements
from app.formats import amount, number, short_day, unit_price
from app.language import in_language
from app.printing.barcodes import Barcode, data_matrix
from app.printing.compiling import draw_form
from app.printing.faces import FAMILY, Face
from app.printing.sheets import A4_HEIGHT, A4_WIDTH
from app.printing.stamping import Placement, stamp_pages
from app.printing.text_fit import Slot, fitting_size
from app.printing.writer import Heading

NUMBER_DIGITS = 6

# The labels are out when a slip is printed, so it must not fail then: a floor lets through the
# widest text that a form has taken. 38 capital W's stand at 4 points and more.
# A legal name may be longer than a line of an address: it goes on below.
COMPANY_LINE = 38
COMPANY = Slot("company", 56.5, 30, preferred=8.5, floor=3.35, face=Face.BOLD)

# One size for all prices and amounts of the grid, so that they stand in line.
MONEY = Slot("money", 11.4, 5.8, preferred=8, floor=3.35, face=Face.BOLD)

# Lower and upper bound in grams, both included.
Band = tuple[int, int]


class CountsDisagree(ValueError):
    """The grid of a slip does not count as many items as its list holds."""

    def __init__(self, counted: int, listed: int) -> None:
        super().__init__(f"The grid counts {counted} items, the list holds {listed}.")
        self.counted = counted
        self.listed = listed


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What a deposit slip says, in the order of La Poste's form.

    Whatever is not known yet is an empty text, and leaves a line to write on. `counts` holds the
    declared items of each band and zone that has any; an empty `items` prints the form alone.
    `prices` holds what is known of the unit prices, in ten-thousandths of a euro.
    A `specimen` says so across each page, and has no unique key.
    """

    company: str
    address: tuple[str, ...]
    phone: str
    email: str
    tracking_account: str
    contract_number: str
    coclico: str
    coclico_billing: str
    site_name: str
    site_code: str
    site_s3c_code: str
    deposit_date: date
    number: int
    description: str
    franking_authorisation: str
    bands: tuple[Band, ...]
    zones: tuple[str, ...]
    counts: Mapping[tuple[Band, str], int]
    items: Sequence[SlipLine]
    specimen: bool = False
    prices: Mapping[tuple[Band, str], int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the document is called."""
        if self.specimen:
            return "Spécimen de bordereau de dépôt"
        return f"Bordereau de dépôt n° {self.padded_number} du {self.deposit_date:%d/%m/%Y}"

    @property
    def padded_number(self) -> str:
        """The slip's number on 6 digits."""
        return f"{self.number:0{NUMBER_DIGITS}d}"

    @property
    def unique_key(self) -> str:
        """`site;COCLICO facturation;year and number`; empty while a part of it is not known.

        The site stands by its S3C code, else by its own. Form seen in third-party code only.
        """
        site = self.site_s3c_code or self.site_code
        billing = self.coclico_billing or self.coclico
        if not (site and billing):
            return ""
        return f"{site};{billing};{self.deposit_date.year}{self.padded_number}"

    def count(self, band: Band, zone: str) -> int:
        """The items declared in one cell of the grid."""
        return self.counts.get((band, zone), 0)

    def zone_total(self, zone: str) -> int:
        """The items declared in one zone."""
        return sum(self.count(band, zone) for band in self.bands)

    @property
    def amounts(self) -> Amounts[tuple[Band, str]]:
        """What its items cost, as far as the prices are known."""
        return Amounts(self.counts, self.prices)

    def zone_amount(self, zone: str) -> int | None:
        """What the items of one zone cost, in cents."""
        return self.amounts.sum_of([(band, zone) for band in self.bands])

    @property
    def total(self) -> int:
        """All items declared."""
        return sum(self.counts.values())


def slip_pdf(sheet: SlipSheet) -> bytes:
    """The slip as one piece: see `slip_in_pieces`."""
    return b"".join(slip_in_pieces(sheet))


def slip_in_pieces(sheet: SlipSheet) -> Iterator[bytes]:
    """The form on one A4 page, then the list, numbers ascending, as a PDF that comes in pieces.

    Needs an application context; the pieces may be taken outside. Raises CountsDisagree when the
    grid and a list of items differ and PrintingUnavailable when the machine cannot print; when
    its row is reached, TextDoesNotFit for a name or a reference far beyond its allowed length.
    """
    if sheet.items and sheet.total != len(sheet.items):
        raise CountsDisagree(sheet.total, len(sheet.items))
    pages = list_pages(sheet.items)
    with in_language("fr"):
        form = draw_form(_html(sheet, 1 + len(pages)))
        rows = list_placements(pages, _list_head(sheet))
    first = [Placement(form, {})]
    return stamp_pages(chain([first], rows), A4_WIDTH, A4_HEIGHT, Heading(sheet.title))


def _html(sheet: SlipSheet, page_count: int) -> str:
    company = textwrap.wrap(sheet.company, COMPANY_LINE)
    template = current_app.jinja_env.get_template("print/slip.html")
    return template.render(
        sheet=sheet,
        family=FAMILY,
        key=_key(sheet),
        page_count=page_count,
        band_words=_band_words,
        filled_bands=_filled_bands,
        money_size=_money_size(sheet),
        company_lines=company,
        company_size=fitting_size([*company, *sheet.address], COMPANY),
    )


def _list_head(sheet: SlipSheet) -> ListHead:
    day = short_day(sheet.deposit_date)
    site = f"{sheet.site_name} ({sheet.site_code})" if sheet.site_code else sheet.site_name
    return ListHead(
        about=(sheet.company, f"{site} – {day} – bordereau n° {sheet.padded_number}"),
        foot=f"Bordereau de dépôt n° {sheet.padded_number} du {day}",
        specimen=sheet.specimen,
    )


def _key(sheet: SlipSheet) -> Barcode | None:
    return data_matrix(sheet.unique_key) if sheet.unique_key and not sheet.specimen else None


def _band_words(band: Band) -> str:
    lower, upper = band
    return f"{number(lower)} à {number(upper)} g"


def _money_size(sheet: SlipSheet) -> float:
    """The size in points at which the widest price or amount of the grid fits its cell."""
    texts = [*_prices(sheet), *_amounts(sheet)]
    return min((fitting_size([text], MONEY) for text in texts), default=MONEY.preferred)


def _prices(sheet: SlipSheet) -> Iterator[str]:
    prices = (sheet.amounts.price(cell) for cell in sheet.counts)
    return (unit_price(price) for price in prices if price is not None)


def _amounts(sheet: SlipSheet) -> Iterator[str]:
    of_cells = (sheet.amounts.amount(cell) for cell in sheet.counts)
    of_zones = (sheet.zone_amount(zone) for zone in sheet.zones)
    return (amount(cents) for cents in (*of_cells, *of_zones) if cents is not None)


def _filled_bands(sheet: SlipSheet, zone: str) -> Iterator[tuple[Band, int]]:
    """The bands of a zone that hold items, for the advice on sorting."""
    for band in sheet.bands:
        if count := sheet.count(band, zone):
            yield band, count
