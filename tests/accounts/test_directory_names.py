"""Full names as people type them: capitals, accents, dashes and spaces do not matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.directory import name_key


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hélène Martin", "helene martin"),
        ("  HÉLÈNE\t MARTIN ", "helene martin"),
        ("Jean-Noël Le Goff", "jean noel le goff"),
        ("He\u0301le\u0300ne", "helene"),
        ("Straße", "strasse"),
        ("", ""),
    ],
)
def test_what_is_compared(typed: str, kept: str) -> None:
    assert name_key(typed) == kept


@given(st.text(alphabet="abcéèëïôç ABCÉÈ-", max_size=40))
def test_capitals_and_spaces_around_make_no_difference(name: str) -> None:
    assert name_key(f" {name.upper()}  ") == name_key(name.lower()) == name_key(name_key(name))


def test_other_names_stay_others() -> None:
    assert name_key("Hélène Martin") != name_key("Hélène Marin")
