"""Marks in a folder: written by many at once, never moved back."""

from functools import partial
from pathlib import Path
from random import Random

import pytest

from app.high_water.marks import Marks
from tests.at_once import at_once


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    return Marks(tmp_path / "marks")


def test_a_mark_is_moved_up_and_never_back(marks: Marks) -> None:
    assert marks.read_all() == {}
    marks.advance({"a": 5, "b": 0})
    marks.advance({"a": 3, "c": 1})
    assert marks.read_all() == {"a": 5, "b": 0, "c": 1}
    assert marks.read(["a", "unknown"]) == {"a": 5}


def test_many_writers_at_once_leave_the_highest(marks: Marks) -> None:
    random = Random(7)
    values = [random.randrange(1_000) for _ in range(40)]
    at_once([partial(marks.advance, {"a": value, "b": -value + 1_000}) for value in values])
    assert marks.read_all() == {"a": max(values), "b": 1_000 - min(values)}


def test_a_name_that_is_a_path_is_refused(marks: Marks) -> None:
    with pytest.raises(ValueError, match="no name of a counter"):
        marks.advance({"../x": 1})


def test_one_worker_at_a_time_and_nobody_waits(marks: Marks) -> None:
    with marks.work_alone() as first, marks.work_alone() as second:
        assert (first, second) == (True, False)
    with marks.work_alone() as again:
        assert again


def test_what_is_forgotten_is_gone(marks: Marks) -> None:
    marks.advance({"a": 1})
    marks.set_identity({"name": "x"})
    marks.forget()
    assert (marks.read_all(), marks.identity()) == ({}, None)
