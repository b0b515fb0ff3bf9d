"""The two sample files, read whole: each refusal is undeliverable or over the norm."""

from app.shipments.columns import match_columns
from app.shipments.faults import Field, Problem
from app.shipments.orders import Order, read_order
from app.shipments.table import read_table
from tests.samples import DATA


def refused(file: str) -> tuple[int, dict[int, list[tuple[Field, Problem]]]]:
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
            21: [(Field.TOWN, Problem.MISSING)],
            41: [(Field.NAME, Problem.MISSING)],
            61: [(Field.WEIGHT, Problem.TOO_HEAVY)],
            81: [(Field.WEIGHT, Problem.NOT_A_WEIGHT)],
            101: [(Field.POSTCODE, Problem.ZONE_NOT_SERVED)],
            121: [(Field.COUNTRY, Problem.COUNTRY_NOT_SERVED)],
        },
    )


def test_the_french_spreadsheet_gives_287_orders_and_13_refusals() -> None:
    assert refused("orders_excel_fr.csv") == (
        287,
        {
            26: [(Field.TOWN, Problem.MISSING)],
            51: [(Field.NAME, Problem.MISSING)],
            76: [(Field.WEIGHT, Problem.TOO_HEAVY)],
            101: [(Field.WEIGHT, Problem.NOT_A_WEIGHT)],
            126: [(Field.POSTCODE, Problem.ZONE_NOT_SERVED)],
            151: [(Field.COUNTRY, Problem.COUNTRY_NOT_SERVED)],
            176: [(Field.STREET, Problem.TOO_LONG)],
            198: [(Field.NAME, Problem.TOO_LONG)],
            201: [(Field.POSTCODE, Problem.NOT_A_POSTCODE)],
            226: [(Field.TOWN, Problem.MISSING)],
            251: [(Field.NAME, Problem.MISSING)],
            276: [(Field.WEIGHT, Problem.TOO_HEAVY)],
            301: [(Field.WEIGHT, Problem.NOT_A_WEIGHT)],
        },
    )
