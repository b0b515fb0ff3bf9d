"""No letter is thicker than 3 cm, nor are its three sides 90 cm together."""

from collections.abc import Mapping

import pytest

from app.shipments.dimensions import check_dimensions, sides
from app.shipments.faults import Field, FieldProblem

CENTIMETRES: Mapping[str, str] = {"length": "cm", "width": "cm", "height": "cm"}


def problem(units: Mapping[str, str] = CENTIMETRES, **written: str) -> FieldProblem | None:
    fault = check_dimensions(written, units)
    assert fault is None or fault.field is Field.DIMENSIONS
    return fault.problem if fault else None


@pytest.mark.parametrize(
    ("length", "width", "height", "expected"),
    [
        ("30", "20", "3", None),
        ("30", "20", "3,1", FieldProblem.TOO_LARGE),
        ("3", "20", "30", None),  # whichever side is the thickness
        ("60", "26,9", "3", None),
        ("60", "27", "3", FieldProblem.TOO_LARGE),
        ("300 mm", "200mm", "30 mm", None),
        ("0", "0", "0", None),
        ("x", "1", "1", FieldProblem.NOT_A_DIMENSION),
    ],
)
def test_a_size_beyond_what_may_be_sent_is_refused(
    length: str, width: str, height: str, expected: FieldProblem | None
) -> None:
    assert problem(length=length, width=width, height=height) is expected


def test_a_height_alone_is_the_thickness_and_units_may_stand_in_the_heading() -> None:
    assert problem(height="4") is FieldProblem.TOO_LARGE
    assert problem({**CENTIMETRES, "height": "mm"}, height="25") is None
    assert problem(length="89") is None
    assert problem(length="90") is FieldProblem.TOO_LARGE
    assert problem() is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("20 x 15 x 2", ["20 ", "15 ", "2 "]),
        ("200×150×20 mm", ["200 mm", "150 mm", "20 mm"]),
        ("20*15*2,5 cm", ["20 cm", "15 cm", "2,5 cm"]),
        ("A5", []),
        ("20 x 15", []),
    ],
)
def test_three_sides_may_stand_in_one_cell(written: str, expected: list[str]) -> None:
    assert list(sides(written).values()) == expected
    assert check_dimensions(sides(written), CENTIMETRES) is None
