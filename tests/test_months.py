"""Months of the calendar."""

from datetime import date

import pytest

from app.months import first_of, month_after, read_month

NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    "written", ["2026-11", "11/2026", "11-2026", "11.2026", "11 / 2026", " 11/2026 "]
)
def test_as_it_is_written(written: str) -> None:
    assert read_month(written) == NOVEMBER


@pytest.mark.parametrize(
    "written", ["", "2026", "2026-13", "2026-00", "00/2026", "1999-12", "11/26", "٢٠٢٦-١١", "x"]
)
def test_what_is_none(written: str) -> None:
    assert read_month(written) is None


def test_before_and_after() -> None:
    assert first_of(date(2026, 11, 27)) == NOVEMBER
    assert month_after(NOVEMBER) == date(2026, 12, 1)
    assert month_after(NOVEMBER, 2) == date(2027, 1, 1)
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
