"""The itemised list of a slip: rows of items, with a total for each page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.deposits.paper_forms import LEFT, paper_form
from app.formats import number
from app.language import in_language
from app.printing.compiling import PrintForm
from app.printing.stamping import Placement
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE
from app.ranges.tracking_number import in_groups

ROWS_A_PAGE = 45
# Every fifth row has a thicker rule, which makes the list easier to read.
GROUP = 5
FIRST_ROW = 32 * POINTS_IN_A_MILLIMETRE
ROW_HEIGHT = 5.1 * POINTS_IN_A_MILLIMETRE


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One item: tracking number of 13 characters, recipient, weight in grams, reference."""

    tracking_number: str
    recipient: str
    postcode: str
    grams: int
    reference: str = ""


@dataclass(frozen=True, slots=True)
class SlipListPage:
    """The items of one page, and the rank of the first one, from 1."""

    first_rank: int
    lines: Sequence[SlipLine]

    @property
    def grams(self) -> int:
        """The weight of the items on this page."""
        return sum(line.grams for line in self.lines)


@dataclass(frozen=True, slots=True)
class ListHead:
    """What is on every page: two lines about the slip, and the foot."""

    about: tuple[str, str]
    foot: str


def list_pages(items: Sequence[SlipLine]) -> list[SlipListPage]:
    """Sort the items by tracking number and split them into pages."""
    lines = sorted(items, key=lambda line: line.tracking_number)
    starts = range(0, len(lines), ROWS_A_PAGE)
    return [SlipListPage(start + 1, lines[start : start + ROWS_A_PAGE]) for start in starts]


def list_placements(pages: Sequence[SlipListPage], head: ListHead) -> Iterator[list[Placement]]:
    """Return what to stamp on each page of the list. Needs an application context, in French."""
    totals = [_total("Total de la page", len(page.lines), page.grams) for page in pages]
    grams = sum(page.grams for page in pages)
    grand = _total("Total général", sum(len(page.lines) for page in pages), grams)
    forms = _forms()
    weights = {line.grams: _weight_text(line.grams) for page in pages for line in page.lines}
    return _pages(pages, head, forms, totals, grand, weights)


@dataclass(frozen=True, slots=True)
class _Forms:
    page: PrintForm
    row: PrintForm
    fifth: PrintForm
    total: PrintForm
    grand: PrintForm


def _pages(
    pages: Sequence[SlipListPage],
    head: ListHead,
    forms: _Forms,
    totals: Sequence[dict[str, str]],
    grand: dict[str, str],
    weights: dict[int, str],
) -> Iterator[list[Placement]]:
    for place, (page, total) in enumerate(zip(pages, totals, strict=True), 2):
        said = {"about": head.about, "foot": head.foot, "page": f"page {place}/{len(pages) + 1}"}
        end = FIRST_ROW + len(page.lines) * ROW_HEIGHT
        below = [Placement(forms.total, total, LEFT, end)]
        if page is pages[-1]:
            below.append(Placement(forms.grand, grand, LEFT, end + forms.total.height))
        yield [Placement(forms.page, said), *_rows(page, forms, weights), *below]


def _rows(page: SlipListPage, forms: _Forms, weights: dict[int, str]) -> Iterator[Placement]:
    for place, line in enumerate(page.lines):
        values = {
            "rank": str(page.first_rank + place),
            "tracking-number": in_groups(line.tracking_number),
            "recipient": line.recipient,
            "postcode": line.postcode,
            "grams": weights[line.grams],
            "reference": line.reference,
        }
        form = forms.row if (place + 1) % GROUP else forms.fifth
        yield Placement(form, values, LEFT, FIRST_ROW + place * ROW_HEIGHT)


@lru_cache(4096)
def _weight_text(grams: int) -> str:
    """Format a weight. Cached, because formatting takes longer than stamping a row."""
    with in_language("fr"):
        return number(grams)


def _total(words: str, count: int, grams: int) -> dict[str, str]:
    items = "plis" if count > 1 else "pli"
    return {
        "count": f"{words}\u00a0: {number(count)} {items}",
        "grams": f"Poids\u00a0: {number(grams)} g",
    }


def _forms() -> _Forms:
    return _Forms(
        page=paper_form("slip_list"),
        row=paper_form("slip_row", fifth=False),
        fifth=paper_form("slip_row", fifth=True),
        total=paper_form("slip_total", grand=False),
        grand=paper_form("slip_total", grand=True),
    )
