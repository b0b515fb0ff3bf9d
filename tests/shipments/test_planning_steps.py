"""No cell holds a process: planning an address takes steps in proportion to its length, and ends."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.postal import shortening
from app.shipments import address
from app.shipments.address import LONGEST_FIELD, Address, compose
from app.shipments.faults import FieldProblem

UNITS = [
    "Bât B, ",
    "12 rue Haute ",
    "Résidence des Lilas, ",
    "a ",
    "a, ",
    "appartement boulevard ",
    "œ, ",
]
FIELDS = ["name", "company", "street", "complement", "town"]


class Steps:
    """Counts the characters that the planning looks at, and the plans that it tries."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        for module, name in (
            (address, "_arrange"),
            (address, "capitals"),
            (address, "printed_text"),
            (address, "has_content"),
            (shortening, "capitals"),
        ):
            monkeypatch.setattr(module, name, self._counting(getattr(module, name)))

    def _counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any) -> Any:
            self.count += 1
            return function(*args)

        return counted

    def of(self, field: str, text: str) -> int:
        """How many steps an address takes whose field has this text."""
        self.count = 0
        parts = dict.fromkeys(FIELDS, "")
        parts |= {"name": "Luc", "street": "1 rue Basse", "town": "Bourg", field: text}
        compose(**parts, postcode="01000")
        return self.count


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("field", FIELDS)
def test_the_steps_grow_no_faster_than_the_text(
    monkeypatch: pytest.MonkeyPatch, field: str, unit: str
) -> None:
    steps = Steps(monkeypatch)
    longest = [(unit * LONGEST_FIELD)[:length] for length in (50, 100, LONGEST_FIELD)]
    for text in longest:
        assert steps.of(field, text) <= 100 + 40 * len(text)


@pytest.mark.parametrize("length", [LONGEST_FIELD + 1, 1_400, 100_000])
@pytest.mark.parametrize("field", FIELDS)
def test_an_overlong_field_is_refused_before_any_line_is_planned(
    monkeypatch: pytest.MonkeyPatch, field: str, length: int
) -> None:
    assert Steps(monkeypatch).of(field, ("Bât B, " * length)[:length]) == 0
    parts = dict.fromkeys(FIELDS, "x") | {field: "x" * length}
    faults = compose(**parts, postcode="01000")
    assert isinstance(faults, list)
    assert [fault.problem for fault in faults] == [FieldProblem.TOO_LONG]


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(UNITS), st.integers(1, LONGEST_FIELD), st.sampled_from(FIELDS))
def test_any_repetition_is_planned_or_refused(unit: str, length: int, field: str) -> None:
    parts = dict.fromkeys(FIELDS, "x") | {field: (unit * length)[:length]}
    planned = compose(**parts, postcode="01000")
    assert isinstance(planned, Address) or planned
