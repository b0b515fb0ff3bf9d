"""Whole documents: HTML in, PDF out, laid out by WeasyPrint."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.printing.typeface import FAMILY, Face

APT_LINE = "apt-get install libpangoft2-1.0-0 libharfbuzz-subset0"
FONT_SCHEME = "shipped-font"
PICTURE_SCHEME = "given-picture"
NO_PICTURES: Mapping[str, bytes] = {}

# Pango's font map, shared by all documents, is not made for several threads at a time.
one_at_a_time = threading.Lock()


class PrintingUnavailable(RuntimeError):
    """The machine lacks the system libraries that lay out a page; the message says what to type."""


@dataclass(frozen=True, slots=True)
class Engine:
    """WeasyPrint and what all its documents share."""

    weasyprint: Any
    fonts: Any
    font_faces: Any


def render_pdf(
    html: str, *, title: str, language: str, pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """Lay out an HTML document, its CSS inside, as a PDF to be printed at its true size.

    The document may use the family `faces.FAMILY` and the `pictures` (PNG or JPEG), by
    `picture_url` of their names; it reaches nothing else outside itself: neither a file nor the
    network. A picture is embedded once, however often it is shown. The same input gives the same
    bytes. Raises PrintingUnavailable when the system libraries are missing.
    """
    with one_at_a_time:
        engine = engine_of_pages()
        document = engine.weasyprint.HTML(string=html, url_fetcher=fetcher(pictures)).render(
            font_config=engine.fonts, stylesheets=[engine.font_faces]
        )
        document.metadata.title = title
        document.metadata.lang = language
        return bytes(document.write_pdf(finisher=_print_at_true_size))


def picture_url(name: str) -> str:
    """The address of one of the pictures that `render_pdf` is given."""
    return f"{PICTURE_SCHEME}:{name}"


@cache
def engine_of_pages() -> Engine:
    """WeasyPrint, read at the first document only, with its one shared set of fonts."""
    weasyprint = _weasyprint()
    fonts = weasyprint.text.fonts.FontConfiguration()
    font_faces = weasyprint.CSS(
        string=_font_face_rules(), font_config=fonts, url_fetcher=fetcher(NO_PICTURES)
    )
    return Engine(weasyprint, fonts, font_faces)


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.text.fonts
    except OSError as missing:
        raise PrintingUnavailable(
            f"Printing needs system libraries that are missing. Type: {APT_LINE}"
        ) from missing
    return weasyprint


def fetcher(pictures: Mapping[str, bytes]) -> Any:
    """What a document may reach beyond itself: the shipped fonts and its pictures, by name."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == FONT_SCHEME:
                return URLFetcherResponse(url, Face[name].path.read_bytes())
            if scheme == PICTURE_SCHEME:
                return URLFetcherResponse(url, pictures[name])
            raise ValueError(f"A printed document reaches nothing outside itself: {url}")

    return Fetcher()


def _font_face_rules() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {face.value};'
        f' src: url("{FONT_SCHEME}:{face.name}") }}'
        for face in Face
    )


def _print_at_true_size(_document: Any, pdf: Any) -> None:
    """Ask the print dialogue not to scale: a barcode that was scaled does not scan."""
    import pydyf

    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
        {"PrintScaling": "/None", "DisplayDocTitle": "true"}
    )
