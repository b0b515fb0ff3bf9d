"""The bench compares like with like: its peers draw what the program draws."""

from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from app.deposits.printing import slip_pdf
from app.labels.printing import labels_pdf
from app.language import in_language
from bench.made_up import face, slip
from bench.peers import (
    fpdf2_label,
    reportlab_label,
    reportlab_slip,
    typst_label,
    weasyprint_label,
    weasyprint_slip,
)

pytestmark = [
    pytest.mark.prove,
    pytest.mark.usefixtures("context"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

DPI = 203


@pytest.mark.parametrize("peer", [reportlab_label, fpdf2_label, typst_label, weasyprint_label])
def test_a_peer_draws_the_same_texts_and_the_same_bars(app: Flask, peer: object) -> None:
    faces = [face(rank) for rank in range(2)]
    ours = pypdf.PdfReader(BytesIO(labels_pdf(faces, "x")))
    pdf = peer.labels_pdf(faces)  # type: ignore[attr-defined]
    theirs = pypdf.PdfReader(BytesIO(pdf))
    assert [_words(page) for page in theirs.pages] == [_words(page) for page in ours.pages]
    for one, sheet in zip(faces, pypdfium2.PdfDocument(pdf), strict=True):
        (read,) = zxingcpp.read_barcodes(sheet.render(scale=DPI / 72, grayscale=True).to_pil())
        assert read.text == one.tracking_number


def test_the_peers_draw_the_front_of_a_slip_with_all_its_fields_and_its_key(app: Flask) -> None:
    sheet = slip(60)
    ours = slip_pdf(sheet)
    with in_language("fr"):
        peers = reportlab_slip.slip_pdf(sheet), weasyprint_slip.front_pdf(sheet, 3)
    for theirs in peers:
        assert _letters(theirs) == _letters(ours)
        assert _key(theirs) == _key(ours) == sheet.unique_key


def test_reportlab_draws_each_row_of_a_slip(app: Flask) -> None:
    sheet = slip(60)
    with in_language("fr"):
        pdf = reportlab_slip.slip_pdf(sheet)
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages[1:])
    assert [line for line in sheet.items if line.reference not in text] == []


def _letters(pdf: bytes) -> list[str]:
    """The letters of the first page, whatever their order."""
    return sorted("".join(pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text().split()))


def _key(pdf: bytes) -> str:
    page = pypdfium2.PdfDocument(pdf)[0]
    (read,) = zxingcpp.read_barcodes(page.render(scale=DPI / 72, grayscale=True).to_pil())
    return str(read.text)


def _words(page: pypdf.PageObject) -> list[str]:
    return sorted(page.extract_text().split())
