"""The paper formats for labels: a roll, A6, and A4 sheets with several labels."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.printing.sheets import A4_HEIGHT, A4_WIDTH, Sheet
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE

ROLL = "100x150"
A6 = "A6"
FOUR = "A4x4"
TEN = "A4x10"
_TEMPLATES = Path(__file__).parents[1] / "templates" / "print"


@dataclass(frozen=True, slots=True)
class PaperFormat:
    """The layout of a label, in millimetres, and the sheet that holds several of them.

    `bars_left`, `bars_width` and `bars_foot` are left edge, width and lower edge of the barcode's
    place, `tallest_bars` its greatest height, `artwork` the left, top, width and height of the
    franking artwork.
    """

    name: str
    template_name: str
    width: float
    height: float
    bars_left: float
    bars_width: float
    bars_foot: float
    tallest_bars: int
    artwork: tuple[float, float, float, float]
    sheet: Sheet | None = None

    @property
    def template(self) -> str:
        """The source of its template."""
        return _read(self.template_name)

    @property
    def trial_page(self) -> str:
        """The source of the test page's template."""
        return _read("test_page.html")

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the paper that goes into the printer, in millimetres."""
        if self.sheet is None:
            return self.width, self.height
        width, height = self.sheet.width, self.sheet.height
        return width / POINTS_IN_A_MILLIMETRE, height / POINTS_IN_A_MILLIMETRE

    @property
    def capacity(self) -> int:
        """The number of labels on a page."""
        return self.sheet.capacity if self.sheet else 1


@cache
def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _full(name: str, width: float, height: float, sheet: Sheet | None = None) -> PaperFormat:
    """Return the label of 100 × 150 mm, centred on a paper of about that size."""
    left, top = (width - 100) / 2, (height - 150) / 2
    artwork = (62.5 + left, 7.5 + top, 30, 13.8)
    return PaperFormat(
        name, "label.html", width, height, 6 + left, 88, 111 + top, 27, artwork, sheet
    )


FORMATS = {
    paper.name: paper
    for paper in (
        _full(ROLL, 100, 150),
        _full(A6, 105, 148),
        _full(FOUR, 105, 148.5, Sheet(A4_WIDTH, A4_HEIGHT, 2, 2)),
        PaperFormat(
            name=TEN,
            template_name="label_compact.html",
            width=105,
            height=57,
            bars_left=5,
            bars_width=58,
            bars_foot=48.5,
            tallest_bars=12,
            artwork=(69, 4.8, 30, 9),
            sheet=Sheet(A4_WIDTH, A4_HEIGHT, 2, 5, margin=6 * POINTS_IN_A_MILLIMETRE),
        ),
    )
}
# One for each size of paper: test pages for the two A4 sheets would be the same.
TRIAL_PAPERS = tuple(FORMATS[name] for name in (ROLL, A6, FOUR))
