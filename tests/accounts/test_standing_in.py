"""Who replaces an absent advisor, and at which sites mail may be handed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.replacement import stand_in
from app.contracts.places import is_in_metropole

PEOPLE = st.integers(1, 6)


@pytest.mark.parametrize(
    ("away", "found"),
    [
        ({}, 1),
        ({1: 2}, 2),
        ({1: 2, 2: 3}, 3),
        ({2: 3}, 1),
        ({1: 2, 2: 1}, 1),
        ({1: 2, 2: 3, 3: 2}, 1),
    ],
    ids=["there", "away", "a chain", "another away", "a circle", "into a circle"],
)
def test_replacements_are_followed_and_a_circle_leads_nowhere(
    away: dict[int, int], found: int
) -> None:
    assert stand_in(1, away) == found


@given(PEOPLE, st.dictionaries(PEOPLE, PEOPLE))
def test_whoever_is_found_is_there_or_nobody_is(person: int, away: dict[int, int]) -> None:
    found = stand_in(person, away)
    assert found not in away or found == person


@pytest.mark.parametrize("postcode", ["01000", "69002", "20000", "75001", "95999", "98000"])
def test_mail_is_handed_in_in_metropole(postcode: str) -> None:
    assert is_in_metropole(postcode)


@pytest.mark.parametrize(
    "postcode", ["97100", "97400", "98800", "96000", "00100", "6900", "", "٦٩٠٠٢"]
)
def test_and_nowhere_else(postcode: str) -> None:
    assert not is_in_metropole(postcode)
