"""Stamps values on forms, page by page, in constant memory."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.printing.compiling import PrintForm
from app.printing.full_layout import lay_out_with_values
from app.printing.operators import Operators
from app.printing.sheets import Sheet
from app.printing.slots import ForeignText, Values
from app.printing.writer import Heading, PdfWriter


class Placement(NamedTuple):
    """A form with its values on a page; `left` and `top` in points from the page's top left."""

    form: PrintForm
    values: Values
    left: float = 0
    top: float = 0


def stamp(form: PrintForm, rows: Iterable[Values], heading: Heading) -> Iterator[bytes]:
    """Yield a PDF with one page of the form for each row.

    A row has a value for each slot. Raises TextDoesNotFit, BarcodeDoesNotFit or NotABarcode, with
    the slot's name, when a row is reached that does not fit: `check` tells beforehand. Raises
    ValueError without rows. The same rows give the same bytes.
    """
    pages = ((Placement(form, row),) for row in rows)
    return stamp_pages(pages, form.width, form.height, heading)


def stamp_on(
    sheet: Sheet, placements: Iterable[Placement], heading: Heading, first: int = 0
) -> Iterator[bytes]:
    """Yield a PDF with the placements on sheets; `first` places are left free."""
    pages = _by_page(sheet, placements, first)
    return stamp_pages(pages, sheet.width, sheet.height, heading)


def stamp_pages(
    pages: Iterable[Iterable[Placement]], width: float, height: float, heading: Heading
) -> Iterator[bytes]:
    """Yield a PDF with these pages, all of the same size in points."""
    writer = PdfWriter(heading, width, height)
    painter = _Painter(writer, height)
    for page in pages:
        writer.add_page(b"".join(map(painter.draw, page)))
        if writer.is_full:
            yield writer.take()
    yield from writer.finish()


def check(form: PrintForm, values: Values) -> None:
    """Raise what stamping these values would raise."""
    try:
        Operators(form).of(values)
    except ForeignText:
        lay_out_with_values(form, values)


class _Painter:
    """Converts placements to operators, for one document."""

    def __init__(self, writer: PdfWriter, height: float) -> None:
        self._writer = writer
        self._height = height
        self._operators: dict[PrintForm, Operators] = {}

    def draw(self, placement: Placement) -> bytes:
        form = placement.form
        if form not in self._operators:
            self._operators[form] = Operators(form)
        up = self._height - form.height - placement.top
        return b"q 1 0 0 1 %.5f %.5f cm\n%sQ\n" % (placement.left, up, self._content(placement))

    def _content(self, placement: Placement) -> bytes:
        form = placement.form
        try:
            stamped = self._operators[form].of(placement.values)
        except ForeignText:
            laid_out = lay_out_with_values(form, placement.values).drawings[0]
            return b"%s Do\n" % self._writer.put_once(laid_out)
        over = b"%s Do\n" % self._writer.name(form.over) if form.over else b""
        return b"%s Do\n%s%s" % (self._writer.name(form.under), stamped, over)


def _by_page(
    sheet: Sheet, placements: Iterable[Placement], first: int
) -> Iterator[list[Placement]]:
    page: list[Placement] = []
    current = 0
    for placement, (number, (left, top)) in zip(placements, sheet.places(first), strict=False):
        if number != current:
            yield page
            page, current = [], number
        page.append(placement._replace(left=left, top=top))
    if page:
        yield page
