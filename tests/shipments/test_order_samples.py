"""The two sample files: every refused row is undeliverable or too long for the standard."""

from app.shipments.columns import match_columns
from app.shipments.faults import Field, FieldProblem
from app.shipments.orders import Order, read_order
from app.shipments.table import read_table
from tests.samples import DATA


def refused(file: str) -> tuple[int, dict[int, list[tuple[Field, FieldProblem]]]]:
    """The number of good rows, and the faults by line."""
    table = read_table((DATA / file).read_bytes())
    columns = match_columns(table)
    outcomes = {row.line: read_order(row, columns) for row in table.rows}
    bad = {line: read for line, read in outcomes.items() if not isinstance(read, Order)}
    return len(outcomes) - len(bad), {
        line: [(fault.field, fault.problem) for fault in faults] for line, faults in bad.items()
    }


def test_sendclouds_sample_gives_114_orders_and_6_refusals() -> None:
    assert refused("orders_sendcloud.csv") == (
        114,
        {
            21: [(Field.TOWN, FieldProblem.MISSING)],
            41: [(Field.NAME, FieldProblem.MISSING)],
            61: [(Field.WEIGHT, FieldProblem.TOO_HEAVY)],
            81: [(Field.WEIGHT, FieldProblem.NOT_A_WEIGHT)],
            101: [(Field.POSTCODE, FieldProblem.ZONE_NOT_SERVED)],
            121: [(Field.COUNTRY, FieldProblem.COUNTRY_NOT_SERVED)],
        },
    )


def test_the_french_spreadsheet_gives_287_orders_and_13_refusals() -> None:
    assert refused("orders_excel_fr.csv") == (
        287,
        {
            26: [(Field.TOWN, FieldProblem.MISSING)],
            51: [(Field.NAME, FieldProblem.MISSING)],
            76: [(Field.WEIGHT, FieldProblem.TOO_HEAVY)],
            101: [(Field.WEIGHT, FieldProblem.NOT_A_WEIGHT)],
            126: [(Field.POSTCODE, FieldProblem.ZONE_NOT_SERVED)],
            151: [(Field.COUNTRY, FieldProblem.COUNTRY_NOT_SERVED)],
            176: [(Field.STREET, FieldProblem.TOO_LONG)],
            198: [(Field.NAME, FieldProblem.TOO_LONG)],
            201: [(Field.POSTCODE, FieldProblem.NOT_A_POSTCODE)],
            226: [(Field.TOWN, FieldProblem.MISSING)],
            251: [(Field.NAME, FieldProblem.MISSING)],
            276: [(Field.WEIGHT, FieldProblem.TOO_HEAVY)],
            301: [(Field.WEIGHT, FieldProblem.NOT_A_WEIGHT)],
        },
    )
