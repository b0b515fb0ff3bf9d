"""Workbooks are read as people see them: 75001.0 is a postcode, and dates and yes stay words."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from xml.sax.saxutils import escape

import pytest

from app.shipments.importing import read_file
from app.shipments.table import TableProblem, UnreadableTable, read_table
from app.shipments.workbooks import Cell, cell_text

Row = list[str | float | bool]
HEADER: Row = ["N° de commande", "Nom", "Adresse", "Code postal", "Ville", "Poids (g)", "Payé"]
ROW: Row = [1001.0, "Jeanne Modèle", "12 rue des Lilas", 1000.0, "Bourg-en-Bresse", 80.0, True]


def xlsx(*sheets: list[Row]) -> bytes:
    """A workbook of plain sheets, as the format's standard has it."""
    names = range(1, len(sheets) + 1)
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in names)
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'relationships/worksheet" Target="worksheets/s{n}.xml"/>'
            for n in names
        )
        + "</Relationships>",
    }
    for n, rows in zip(names, sheets, strict=True):
        parts[f"xl/worksheets/s{n}.xml"] = (
            '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            + "".join(f"<row>{''.join(map(_xlsx_cell, row))}</row>" for row in rows)
            + "</sheetData></worksheet>"
        )
    return _zipped(parts)


def _xlsx_cell(cell: str | float | bool) -> str:
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, float):
        return f"<c><v>{cell}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'


def ods(rows: list[Row]) -> bytes:
    """A sheet as OpenDocument has it."""
    body = "".join(
        "<table:table-row>" + "".join(map(_ods_cell, row)) + "</table:table-row>" for row in rows
    )
    content = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="S1">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return _zipped(
        {"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": content}
    )


def _ods_cell(cell: str | float | bool) -> str:
    if isinstance(cell, bool):
        value = f'office:value-type="boolean" office:boolean-value="{str(cell).lower()}"'
        return f"<table:table-cell {value}/>"
    if isinstance(cell, float):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
    text = f"<text:p>{escape(cell)}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def _zipped(parts: dict[str, str]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return written.getvalue()


@pytest.mark.parametrize("make", [xlsx, ods])
def test_a_workbook_is_read_like_a_text(make: Callable[[list[Row]], bytes]) -> None:
    content = make([["Export du 20/11/2026"], [], list(HEADER), list(ROW)])
    [order] = read_file(content).orders
    assert (order.reference, order.grams, order.lines) == ("1001", 80, (4,))
    assert order.address.printed_lines()[-1] == "01000 BOURG EN BRESSE"
    assert order.restored_postcode


def test_the_sheet_with_the_orders_is_read() -> None:
    content = xlsx([["Lisez-moi", "Nom"]], [list(HEADER), list(ROW)], [["Total", 80.0]])
    assert read_table(content).header == tuple(map(str, HEADER))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (75001.0, "75001"),
        (0.08, "0.08"),
        (12, "12"),
        (True, "VRAI"),
        (False, "FAUX"),
        ("x", "x"),
        (date(2026, 11, 28), "2026-11-28"),
        (datetime(2026, 11, 28, 0, 0), "2026-11-28"),  # noqa: DTZ001 - a sheet knows no zone
        (time(9, 30), "09:30:00"),
        (1.2345678901234567e18, "1.2345678901234568e+18"),
    ],
)
def test_a_cell_is_written_as_people_see_it(cell: Cell, text: str) -> None:
    assert cell_text(cell) == text


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0" + bytes(600), _zipped({"a": "b"}), xlsx([])]
)
def test_what_is_no_workbook_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(content)
    assert caught.value.problem in {TableProblem.WORKBOOK, TableProblem.EMPTY}


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UnreadableTable) as caught:
        read_table(_zipped({f"xl/{n}.xml": "0" * 30_000_000 for n in range(8)}))
    assert caught.value.problem is TableProblem.WORKBOOK
