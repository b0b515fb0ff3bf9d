"""Stamping pages: in pieces, at the right place, in any script, and always a valid file."""

import subprocess
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.deposits.paper_forms import paper_form
from app.printing.compiling import PrintForm, compile_form
from app.printing.sheets import Sheet
from app.printing.slots import BarcodeDoesNotFit, NotABarcode, Value, Values
from app.printing.stamping import Placement, check, stamp, stamp_on
from app.printing.text_fit import TextDoesNotFit
from app.printing.writer import Heading
from tests.printing.conftest import Paper
from tests.printing.oracle import DENSITIES, Case, difference, dots, read
from tests.printing.test_compiling import page

HEADING = Heading("Étiquettes – œ", "fr")
BODY = (
    '<div id="name" data-slot="text"></div><div id="key" data-slot="datamatrix"></div>'
    '<div id="bars" data-slot="code128"></div>'
)
CSS = "#name { width: 30mm } #key { left: 40mm; width: 15mm } #bars { top: 27mm; width: 60mm; height: 9mm }"
ONE_DOT_OR_TWO = 0.00002
KEY, BARS = "693850;00123456;2026000042", "2L00000100014"


def form() -> PrintForm:
    return compile_form(page(CSS, BODY), {})


def row(name: Value = "Zoé") -> dict[str, Value]:
    return {"name": name, "key": KEY, "bars": BARS}


def stamped(*rows: Values) -> Paper:
    return Paper(b"".join(stamp(form(), rows, HEADING)))


def test_a_document_says_what_it_is() -> None:
    sheet = stamped(row(), row("é œ ’ – - \u2010 (\\) €"))
    sheet.assert_sound()
    assert sheet.reader.metadata is not None
    assert sheet.reader.metadata.title == HEADING.title
    assert str(sheet.reader.root_object["/Lang"]) == "fr"
    assert sheet.reader.viewer_preferences is not None
    assert str(sheet.reader.viewer_preferences.print_scaling) == "/None"
    assert sheet.sizes_mm == [(70, 40)] * 2
    assert sheet.texts == ["Zoé", "é œ ’ – - \u2010 (\\) €"]


def test_poppler_has_nothing_to_say(tmp_path: object) -> None:
    pdf = stamped(row(), row("漢字")).pdf
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert told.stderr == b""
    assert "Zoé" in told.stdout.decode()


@pytest.mark.parametrize("dpi", [203, 300])
def test_both_kinds_of_barcode_are_read(dpi: int) -> None:
    assert sorted(read(stamped(row()).pdf, dpi)) == sorted([KEY, BARS])


def test_the_same_rows_give_the_same_bytes_and_a_document_comes_in_pieces() -> None:
    rows = [row(f"Zoé {number}") for number in range(300)]
    pieces = list(stamp(form(), rows, HEADING))
    assert len(pieces) > 3
    assert b"".join(pieces) == stamped(*rows).pdf


def test_a_text_is_shrunk_to_its_floor_and_no_further() -> None:
    lines = [row("W" * count) for count in (5, 10, 17)]
    sheet = stamped(*lines)
    heights = [box[3] - box[1] for box in (sheet.letters(page)[0][1] for page in range(3))]
    assert heights == sorted(heights, reverse=True)
    assert sheet.edges_mm(2)[2] <= 35
    with pytest.raises(TextDoesNotFit) as refused:
        stamped(row("W" * 40))
    assert (refused.value.slot, refused.value.text) == ("name", "W" * 40)
    with pytest.raises(TextDoesNotFit):
        check(form(), row(("ligne",) * 9))


def test_lines_of_a_fixed_distance_do_not_run_over_their_place() -> None:
    fixed = compile_form(page("#name { height: 5mm; line-height: 5mm }"), {})
    check(fixed, {"name": "one"})
    for lines in (("one", "two"), ("Ω", "two")):
        with pytest.raises(TextDoesNotFit, match="name"):
            check(fixed, {"name": lines})


def test_lines_that_fill_a_page_do_not_run_overleaf() -> None:
    words = paper_form("slip_words", bold=False, size=8.5)
    check(words, {"words": ("\r", "", "")})
    sheet = Paper(b"".join(stamp(words, [{"words": ("Ω", "b", "c")}], HEADING)))
    assert sheet.texts == ["Ω b c"]


def test_a_barcode_too_large_names_its_slot() -> None:
    with pytest.raises(BarcodeDoesNotFit, match="bars"):
        check(form(), row() | {"bars": "W" * 30})


@pytest.mark.parametrize("kind", ["key", "bars"])
def test_a_value_that_is_no_barcode_names_its_slot(kind: str) -> None:
    for names in ("Zoé", "漢字"):
        with pytest.raises(NotABarcode, match=kind) as refused:
            check(form(), row(names) | {kind: "é"})
        assert (refused.value.slot, refused.value.value) == (kind, "é")
        with pytest.raises(NotABarcode, match=kind):
            stamped(row(names) | {kind: "é"})


def test_a_soft_hyphen_is_not_seen_and_is_copied() -> None:
    with_it, without = row("Gar\u00adage"), row("Garage")
    assert max(difference(Case(form(), with_it), dpi) for dpi in DENSITIES) < ONE_DOT_OR_TWO
    assert dots(stamped(with_it).pdf, 300) == dots(stamped(without).pdf, 300)
    assert stamped(with_it).texts == ["Gar\u00adage"]


def test_what_the_typeface_lacks_is_set_by_another_font_on_its_page_alone() -> None:
    sheet = stamped(row(), row("Ωмега"), row())
    sheet.assert_sound()
    assert sheet.texts[0] == sheet.texts[2] == "Zoé"
    assert "Ωмега" in sheet.texts[1]
    assert sheet.edges_mm(1)[2] <= 35.1


def test_the_first_places_of_a_sheet_are_left_free() -> None:
    sheet = Sheet(form().width * 2, form().height * 2, 2, 2)
    placements = [Placement(form(), row(f"n{number}")) for number in range(6)]
    pages = Paper(b"".join(stamp_on(sheet, placements, HEADING, first=1)))
    assert [text.split() for text in pages.texts] == [["n0", "n1", "n2"], ["n3", "n4", "n5"]]
    left, _, _, top = pages.edges_mm(0)
    assert pages.letters(0)[0][1][0] > 70 and top > 40 and left < 70
    with pytest.raises(ValueError, match="no place 5"):
        list(stamp_on(sheet, placements, HEADING, first=4))


def test_no_row_is_no_document() -> None:
    with pytest.raises(ValueError, match="no page"):
        list(stamp(form(), [], HEADING))


def test_memory_does_not_grow_with_the_pages() -> None:
    def rows(count: int) -> Iterator[Values]:
        return (row(f"Zoé {number}") for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in stamp(form(), rows(count), HEADING):
            pass
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    peak(10)
    # Where each of two objects a page stands, and a reference to the page.
    assert peak(3_000) - peak(300) < 2_700 * 80


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.text(max_size=12) | st.text(st.characters(codec="latin-1"), max_size=12), max_size=3
    )
)
def test_no_text_makes_an_invalid_file(lines: list[str]) -> None:
    try:
        check(form(), row(lines))
    except TextDoesNotFit:
        return
    stamped(row(lines), row()).assert_sound()
