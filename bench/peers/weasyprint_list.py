"""The itemised list of a slip by WeasyPrint alone, as a table."""

from collections.abc import Sequence

from markupsafe import escape

from app.deposits.list_pages import SlipLine
from app.printing.documents import render_pdf
from app.printing.faces import FAMILY
from app.ranges.tracking_number import in_groups

_STYLE = f"""@page {{ size: A4; margin: 12mm }}
html {{ font-family: "{FAMILY}"; font-size: 8.5pt }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed }}
td {{ height: 5mm; white-space: nowrap; border-bottom: 0.1mm solid #bbb }}"""


def list_pdf(lines: Sequence[SlipLine]) -> bytes:
    """One table over as many pages as it takes."""
    rows = "".join(_row(rank, line) for rank, line in enumerate(lines, 1))
    html = f"<!doctype html><style>{_STYLE}</style><table>{rows}</table>"
    return render_pdf(html, title="x", language="fr")


def _row(rank: int, line: SlipLine) -> str:
    cells = (
        *(rank, in_groups(line.tracking_number), line.recipient),
        *(line.postcode, line.grams, line.reference),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
