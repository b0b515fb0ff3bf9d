"""Reading a file gives a table, or the reason why it is not one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.shipments.table import (
    MOST_ROWS,
    Damage,
    TableProblem,
    TableRow,
    UnreadableTable,
    read_table,
)

ACCENTED = "Référence;Nom\r\nCMD-1;Jérôme Lœuvre – 3 €\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_usual_encodings_are_read(encoding: str) -> None:
    table = read_table(ACCENTED.encode(encoding))
    assert table.header == ("Référence", "Nom")
    assert table.rows == [TableRow(2, ("CMD-1", "Jérôme Lœuvre – 3 €"))]


def test_big_endian_utf_16_is_read() -> None:
    assert read_table(b"\xfe\xff" + ACCENTED.encode("utf-16-be")).header == ("Référence", "Nom")


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_usual_separators_are_recognised(delimiter: str) -> None:
    content = delimiter.join("abc") + "\n" + delimiter.join("123") + "\n"
    assert read_table(content.encode()).rows == [TableRow(2, ("1", "2", "3"))]


def test_a_separator_inside_quotation_marks_does_not_count() -> None:
    table = read_table(b'"a,b,c,d";e\n"1,2";3\n')
    assert table.header == ("a,b,c,d", "e")
    assert table.rows == [TableRow(2, ("1,2", "3"))]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_record_has_the_line_on_which_it_begins(newline: str) -> None:
    lines = ["a;b", "", '1;"two', 'lines"', ";", "2;x", ""]
    rows = read_table(newline.join(lines).encode()).rows
    assert [row.line for row in rows] == [3, 6]
    assert rows[0].cells == ("1", f"two{newline}lines")


def test_blank_lines_before_the_header_are_skipped() -> None:
    table = read_table(b"\n;;\na;b\n1;2\n")
    assert table.header == ("a", "b")
    assert table.rows == [TableRow(4, ("1", "2"))]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", TableProblem.EMPTY),
        (b" \r\n\r\n", TableProblem.EMPTY),
        (b"\xef\xbb\xbf", TableProblem.EMPTY),
        (b";;;\n", TableProblem.NOT_A_TABLE),
        (b"PK\x03\x04\x14\x00\x06\x00", TableProblem.WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", TableProblem.WORKBOOK),
        (b"%PDF-1.7\n%\xe2\xe3", TableProblem.PDF),
        (b"\x89PNG\r\n\x1a\n", TableProblem.IMAGE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", TableProblem.IMAGE),
        (b"GIF89a;", TableProblem.IMAGE),
        (b"<!DOCTYPE html><p>a;b", TableProblem.NOT_A_TABLE),
        (b"\n<html>a;b", TableProblem.NOT_A_TABLE),
        (b"\x7fELF\x00\xe9\x81", TableProblem.NOT_A_TABLE),
        (b"Bonjour, \n".replace(b",", b""), TableProblem.NOT_A_TABLE),
        (b"a;b\n", TableProblem.HEADER_ONLY),
        (b"a;b\n;\n", TableProblem.HEADER_ONLY),
        (b"\xff\xfea", TableProblem.WRONG_ENCODING),
    ],
)
def test_what_is_no_table_says_what_it_is(content: bytes, problem: TableProblem) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(content)
    assert caught.value.problem is problem


def test_a_wrong_encoding_names_the_line() -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(b"a;b\n1;2\n3;\x8d\xe9\n")
    assert (caught.value.problem, caught.value.detail) == (TableProblem.WRONG_ENCODING, "3")


def damages(content: bytes) -> list[tuple[int, Damage | None]]:
    return [(row.line, row.damage) for row in read_table(content).rows]


@pytest.mark.parametrize(
    ("content", "damage"),
    [
        (b'a;b\n1;2\n3;"open\n4;5\n6;7\n', Damage.OPEN_QUOTATION),
        (b'a;b\n1;2\n"3;open\n4;5\n6;"7"\n', Damage.OPEN_QUOTATION),
        (b"a;b\n1;2\n3;" + b"x" * 200_000 + b"\n4;5\n6;7\n", Damage.CELL_TOO_LONG),
        (b"a;b\n1;2\n3;\x00\n4;5\n6;7\n", Damage.CONTROL_CHARACTERS),
    ],
    ids=["open to the end", "closed by another row", "monstrous cell", "NUL"],
)
def test_a_damaged_row_costs_itself_and_not_the_file(content: bytes, damage: Damage) -> None:
    assert damages(content) == [(2, None), (3, damage), (4, None), (5, None)]


def test_many_open_quotations_cost_no_more_than_their_lines() -> None:
    lines = [f'{n};"open' if n % 2 else f"{n};2" for n in range(1000)]
    found = damages("\n".join(["a;b", *lines]).encode())
    assert [damage for _, damage in found] == [None, Damage.OPEN_QUOTATION] * 500


def test_excels_separator_line_is_an_instruction() -> None:
    table = read_table("sep=|\r\n\ufeffa;x|b\r\n1|2\r\n".encode())
    assert (table.header, table.rows) == (("a;x", "b"), [TableRow(3, ("1", "2"))])


@pytest.mark.parametrize(
    "titles",
    [
        "Export des commandes du 20/11/2026;;\n",
        "Commandes, novembre 2026\n\n",
        "Boutique : Acme\nPériode : novembre, décembre\n\n",
    ],
)
def test_title_lines_above_the_headings_are_no_headings(titles: str) -> None:
    table = read_table(f"{titles}Nom;Code postal;Ville\nLuc;01000;Bourg\n".encode())
    assert table.header == ("Nom", "Code postal", "Ville")
    assert [row.cells for row in table.rows] == [("Luc", "01000", "Bourg")]


def test_lines_quoted_as_a_whole_and_spaces_before_quotes_are_read() -> None:
    whole = read_table(b'"a,b"\n"1,""x, y"""\n')
    assert (whole.header, whole.rows[0].cells) == (("a", "b"), ("1", "x, y"))
    assert read_table(b'a, b\n"1", "x, y"\n').rows[0].cells == ("1", "x, y")


def test_the_most_rows_are_read_and_one_more_is_refused() -> None:
    most = b"a;b\n" + b"1;2\n" * MOST_ROWS
    assert len(read_table(most).rows) == MOST_ROWS
    with pytest.raises(UnreadableTable) as caught:
        read_table(most + b"1;2\n")
    assert (caught.value.problem, caught.value.detail) == (TableProblem.TOO_MANY_ROWS, "5000")


def test_a_last_line_without_its_end_is_read() -> None:
    assert read_table(b"a;b\n1;2").rows == [TableRow(2, ("1", "2"))]


@settings(max_examples=300)
@given(st.binary(max_size=200) | st.text(alphabet='a1é;,\t|"\r\n\x00', max_size=80).map(str.encode))
def test_any_bytes_are_a_table_or_the_named_error(content: bytes) -> None:
    try:
        table = read_table(content)
    except UnreadableTable:
        return
    lines = [row.line for row in table.rows]
    assert lines == sorted(set(lines))
    assert all(row.damage or any(cell.strip() for cell in row.cells) for row in table.rows)
