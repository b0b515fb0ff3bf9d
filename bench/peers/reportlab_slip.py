"""A slip by ReportLab's canvas, its front and its list: the same words at the same places."""

from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.deposits.list_pages import ROWS_A_PAGE, SlipLine
from app.deposits.paper import SlipSheet
from app.printing.barcodes import data_matrix
from app.printing.typeface import Face
from app.ranges.tracking_number import in_groups
from bench.peers import slip_drawing as drawing

TOP, ROW = 32 * mm, 5.1 * mm
LEFT, RIGHT = 12 * mm, 198 * mm
SIZE = 8.5
MODULE_MM = 0.875


def slip_pdf(sheet: SlipSheet) -> bytes:
    """The front, then pages of 45 rows, each with a rule."""
    for weight in Face:
        pdfmetrics.registerFont(TTFont(weight.name, weight.path))
    paper = BytesIO()
    canvas = Canvas(paper, pagesize=A4)
    starts = range(0, len(sheet.items), ROWS_A_PAGE)
    _front(canvas, sheet, 1 + len(starts))
    canvas.showPage()
    for start in starts:
        canvas.setFont("REGULAR", SIZE)
        for place, line in enumerate(sheet.items[start : start + ROWS_A_PAGE]):
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


def _front(canvas: Canvas, sheet: SlipSheet, page_count: int) -> None:
    for words, left, baseline, size, bold in drawing.texts(sheet, page_count):
        _text(canvas, words, left, baseline, size, bold)
    for _words, left, top, width in drawing.SECTIONS:
        _box(canvas, left, top, width, 0.35)
    _grid(canvas, sheet)
    _symbol(canvas, sheet.printed_key)


def _grid(canvas: Canvas, sheet: SlipSheet) -> None:
    rows = len(sheet.bands) + 4
    for row in range(rows + 1):
        _box(canvas, 12, drawing.GRID_TOP + drawing.ROW * row, 186, 0.15)
    for column in range(4 * len(sheet.zones) + 1):
        left = 12 + drawing.BAND + drawing.CELL * column
        _box(canvas, left, drawing.GRID_TOP, 0.15, drawing.ROW * rows)
    for words, left, baseline, size, bold in drawing.heads(sheet):
        _text(canvas, words, left, baseline, size, bold)
    canvas.setFont("REGULAR", 8)
    for words, row, column in drawing.cells(sheet):
        right = 12 + drawing.BAND + drawing.CELL * (column + 1) - 1.1
        baseline = drawing.GRID_TOP + 15.44 + drawing.ROW * row
        canvas.drawRightString(right * mm, A4[1] - baseline * mm, words)


def _symbol(canvas: Canvas, key: str) -> None:
    symbol = data_matrix(key)
    left = 198 - symbol.modules * MODULE_MM
    for row, column, modules in symbol.runs:
        place = left + column * MODULE_MM, 13.2 + row * MODULE_MM
        _box(canvas, *place, modules * MODULE_MM, MODULE_MM)


def _text(
    canvas: Canvas, words: str, left: float, baseline: float, size: float, bold: bool
) -> None:
    canvas.setFont("BOLD" if bold else "REGULAR", size)
    canvas.drawString(left * mm, A4[1] - baseline * mm, words)


def _box(canvas: Canvas, left: float, top: float, width: float, height: float) -> None:
    bottom = A4[1] - (top + height) * mm
    canvas.rect(left * mm, bottom, width * mm, height * mm, stroke=0, fill=1)
