"""Prints deposit slips as PDF: La Poste's form and the itemised list, on A4, in French."""

from collections.abc import Iterator
from itertools import chain

from app.deposits.front_page import front_placements
from app.deposits.list_pages import ListHead, list_pages, list_placements
from app.deposits.paper import SlipSheet
from app.deposits.paper_forms import paper_form
from app.formats import short_day
from app.language import in_language
from app.printing.sheets import A4_HEIGHT, A4_WIDTH
from app.printing.stamping import Placement, stamp_pages
from app.printing.writer import Heading


class CountsDisagree(ValueError):
    """The grid of a slip and its list have different numbers of items."""

    def __init__(self, counted: int, listed: int) -> None:
        super().__init__(f"The grid counts {counted} items, the list holds {listed}.")
        self.counted = counted
        self.listed = listed


def slip_pdf(sheet: SlipSheet) -> bytes:
    """Return the PDF as a whole: see `slip_in_pieces`."""
    return b"".join(slip_in_pieces(sheet))


def slip_in_pieces(sheet: SlipSheet) -> Iterator[bytes]:
    """Yield a PDF with the form on one page, followed by the list by tracking number.

    Call it in an application context; the iterator may be consumed outside. Raises CountsDisagree,
    PrintingUnavailable and, when its page is reached, TextDoesNotFit for a text far beyond its
    allowed length.
    """
    if sheet.items and sheet.total != len(sheet.items):
        raise CountsDisagree(sheet.total, len(sheet.items))
    pages = list_pages(sheet.items)
    with in_language("fr"):
        front = list(front_placements(sheet, 1 + len(pages)))
        rows = list_placements(pages, _list_head(sheet))
        over = [Placement(paper_form("slip_specimen"), {})] if sheet.specimen else []
    all_pages = ([*page, *over] for page in chain([front], rows))
    return stamp_pages(all_pages, A4_WIDTH, A4_HEIGHT, Heading(sheet.title))


def _list_head(sheet: SlipSheet) -> ListHead:
    day = short_day(sheet.deposit_date)
    site = f"{sheet.site_name} ({sheet.site_code})" if sheet.site_code else sheet.site_name
    return ListHead(
        about=(sheet.company, f"{site} – {day} – bordereau n° {sheet.padded_number}"),
        foot=f"Bordereau de dépôt n° {sheet.padded_number} du {day}",
    )
