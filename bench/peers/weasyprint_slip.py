"""A slip by WeasyPrint alone: its front, and its list as a table."""

from collections.abc import Iterable, Sequence

from markupsafe import escape

from app.deposits.list_pages import SlipLine
from app.deposits.paper import SlipSheet
from app.printing.barcodes import data_matrix
from app.printing.documents import render_pdf
from app.printing.typeface import FAMILY
from app.ranges.tracking_number import in_groups
from bench.peers import slip_drawing as drawing

_STYLE = f"""@page {{ size: A4; margin: 12mm }}
html {{ font-family: "{FAMILY}"; font-size: 8.5pt }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}
td {{ height: 5mm; white-space: nowrap; border-bottom: 0.1mm solid #bbb }}
@page front {{ margin: 0 }}
section {{ page: front; position: relative; height: 296mm; break-after: page; line-height: 0 }}
section > * {{ position: absolute; margin: 0; white-space: nowrap }}
.grid {{ left: 12mm; width: 186mm; top: {drawing.GRID_TOP + 2 * drawing.ROW}mm }}
.grid td:first-child {{ width: {drawing.BAND}mm }}
.grid td {{ box-sizing: border-box; height: {drawing.ROW}mm; border: 0.15mm solid #777; text-align: right }}"""


def front_pdf(sheet: SlipSheet, page_count: int) -> bytes:
    """Print the front."""
    texts = [*drawing.texts(sheet, page_count), *drawing.heads(sheet)]
    spans = "".join(
        f'<p style="left:{left}mm;top:{baseline}mm;font-size:{size}pt;'
        f'font-weight:{700 if bold else 400}">{escape(words)}</p>'
        for words, left, baseline, size, bold in texts
    )
    return _rendered(f"<section>{spans}{_grid(sheet)}{_symbol(sheet.printed_key)}</section>")


def list_pdf(lines: Sequence[SlipLine]) -> bytes:
    """Print the list as one table over several pages."""
    return _rendered(f"<table>{''.join(_row(rank, line) for rank, line in enumerate(lines, 1))}")


def _rendered(body: str) -> bytes:
    html = f"<!doctype html><style>{_STYLE}</style>{body}"
    return render_pdf(html, title="x", language="fr")


def _row(rank: int, line: SlipLine) -> str:
    return _cells(
        (
            *(rank, in_groups(line.tracking_number), line.recipient),
            *(line.postcode, line.grams, line.reference),
        )
    )


def _cells(cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"


def _grid(sheet: SlipSheet) -> str:
    rows = [[""] * (1 + 4 * len(sheet.zones)) for _ in range(len(sheet.bands) + 2)]
    for words, row, column in drawing.cells(sheet):
        rows[row][1 + column] = words
    return f'<table class="grid">{"".join(map(_cells, rows))}</table>'


def _symbol(key: str) -> str:
    symbol = data_matrix(key)
    view = f'viewBox="0 0 {symbol.modules} {symbol.rows}"'
    place = "left:182mm;top:13.2mm;width:16mm;height:16mm"
    return f'<svg style="{place}" {view}><path d="{symbol.path}" /></svg>'
