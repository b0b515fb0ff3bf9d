"""The test page: whether a printer is true to size, its bars are read, and it reaches the edges."""

from collections.abc import Iterator

from app.labels.paper_formats import PaperFormat
from app.printing.barcodes import MODULE_MM
from app.printing.compiling import Setting, compile_form
from app.printing.stamping import stamp
from app.printing.writer import Heading
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, write

# The least that carriers ask for, what labels have, and one that everything reads.
MODULES_MM = ("0.33", f"{MODULE_MM}", "0.5")
FIRST_SERIAL = 123_456_789
TITLE = "Page d’essai"


def trial_page_pdf(paper: PaperFormat) -> Iterator[bytes]:
    """One page as large as the paper that goes into the printer. Raises PrintingUnavailable."""
    width, height = paper.page_mm
    settings: dict[str, Setting] = {"width": width, "height": height, "modules": MODULES_MM}
    bars = {
        f"bars-{place}": write(SPECIMEN_PRODUCT_CODE, FIRST_SERIAL + place)
        for place, _ in enumerate(MODULES_MM, 1)
    }
    return stamp(compile_form(paper.trial_page, settings), [bars], Heading(TITLE))
