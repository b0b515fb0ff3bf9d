"""Rendering pages as pictures, and joining PDFs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from app.printing.documents import render_pdf
from app.printing.joining import join_pdfs
from app.printing.pictures import data_uri, page_picture

Look = Callable[[bytes], Any]
PAGE = "<style>@page { size: 60mm 30mm; margin: 0 } body { margin: 0 } div { background: #000; height: 30mm }</style>"


def document(words: str, title: str, language: str = "fr") -> bytes:
    html = f"{PAGE}<h1>{words}</h1><div style='break-before: page'></div>"
    return render_pdf(html, title=title, language=language)


def seen(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


def test_a_page_is_a_grey_picture_of_its_true_size() -> None:
    first = seen(page_picture(document("Un", "x"), dpi=254))
    assert (first.format, first.mode, first.size) == ("PNG", "L", (600, 300))
    assert first.getpixel((599, 299)) == 255
    second = seen(page_picture(document("Un", "x"), 1, dpi=254))
    assert second.getextrema() == (0, 0)


def test_a_page_that_is_not_there_is_told() -> None:
    with pytest.raises(IndexError):
        page_picture(document("Un", "x"), 2)


def test_several_threads_see_the_same_page() -> None:
    pdf = document("Un", "x")
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(page_picture, [pdf] * 12))) == 1


def test_a_picture_travels_within_its_page() -> None:
    assert data_uri(b"\x89PNG") == "data:image/png;base64,iVBORw=="


def test_joined_documents_keep_their_order_and_the_name_of_the_first(paper: Look) -> None:
    whole = paper(join_pdfs(document("Un", "Étiquette"), document("Deux", "Other", "en")))
    assert whole.texts == ["Un", "", "Deux", ""]
    assert whole.reader.metadata.title == "Étiquette"
    assert whole.reader.root_object["/Lang"] == "fr"
    assert whole.reader.viewer_preferences.print_scaling == "/None"
    assert [entry["/Title"] for entry in whole.reader.outline] == ["Un", "Deux"]
    whole.assert_sound()


def test_the_same_documents_joined_are_the_same_bytes() -> None:
    pair = document("Un", "Étiquette"), document("Deux", "Bordereau")
    assert join_pdfs(*pair) == join_pdfs(*pair)
    assert join_pdfs(*pair) != join_pdfs(*reversed(pair))


def test_nothing_to_join_is_no_document() -> None:
    with pytest.raises(ValueError, match="no document"):
        join_pdfs()
