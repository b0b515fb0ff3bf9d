"""The deposit slip on paper: La Poste's form and the itemised list, A4, in French."""

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
    """The grid of a slip does not count as many items as its list holds."""

    def __init__(self, counted: int, listed: int) -> None:
        super().__init__(f"The grid counts {counted} items, the list holds {listed}.")
        self.counted = counted
        self.listed = listed


def slip_pdf(sheet: SlipSheet) -> bytes:
    """The slip as one piece: see `slip_in_pieces`."""
    return b"".join(slip_in_pieces(sheet))


def slip_in_pieces(sheet: SlipSheet) -> Iterator[bytes]:
    """The form on one A4 page, then the list, numbers ascending, as a PDF that comes in pieces.

    Needs an application context; the pieces may be taken outside. Raises CountsDisagree when the
    grid and a list of items differ and PrintingUnavailable when the machine cannot print; when
    its page is reached, TextDoesNotFit for a text far beyond its allowed length.
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
