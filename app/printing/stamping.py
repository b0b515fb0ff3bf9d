"""Values stamped on forms: pages written as they come, in memory that does not grow with them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from app.printing.compiling import Form
from app.printing.operators import Operators
from app.printing.sheets import Sheet
from app.printing.slots import ForeignText
from app.printing.whole import Values, lay_out_whole
from app.printing.writer import Heading, PdfWriter


class Placement(NamedTuple):
    """A form with its values, somewhere on a page: in points, right of and below its corner."""

    form: Form
    values: Values
    left: float = 0
    top: float = 0


def stamp(form: Form, rows: Iterable[Values], heading: Heading) -> Iterator[bytes]:
    """A PDF with one page of the form for each row.

    A row has a value for each slot: a text, or a sequence of lines. What does not fit raises
    TextDoesNotFit, BarcodeDoesNotFit or NotABarcode, with the slot's name, when its row is
    reached: `check` says so beforehand. The same rows give the same bytes. Raises ValueError where there is none.
    """
    pages = ((Placement(form, row),) for row in rows)
    return stamp_pages(pages, form.width, form.height, heading)


def stamp_on(
    sheet: Sheet, placements: Iterable[Placement], heading: Heading, first: int = 0
) -> Iterator[bytes]:
    """A PDF with as many placements on each page as the sheet holds; `first` are left free."""
    pages = _by_page(sheet, placements, first)
    return stamp_pages(pages, sheet.width, sheet.height, heading)


def stamp_pages(
    pages: Iterable[Iterable[Placement]], width: float, height: float, heading: Heading
) -> Iterator[bytes]:
    """A PDF with these pages, all of one size in points."""
    writer = PdfWriter(heading, width, height)
    press = _Press(writer, height)
    for page in pages:
        writer.add_page(b"".join(map(press.drawn, page)))
        if writer.is_full:
            yield writer.take()
    yield from writer.finish()


def check(form: Form, values: Values) -> None:
    """Raise what stamping these values would raise."""
    try:
        Operators(form).of(values)
    except ForeignText:
        lay_out_whole(form, values)


class _Press:
    """Placements in, operators out, for one document."""

    def __init__(self, writer: PdfWriter, height: float) -> None:
        self._writer = writer
        self._height = height
        self._operators: dict[Form, Operators] = {}

    def drawn(self, placement: Placement) -> bytes:
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
            whole = lay_out_whole(form, placement.values).drawings[0]
            return b"%s Do\n" % self._writer.put_once(whole)
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
