"""The itemised list of a slip by ReportLab's canvas: the same words at the same places."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.deposits.list_pages import ROWS_A_PAGE, SlipLine
from app.printing.faces import Face
from app.ranges.tracking_number import in_groups

TOP, ROW = 32 * mm, 5.1 * mm
LEFT, RIGHT = 12 * mm, 198 * mm
SIZE = 8.5


def list_pdf(lines: Sequence[SlipLine]) -> bytes:
    """Pages of 45 rows, each with a rule."""
    pdfmetrics.registerFont(TTFont("REGULAR", Face.REGULAR.path))
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A4)
    for start in range(0, len(lines), ROWS_A_PAGE):
        canvas.setFont("REGULAR", SIZE)
        for place, line in enumerate(lines[start : start + ROWS_A_PAGE]):
            _draw(canvas, line, start + place + 1, A4[1] - TOP - (place + 1) * ROW)
        canvas.showPage()
    canvas.save()
    return paper.getvalue()


def _draw(canvas: Canvas, line: SlipLine, rank: int, bottom: float) -> None:
    base = bottom + 1.8 * mm
    canvas.drawRightString(LEFT + 8.5 * mm, base, str(rank))
    canvas.drawString(LEFT + 11.5 * mm, base, in_groups(line.tracking_number))
    canvas.drawString(LEFT + 44.5 * mm, base, line.recipient)
    canvas.drawString(LEFT + 102.5 * mm, base, line.postcode)
    canvas.drawRightString(LEFT + 135.5 * mm, base, str(line.grams))
    canvas.drawString(LEFT + 138.5 * mm, base, line.reference)
    canvas.rect(LEFT, bottom, RIGHT - LEFT, 0.1 * mm, stroke=0, fill=1)
