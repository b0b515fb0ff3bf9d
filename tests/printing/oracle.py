"""Compares stamped pages with the same template laid out with its values by WeasyPrint."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops

from app.deposits.front_page import front_placements
from app.deposits.list_pages import ListHead, list_pages, list_placements
from app.labels.paper_formats import PaperFormat
from app.labels.printing import label_form, values_of
from app.labels.trial_page import trial_page_form, trial_values
from app.language import in_language
from app.printing.compiling import PrintForm
from app.printing.full_layout import lay_out_with_values
from app.printing.slots import Values
from app.printing.stamping import Placement, stamp_pages
from app.printing.writer import Heading, PdfWriter
from tests.printing.made_up import face, line, slip

HEADING = Heading("Étiquettes")
DENSITIES = (203, 300)
# Printers that scale although they are asked not to.
SCALES = (0.98, 1.0, 1.02)
MOST_DIFFERENT = 0.001


@dataclass(frozen=True)
class Case:
    """A form and its values, drawn once by each of the two."""

    form: PrintForm
    values: Values

    @cached_property
    def stamped(self) -> bytes:
        """By the engine."""
        return _pdf([Placement(self.form, self.values)], self.form)

    @cached_property
    def whole(self) -> bytes:
        """By WeasyPrint."""
        form = self.form
        writer = PdfWriter(HEADING, form.width, form.height)
        drawn = lay_out_with_values(form, self.values).drawings[0]
        writer.add_page(b"%s Do" % writer.put_once(drawn))
        return b"".join(writer.finish())


def label(paper: PaperFormat, rank: int) -> Case:
    """Return a made-up label on a paper format."""
    one = face(rank)
    values = {name: value for name, value in values_of(one).items() if name != "reference" or value}
    return Case(label_form(one, paper), values)


def trial_page(paper: PaperFormat) -> Case:
    """Return the test page of a paper format."""
    with in_language("fr"):
        return Case(trial_page_form(paper), trial_values())


def list_forms(rank: int) -> Iterator[Case]:
    """Return each form of a made-up list, with its values."""
    head = ListHead(("Librairie de l’Œuvre", "Lyon – 23/11/2026 – bordereau n° 000042"), "n° 42")
    pages = list_pages([line(rank * 10 + place) for place in range(5)])
    return _each_form(next(iter(list_placements(pages, head))), rank)


def slip_forms(rank: int) -> Iterator[Case]:
    """Return each form of a made-up slip's front, with its values."""
    with in_language("fr"):
        return _each_form(front_placements(slip(rank), 3), rank)


def _each_form(placements: Iterable[Placement], rank: int) -> Iterator[Case]:
    """Return one placement of each form."""
    by_form: dict[PrintForm, list[Values]] = {}
    for placement in placements:
        by_form.setdefault(placement.form, []).append(placement.values)
    return iter([Case(form, rows[rank % len(rows)]) for form, rows in by_form.items()])


def dots(pdf: bytes, dpi: float) -> Image.Image:
    """Render the first page in black and white dots, as a printer does."""
    picture: Image.Image = (
        pypdfium2.PdfDocument(pdf)[0].render(scale=dpi / 72, grayscale=True).to_pil()
    )
    return picture.point(lambda grey: 255 if grey > 127 else 0)


def difference(case: Case, dpi: float) -> float:
    """Return the share of dots that differ."""
    one, other = dots(case.stamped, dpi), dots(case.whole, dpi)
    assert one.size == other.size
    return ImageChops.difference(one, other).histogram()[255] / (one.width * one.height)


def read(pdf: bytes, dpi: float) -> list[str]:
    """Read every barcode of the first page."""
    return [found.text for found in zxingcpp.read_barcodes(dots(pdf, dpi))]


def _pdf(placements: list[Placement], form: PrintForm) -> bytes:
    return b"".join(stamp_pages([placements], form.width, form.height, HEADING))
