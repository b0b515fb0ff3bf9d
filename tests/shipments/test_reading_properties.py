"""For any table: no row is lost, no line is cut, nothing is raised but the named errors."""

import csv
from io import StringIO

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.shipments.faults import UnreadableOrderFile
from app.shipments.importing import read_file
from tests.shipments.shop_files import LAYOUTS

HEADINGS = [
    "N° de commande", "Référence", "Nom", "Prénom", "Société", "Adresse", "Complément", "Code postal", "Ville", "Pays",
    "Poids (g)", "Quantité", "Article", "Adresse de livraison", "Ville de livraison", "Statut", "E-mail", "Longueur",
]  # fmt: skip
CELLS = st.sampled_from(
    ["", "1", "CMD-1", "Luc", "12 rue Haute", "Bât B", "01000", "1000", "Bourg", "Paris", "FR", "Belgien", "80", "1.5",
     "1,500 g", "NULL", '="1"', "annulé", "a@b.fr", "J?r", "\\u00e9", "<br>", "Total", "69003 Lyon", "'", "1E+15", "\ufffd"]
) | st.text(max_size=30)  # fmt: skip
NEEDED = ("N° de commande", "Nom", "Adresse", "Code postal", "Ville", "Poids (g)")


def lines_told(content: bytes) -> set[int]:
    """The lines of which something is said: an order, a fault, or that it is left out."""
    reading = read_file(content)
    told = {line for order in reading.orders for line in order.lines}
    told |= {refusal.line for refusal in reading.refusals}
    for order in reading.orders:
        lines = order.address.printed_lines()
        assert len(lines) <= 6
        assert all(0 < len(line) <= 38 for line in lines)
        assert 1 <= order.grams <= 3000
    return told | {one.line for one in reading.left_out}


def written(header: tuple[str, ...], rows: list[list[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([header, *rows])
    return text.getvalue().encode("utf-8", "replace")


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), min_size=1, max_size=5))
@example([["1", "Luc", "12 rue Haute", "01000", "Bourg", "80"]] * 3)
def test_of_every_row_something_is_said(rows: list[list[str]]) -> None:
    """Without articles each row is an order of its own; line breaks are left out, to count lines."""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    content = written(NEEDED, flat)
    expected = {line for line, row in enumerate(flat, start=2) if any(row)}
    try:
        assert lines_told(content) >= expected
    except UnreadableOrderFile:
        return


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=14),
    st.lists(st.lists(CELLS, max_size=15), max_size=4),
)
def test_any_table_is_read_or_refused_by_name(header: list[str], rows: list[list[str]]) -> None:
    try:
        lines_told(written(tuple(header), rows))
    except UnreadableOrderFile:
        return


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(LAYOUTS)), st.lists(st.lists(CELLS, max_size=30), max_size=4))
def test_any_rows_under_a_shops_headings_are_read(shop: str, rows: list[list[str]]) -> None:
    try:
        lines_told(written(tuple(LAYOUTS[shop].headings.split(",")), rows))
    except UnreadableOrderFile:
        return
