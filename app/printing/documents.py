"""Renders HTML documents to PDF with WeasyPrint."""

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

# Pango's font map, which all documents share, is not thread-safe.
one_at_a_time = threading.Lock()


class PrintingUnavailable(RuntimeError):
    """System libraries of WeasyPrint are missing; the message says how to install them."""


@dataclass(frozen=True, slots=True)
class Engine:
    """The WeasyPrint module, and the fonts that all documents share."""

    weasyprint: Any
    fonts: Any
    font_faces: Any


def render_pdf(
    html: str, *, title: str, language: str, pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """Render an HTML document, which contains its CSS, to a PDF that prints at its true size.

    The document may use the font `typeface.FAMILY` and the `pictures` (PNG or JPEG), by
    `picture_url` of their names. It has no access to other files or the network. A picture is
    embedded once, however often it is shown. The same input gives the same bytes. Raises
    PrintingUnavailable.
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
    """Return the URL of one of the pictures given to `render_pdf`."""
    return f"{PICTURE_SCHEME}:{name}"


@cache
def engine_of_pages() -> Engine:
    """Return WeasyPrint, imported at the first call, and its fonts. Raises PrintingUnavailable."""
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
    """Return WeasyPrint's URL fetcher, restricted to the shipped fonts and these pictures."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == FONT_SCHEME:
                return URLFetcherResponse(url, Face[name].path.read_bytes())
            if scheme == PICTURE_SCHEME:
                return URLFetcherResponse(url, pictures[name])
            raise ValueError(f"A printed document may not load this URL: {url}")

    return Fetcher()


def _font_face_rules() -> str:
    return "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {face.value};'
        f' src: url("{FONT_SCHEME}:{face.name}") }}'
        for face in Face
    )


def _print_at_true_size(_document: Any, pdf: Any) -> None:
    """Tell the print dialogue not to scale, because a scaled barcode may not scan."""
    import pydyf

    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary(
        {"PrintScaling": "/None", "DisplayDocTitle": "true"}
    )
