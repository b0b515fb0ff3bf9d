"""COCLICO and compte de suivi, as people type them."""

import pytest

from app.contracts.numbers import WrongNumber, read_coclico, read_tracking_account


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", "00000001"),
        ("98765", "00098765"),
        ("00098765", "00098765"),
        ("12345678", "12345678"),
        (" 98 765 ", "00098765"),
        ("98.765", "00098765"),
        ("98-765", "00098765"),
        ("98\u00a0765", "00098765"),
        ("98\u202f765", "00098765"),
    ],
)
def test_a_coclico_is_completed_with_zeros_in_front(typed: str, number: str) -> None:
    assert read_coclico(typed) == number


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("123456789", 9), ("0", 1), ("00000000", 8), ("", None), ("-", None), ("12A45", None)],
)
def test_what_is_no_coclico_says_how_many_digits_were_read(typed: str, digits: int | None) -> None:
    with pytest.raises(WrongNumber) as refusal:
        read_coclico(typed)
    assert refusal.value.digits_read == digits


@pytest.mark.parametrize("typed", ["604217", "604 217", "604.217", "604\u00a0217"])
def test_a_tracking_account_has_six_digits(typed: str) -> None:
    assert read_tracking_account(typed) == "604217"


def test_a_tracking_account_may_begin_with_zeros() -> None:
    assert read_tracking_account("000001") == "000001"


@pytest.mark.parametrize(
    ("typed", "digits"), [("60421", 5), ("6042170", 7), ("", None), ("60421A", None)]
)
def test_a_tracking_account_is_never_completed(typed: str, digits: int | None) -> None:
    with pytest.raises(WrongNumber) as refusal:
        read_tracking_account(typed)
    assert refusal.value.digits_read == digits


@pytest.mark.parametrize("typed", ["١٢٣٤٥٦", "²²²²²²", "１２３４５６"])
def test_digits_of_other_scripts_are_not_taken(typed: str) -> None:
    with pytest.raises(WrongNumber):
        read_coclico(typed)
    with pytest.raises(WrongNumber):
        read_tracking_account(typed)
