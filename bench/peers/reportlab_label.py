"""The label by ReportLab."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.labels.printing import LabelContent
from app.printing.typeface import Face
from bench.peers.drawing import PAGE_MM, boxes, texts

WIDTH, HEIGHT = (side * mm for side in PAGE_MM)


def labels_pdf(faces: Sequence[LabelContent]) -> bytes:
    """Print one page a label."""
    for weight in Face:
        pdfmetrics.registerFont(TTFont(weight.name, weight.path))
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=(WIDTH, HEIGHT))
    for face in faces:
        _draw(canvas, face)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _draw(canvas: Canvas, face: LabelContent) -> None:
    canvas.setFillGray(0)
    for box in boxes(face):
        bottom = HEIGHT - (box.top + box.height) * mm
        canvas.rect(box.left * mm, bottom, box.width * mm, box.height * mm, stroke=0, fill=1)
    for text in texts(face):
        canvas.setFillGray(1 if text.white else 0)
        canvas.setFont(text.face.name, text.size)
        canvas.drawString(text.left * mm, HEIGHT - text.baseline * mm, text.words)
