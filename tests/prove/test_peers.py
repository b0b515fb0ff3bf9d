"""The bench compares like with like: its peers draw what the program draws."""

from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp
from flask import Flask

from app.labels.printing import labels_pdf
from bench.made_up import face
from bench.peers import fpdf2_label, reportlab_label, typst_label, weasyprint_label

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


def _words(page: pypdf.PageObject) -> list[str]:
    return sorted(page.extract_text().split())
