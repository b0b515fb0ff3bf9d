"""Pages laid out by WeasyPrint, with where their elements stand and what was painted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from app.printing.documents import NO_PICTURES, engine_of_pages, fetcher, one_at_a_time
from app.printing.drawings import Drawing, drawings_of

# The left, top, right and bottom of an element, in CSS pixels from the top left of its page.
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Layout:
    """What became of a document: places by the id of an element, for its first page."""

    places: Mapping[str, Rectangle]
    drawings: tuple[Drawing, ...]
    operators: tuple[bytes, ...]

    def inks(self) -> Iterator[tuple[tuple[float, float], bytes]]:
        """Where each text of the first page begins, in CSS pixels, and what set its colour."""
        ink, kept = b"0 g", [b"0 g"]
        for operator in self.operators:
            name = operator.rpartition(b" ")[2]
            if name == b"q":
                kept.append(ink)
            elif name == b"Q":
                ink = kept.pop()
            elif name in {b"rg", b"g", b"k"}:
                ink = operator
            elif name == b"Tm":
                left, baseline = operator.split()[4:6]
                yield (float(left), float(baseline)), ink


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
