"""From which ranges, in which order, how many numbers come."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges.splitting import RangeExhausted, shares


@dataclass(frozen=True)
class Reserve:
    """As much as the rule knows of a range."""

    name: str
    left: int


def split(wanted: int, **left: int) -> list[tuple[str, int]]:
    ranges = [Reserve(name, count) for name, count in left.items()]
    return [(share.range.name, share.count) for share in shares(ranges, wanted)]


def test_one_range_gives_all() -> None:
    assert split(3, a=5) == [("a", 3)]


def test_a_range_is_used_up_before_the_next_begins() -> None:
    assert split(5, a=5, b=5) == [("a", 5)]
    assert split(6, a=5, b=5) == [("a", 5), ("b", 1)]
    assert split(12, a=5, b=5, c=5) == [("a", 5), ("b", 5), ("c", 2)]


def test_an_empty_range_gives_nothing_and_is_not_named() -> None:
    assert split(2, a=0, b=1, c=0, d=1) == [("b", 1), ("d", 1)]


def test_nothing_wanted_takes_nothing() -> None:
    assert split(0, a=5) == []
    assert shares([], 0) == []


@pytest.mark.parametrize(("wanted", "left"), [(6, (5,)), (1, ()), (1, (0, 0)), (11, (5, 5))])
def test_too_few_numbers_give_none_and_say_how_many_there_are(
    wanted: int, left: tuple[int, ...]
) -> None:
    with pytest.raises(RangeExhausted) as exhausted:
        shares([Reserve("a", count) for count in left], wanted)
    assert (exhausted.value.wanted, exhausted.value.left) == (wanted, sum(left))


@given(left=st.lists(st.integers(0, 50), max_size=6), wanted=st.integers(0, 200))
def test_shares_add_up_in_order_and_only_the_last_leaves_a_rest(
    left: list[int], wanted: int
) -> None:
    ranges = [Reserve(str(n), count) for n, count in enumerate(left)]
    if wanted > sum(left):
        with pytest.raises(RangeExhausted):
            shares(ranges, wanted)
        return
    found = shares(iter(ranges), wanted)
    assert sum(share.count for share in found) == wanted
    assert all(0 < share.count <= share.range.left for share in found)
    assert all(share.count == share.range.left for share in found[:-1])
    used = [ranges.index(share.range) for share in found]
    assert used == sorted(set(used))
