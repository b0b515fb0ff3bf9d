"""The label by fpdf2."""

from collections.abc import Sequence

from fpdf import FPDF

from app.labels.printing import LabelContent
from app.printing.typeface import Face
from bench.peers.drawing import PAGE_MM, boxes, texts


def labels_pdf(faces: Sequence[LabelContent]) -> bytes:
    """Print one page a label."""
    paper = FPDF(unit="mm", format=PAGE_MM)
    paper.set_auto_page_break(False)
    for weight in Face:
        paper.add_font(weight.name, fname=weight.path)
    for face in faces:
        paper.add_page()
        _draw(paper, face)
    return bytes(paper.output())


def _draw(paper: FPDF, face: LabelContent) -> None:
    paper.set_fill_color(0)
    for box in boxes(face):
        paper.rect(box.left, box.top, box.width, box.height, style="F")
    for text in texts(face):
        paper.set_text_color(255 if text.white else 0)
        paper.set_font(text.face.name, size=text.size)
        paper.text(text.left, text.baseline, text.words)
