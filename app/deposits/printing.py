"""The deposit slip on paper: La Poste's form and the itemised list, A4, in French."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from app.formats import number
from app.language import in_language
from app.printing.barcodes import Barcode, data_matrix
from app.printing.documents import render_pdf
from app.printing.faces import FAMILY, Face
from app.printing.text_fit import Slot, fitting_size
from app.ranges.tracking_number import in_groups

ROWS_A_PAGE = 45
NUMBER_DIGITS = 6

# The labels are out when a slip is printed, so it must not fail then: a floor lets through the
# widest text that a form has taken. 38 capital W's stand at 4 points and more.
# A legal name may be longer than a line of an address: it goes on below.
COMPANY_LINE = 38
COMPANY = Slot("company", 56.5, 30, preferred=8.5, floor=3.35, face=Face.BOLD)
RECIPIENT = Slot("recipient", 55, 5, preferred=8.5, floor=3.25)
REFERENCE = Slot("reference", 46, 5, preferred=8.5, floor=2.6)

# Lower and upper bound in grams, both included.
Band = tuple[int, int]


class CountsDisagree(ValueError):
    """The grid of a slip does not count as many items as its list holds."""

    def __init__(self, counted: int, listed: int) -> None:
        super().__init__(f"The grid counts {counted} items, the list holds {listed}.")
        self.counted = counted
        self.listed = listed


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item of the list: 13-character number, recipient, grams, the client's reference."""

    tracking_number: str
    recipient: str
    postcode: str
    grams: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What a deposit slip says, in the order of La Poste's form.

    Whatever is not known yet is an empty text, and leaves a line to write on. `counts` holds the
    declared items of each band and zone that has any; an empty `items` prints the form alone.
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
    def total(self) -> int:
        """All items declared."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of one page of the list, and the rank of the first."""

    first_rank: int
    lines: Sequence[SlipLine]

    @property
    def grams(self) -> int:
        """The weight of the items of this page."""
        return sum(line.grams for line in self.lines)


def slip_pdf(sheet: SlipSheet) -> bytes:
    """The form on one A4 page, then the list, numbers ascending. Needs an application context.

    Raises CountsDisagree when the grid and a list of items differ, TextDoesNotFit for a name or
    a reference far beyond its allowed length, PrintingUnavailable when the machine cannot print.
    """
    if sheet.items and sheet.total != len(sheet.items):
        raise CountsDisagree(sheet.total, len(sheet.items))
    with in_language("fr"):
        html = _html(sheet)
    return render_pdf(html, title=sheet.title, language="fr")


def list_pages(items: Sequence[SlipLine]) -> list[ListPage]:
    """The items by ascending number, cut into pages so that each can carry its own total."""
    lines = sorted(items, key=lambda line: line.tracking_number)
    starts = range(0, len(lines), ROWS_A_PAGE)
    return [ListPage(start + 1, lines[start : start + ROWS_A_PAGE]) for start in starts]


def _html(sheet: SlipSheet) -> str:
    company = textwrap.wrap(sheet.company, COMPANY_LINE)
    template = current_app.jinja_env.get_template("print/slip.html")
    return template.render(
        sheet=sheet,
        family=FAMILY,
        key=_key(sheet),
        pages=list_pages(sheet.items),
        grand_total_grams=sum(line.grams for line in sheet.items),
        band_words=_band_words,
        filled_bands=_filled_bands,
        in_groups=in_groups,
        company_lines=company,
        company_size=fitting_size([*company, *sheet.address], COMPANY),
        recipient_size=lambda text: fitting_size([text], RECIPIENT),
        reference_size=lambda text: fitting_size([text], REFERENCE),
    )


def _key(sheet: SlipSheet) -> Barcode | None:
    return data_matrix(sheet.unique_key) if sheet.unique_key and not sheet.specimen else None


def _band_words(band: Band) -> str:
    lower, upper = band
    return f"{number(lower)} à {number(upper)} g"


def _filled_bands(sheet: SlipSheet, zone: str) -> Iterator[tuple[Band, int]]:
    """The bands of a zone that hold items, for the advice on sorting."""
    for band in sheet.bands:
        if count := sheet.count(band, zone):
            yield band, count
