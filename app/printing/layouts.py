"""Pages laid out by WeasyPrint, with where their elements stand and what was painted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from app.printing.documents import NO_PICTURES, engine_of_pages, fetcher, one_at_a_time
from app.printing.drawings import Drawing, drawings_of

# From the top left of a page, in CSS pixels.
Point = tuple[float, float]
# The left, top, right and bottom of an element, in CSS pixels from the top left of its page.
Rectangle = tuple[float, float, float, float]

# What fills and strokes, and how WeasyPrint calls the opacity of what is filled.
PAINTING = {b"f", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"}
OPACITY, COVERING = b"/a", b"/a1.0 gs"


class Text(NamedTuple):
    """Where a text begins, what set its colour, and whether nothing is seen through it."""

    place: Point
    ink: bytes
    covers: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """What became of a document: places by the id of an element, for its first page."""

    places: Mapping[str, Rectangle]
    drawings: tuple[Drawing, ...]
    operators: tuple[bytes, ...]

    def texts(self) -> Iterator[Text]:
        """Each text of the first page."""
        now = Text((0, 0), b"0 g", True)
        kept = [now]
        for operator in self.operators:
            name = operator.rpartition(b" ")[2]
            if name == b"q":
                kept.append(now)
            elif name == b"Q":
                now = kept.pop()
            elif name in {b"rg", b"g", b"k"}:
                now = now._replace(ink=operator)
            elif name == b"gs" and operator.startswith(OPACITY):
                now = now._replace(covers=operator == COVERING)
            elif name == b"Tm":
                yield now._replace(place=_point(operator.split()[4:6]))

    def shapes(self) -> Iterator[Point]:
        """Where each shape that is painted on the first page begins."""
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
    """Lay out a document as `render_pdf` does; `prepare` may change its elements before.

    `css` yields to what the document says itself, except where it is `!important`.
    """
    with one_at_a_time:
        engine = engine_of_pages()
        source = engine.weasyprint.HTML(string=html, url_fetcher=fetcher(pictures))
        if prepare:
            prepare(source.etree_element)
        extra = engine.weasyprint.CSS(string=css, font_config=engine.fonts)
        document = source.render(font_config=engine.fonts, stylesheets=[engine.font_faces, extra])
        painted: list[Layout] = []

        def look(_document: Any, pdf: Any) -> None:
            page = next(item for item in pdf.objects if item.number == pdf.pages["Kids"][0])
            content = pdf.objects[int(page["Contents"].split()[0])]
            operators = tuple(_bytes(item) for item in content.stream)
            places = dict(document.pages[0].anchors)
            painted.append(Layout(places, tuple(drawings_of(pdf)), operators))

        document.write_pdf(finisher=look)
    return painted[0]


def _bytes(item: bytes | str) -> bytes:
    return item if isinstance(item, bytes) else item.encode()


def _point(numbers: list[bytes]) -> Point:
    left, down = map(float, numbers)
    return left, down
