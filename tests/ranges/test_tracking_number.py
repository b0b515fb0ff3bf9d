"""Tracking numbers: the collected ones, however they are grouped, and every slip of a finger."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges.findings import FindingKind
from app.ranges.tracking_number import (
    LAST_POSSIBLE_SERIAL,
    UnreadableNumber,
    in_groups,
    read,
    write,
)
from tests.samples import DATA

COLLECTED = DATA / "tracking_numbers.csv"
with COLLECTED.open(encoding="utf-8", newline="") as file:
    VECTORS = list(csv.DictReader(file))


def _numbers(family: str, valid: str) -> list[str]:
    return [v["number"] for v in VECTORS if v["family"] == family and v["valid"] == valid]


def test_the_vectors_hold_every_kind() -> None:
    assert len(_numbers("S13", "yes")) == 11
    assert len(_numbers("S13", "no")) == 3
    assert len(_numbers("S15", "yes")) == 3


@pytest.mark.parametrize("number", _numbers("S13", "yes"))
def test_every_genuine_number_has_the_right_key(number: str) -> None:
    understood = read(number)
    assert understood.key_fits
    assert str(understood) == number


@pytest.mark.parametrize("number", _numbers("S13", "no"))
def test_every_wrong_key_is_seen_and_the_right_one_named(number: str) -> None:
    understood = read(number)
    assert not understood.key_fits
    assert read(f"{number[:12]}{understood.expected_key}").key_fits


@pytest.mark.parametrize("number", _numbers("S15", "yes"))
def test_the_newer_family_is_not_taken_for_this_one(number: str) -> None:
    with pytest.raises(UnreadableNumber) as refusal:
        read(number)
    assert refusal.value.kind is FindingKind.NO_PRODUCT_CODE


@pytest.mark.parametrize("number", _numbers("S13", "yes"))
def test_any_single_wrong_digit_of_a_genuine_number_is_seen(number: str) -> None:
    for place in range(2, 13):
        for digit in "0123456789".replace(number[place], ""):
            assert not read(f"{number[:place]}{digit}{number[place + 1 :]}").key_fits


@pytest.mark.parametrize(
    "typed",
    [
        "2L00000100014",
        "2L 000 001 0001 4",
        "2l 000 001 0001 4",
        "2L.000.001.0001-4",
        "2L–000–001–0001–4",
        "2L\u00a0000\u00a0001\u202f0001\u00a04",
        "\u200b2L/000_001 0001 4\t",
    ],
)
def test_a_number_is_read_however_it_is_grouped(typed: str) -> None:
    assert (read(typed).product_code, read(typed).serial, read(typed).key) == ("2L", 10_001, 4)


def test_the_key_may_be_left_out() -> None:
    understood = read("2L 000 001 0001")
    assert (understood.serial, understood.key, understood.key_fits) == (10_001, None, True)
    assert str(understood) == "2L00000100014"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", FindingKind.NUMBER_MISSING),
        (" -. ", FindingKind.NUMBER_MISSING),
        ("0000010001", FindingKind.NO_PRODUCT_CODE),
        ("L2 000 001 0001", FindingKind.NO_PRODUCT_CODE),
        ("٢L 000 001 0001", FindingKind.NO_PRODUCT_CODE),
        ("2É 000 001 0001", FindingKind.NO_PRODUCT_CODE),
        ("2L 000 001 000X", FindingKind.NOT_DIGITS),
        ("2L 000 001 000١", FindingKind.NOT_DIGITS),
        ("2L 000 001 000²", FindingKind.NOT_DIGITS),
        ("2L 000\x00001 0001", FindingKind.NOT_DIGITS),
        ("2L", FindingKind.NUMBER_TOO_SHORT),
        ("2L 000 001 000", FindingKind.NUMBER_TOO_SHORT),
        ("2L 000 001 0001 44", FindingKind.NUMBER_TOO_LONG),
    ],
)
def test_what_is_no_number_says_why(typed: str, kind: FindingKind) -> None:
    with pytest.raises(UnreadableNumber) as refusal:
        read(typed)
    assert refusal.value.kind is kind


def test_a_number_is_shown_in_groups() -> None:
    assert in_groups("2L00000100014") == "2L 000 001 0001 4"


@pytest.mark.parametrize(("code", "serial"), [("2L", -1), ("2L", 10**10), ("L2", 1), ("2l", 1)])
def test_no_number_is_written_that_could_not_exist(code: str, serial: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        write(code, serial)


@given(st.from_regex(r"[0-9][A-Z]", fullmatch=True), st.integers(0, LAST_POSSIBLE_SERIAL))
def test_what_is_written_is_read_back(code: str, serial: int) -> None:
    number = write(code, serial)
    understood = read(in_groups(number))
    assert len(number) == 13
    assert (understood.product_code, understood.serial) == (code, serial)
    assert understood.key is not None and understood.key_fits
