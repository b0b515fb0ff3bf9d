"""A CSV of labels from whatever system: numbers and days are found, nothing else is believed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges import tracking_number
from app.ranges.label_file import MOST_ROWS, NoTable, TooManyRows, UsedNumber, read_label_file

FIRST = tracking_number.write("2L", 1_000)
DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "line",
    [
        f"CMD-1;{FIRST};2026-11-23",
        f"CMD-1,{FIRST},23/11/2026",
        f"23.11.2026\t{FIRST}\tAlma",
        f'"Martin, Alma","{tracking_number.in_groups(FIRST)}","2026-11-23T10:12:00Z"',
        f"{FIRST.lower()};2026-11-23 10:12",
    ],
)
def test_a_number_and_its_day_are_found_however_they_are_written(line: str) -> None:
    assert read_label_file(line) == [UsedNumber("2L", 1_000, DAY)]


def test_without_a_day_the_number_is_found_all_the_same() -> None:
    assert read_label_file(f"Tracking\n{FIRST}\n") == [UsedNumber("2L", 1_000, None)]
    assert read_label_file(f"{FIRST};2026-02-31") == [UsedNumber("2L", 1_000, None)]


def test_a_wrong_key_is_no_number() -> None:
    wrong = FIRST[:-1] + str((int(FIRST[-1]) + 1) % 10)
    assert read_label_file(f"{wrong};2026-11-23\n{FIRST};2026-11-23") == [
        UsedNumber("2L", 1_000, DAY)
    ]


def test_other_numbers_of_a_line_are_passed_over() -> None:
    line = f"87000000123456;0612345678;{FIRST};FR;69002;0,00 €;{'9' * 5_000}"
    assert read_label_file(line) == [UsedNumber("2L", 1_000, None)]


def test_a_file_that_is_too_long_is_refused_and_not_cut() -> None:
    assert len(read_label_file(f"{FIRST}\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(TooManyRows):
        read_label_file(f"{FIRST}\n" * (MOST_ROWS + 1))


def test_what_is_no_table_is_told() -> None:
    with pytest.raises(NoTable):
        read_label_file('"' + "x" * 200_000)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        found = read_label_file(text)
    except NoTable:
        return
    assert all(0 <= used.serial <= tracking_number.LAST_POSSIBLE_SERIAL for used in found)
