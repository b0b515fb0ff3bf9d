"""Lays out pages with WeasyPrint, and reports where elements are and what is painted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from app.printing.documents import NO_PICTURES, engine_of_pages, fetcher, one_at_a_time
from app.printing.drawings import Drawing, drawings_of

# Distances from the left and the top of a page, in CSS pixels.
Point = tuple[float, float]
# Left, top, right and bottom edge of an element, in CSS pixels from the top left of its page.
Rectangle = tuple[float, float, float, float]

# PDF operators that fill or stroke, and WeasyPrint's names of fill opacities.
PAINTING = {b"f", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
OPACITY, OPAQUE = b"/a", b"/a1.0 gs"


class Text(NamedTuple):
    """Where a text begins, the operator that sets its colour, and whether it is opaque."""

    place: Point
    ink: bytes
    is_opaque: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A document laid out.

    `places` are the rectangles of elements of the first page, by id; `operators` those of its
    content; `drawings` are all pages.
    """

    places: Mapping[str, Rectangle]
    drawings: tuple[Drawing, ...]
    operators: tuple[bytes, ...]

    def texts(self) -> Iterator[Text]:
        """Yield each text of the first page."""
        now = Text((0, 0), b"0 g", True)
        saved = [now]
        for operator in self.operators:
            name = operator.rpartition(b" ")[2]
            if name == b"q":
                saved.append(now)
            elif name == b"Q":
                now = saved.pop()
            elif name in {b"rg", b"g", b"k"}:
                now = now._replace(ink=operator)
            elif name == b"gs" and operator.startswith(OPACITY):
                now = now._replace(is_opaque=operator == OPAQUE)
            elif name == b"Tm":
                yield now._replace(place=_point(operator.split()[4:6]))

    def shapes(self) -> Iterator[Point]:
        """Yield where each shape painted on the first page begins."""
        begun: Point | None = None
        for operator in self.operators:
            name = operator.rpartition(b" ")[2]
            if name in {b"m", b"re"}:
                begun = begun or _point(operator.split()[:2])
            elif name in PAINTING and begun:
                yield begun
            if name in PAINTING or name == b"n":
                begun = None


def lay_out(
    html: str,
    *,
    pictures: Mapping[str, bytes] = NO_PICTURES,
    prepare: Callable[[Element], None] | None = None,
    css: str = "",
) -> Layout:
    """Lay out a document as `render_pdf` does; `prepare` may change its elements first.

    The document's own rules override those of `css` that are not `!important`.
    """
    with one_at_a_time:
        engine = engine_of_pages()
        source = engine.weasyprint.HTML(string=html, url_fetcher=fetcher(pictures))
        if prepare:
            prepare(source.etree_element)
        extra = engine.weasyprint.CSS(string=css, font_config=engine.fonts)
        document = source.render(font_config=engine.fonts, stylesheets=[engine.font_faces, extra])
        layouts: list[Layout] = []

        def look(_document: Any, pdf: Any) -> None:
            page = next(item for item in pdf.objects if item.number == pdf.pages["Kids"][0])
            content = pdf.objects[int(page["Contents"].split()[0])]
            operators = tuple(_bytes(item) for item in content.stream)
            places = dict(document.pages[0].anchors)
            layouts.append(Layout(places, tuple(drawings_of(pdf)), operators))

        document.write_pdf(finisher=look)
    return layouts[0]


def _bytes(item: bytes | str) -> bytes:
    return item if isinstance(item, bytes) else item.encode()


def _point(numbers: list[bytes]) -> Point:
    left, down = map(float, numbers)
    return left, down
