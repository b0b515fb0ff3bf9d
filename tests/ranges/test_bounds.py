"""The bounds of a range, checked before anything is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges.bounds import (
    LARGEST_LIKELY_SIZE,
    Bounds,
    position,
    read_bounds,
)
from app.ranges.findings import Bound, Finding, FindingKind, Severity
from app.ranges.messages import field_sentence
from app.ranges.tracking_number import LAST_POSSIBLE_SERIAL, SPECIMEN_PRODUCT_CODE, write

FIRST, LAST = write("2L", 1_000), write("2L", 1_999)
PRODUCTS = st.from_regex(r"[0-9][A-Z]", fullmatch=True)
SERIALS = st.integers(0, LAST_POSSIBLE_SERIAL)


def _found(findings: list[Finding]) -> list[tuple[Bound | None, FindingKind]]:
    return [(finding.bound, finding.kind) for finding in findings]


def test_good_bounds_are_read_without_a_doubt() -> None:
    bounds, findings = read_bounds(FIRST, LAST, write("2L", 1_120))
    assert bounds == Bounds("2L", 1_000, 1_999, 1_120)
    assert findings == []
    assert (bounds.size, bounds.left) == (1_000, 880)


def test_a_range_of_one_number_is_a_range() -> None:
    bounds, findings = read_bounds(FIRST, FIRST, FIRST)
    assert bounds is not None and bounds.size == bounds.left == 1
    assert findings == []


def test_the_very_last_serial_is_a_bound() -> None:
    last = write("9Z", LAST_POSSIBLE_SERIAL)
    bounds, _ = read_bounds(last, last, last)
    assert bounds is not None and bounds.last == 9_999_999_999


@pytest.mark.parametrize(
    ("first", "last", "free", "expected"),
    [
        ("", "", "", [(bound, FindingKind.NUMBER_MISSING) for bound in Bound]),
        (FIRST, "abc", FIRST, [(Bound.LAST, FindingKind.NO_PRODUCT_CODE)]),
        (FIRST, "2L1", FIRST, [(Bound.LAST, FindingKind.NUMBER_TOO_SHORT)]),
        (LAST, FIRST, LAST, [(Bound.LAST, FindingKind.DISORDER)]),
        (FIRST, LAST, write("2L", 999), [(Bound.FIRST_FREE, FindingKind.DISORDER)]),
        (FIRST, LAST, write("2L", 2_000), [(Bound.FIRST_FREE, FindingKind.AFTER_LAST)]),
        (FIRST, write("1L", 1_999), FIRST, [(Bound.LAST, FindingKind.OTHER_PRODUCT)]),
        (FIRST, LAST, write("1L", 1_000), [(Bound.FIRST_FREE, FindingKind.OTHER_PRODUCT)]),
    ],
)
def test_what_cannot_be_a_range_gives_no_bounds(
    first: str, last: str, free: str, expected: list[tuple[Bound, FindingKind]]
) -> None:
    bounds, findings = read_bounds(first, last, free)
    assert bounds is None
    assert _found(findings) == expected
    assert all(finding.severity is Severity.REFUSAL for finding in findings)


def test_a_wrong_key_names_the_digit_expected_and_may_be_overridden() -> None:
    right = int(FIRST[-1])
    wrong = (right + 1) % 10
    bounds, findings = read_bounds(f"{FIRST[:-1]}{wrong}", LAST, FIRST)
    assert bounds == Bounds("2L", 1_000, 1_999, 1_000)
    assert _found(findings) == [(Bound.FIRST, FindingKind.WRONG_KEY)]
    assert (findings[0].read, findings[0].expected) == (str(wrong), str(right))
    assert findings[0].severity is Severity.REASON


def test_the_bulk_product_is_questioned_once() -> None:
    first, last = write("2K", 1_000), write("2K", 1_999)
    bounds, findings = read_bounds(first, last, first)
    assert bounds is not None
    assert _found(findings) == [(Bound.FIRST, FindingKind.QUESTIONED_PRODUCT)]
    assert findings[0].severity is Severity.REASON


@pytest.mark.parametrize("place", range(3))
def test_the_code_of_specimens_is_no_range_whatever_the_reason(place: int) -> None:
    typed = [FIRST, LAST, FIRST]
    typed[place] = write(SPECIMEN_PRODUCT_CODE, 1_000)
    bounds, findings = read_bounds(*typed)
    assert bounds is None
    told = [finding for finding in findings if finding.kind is FindingKind.SPECIMEN]
    assert [finding.bound for finding in told] == [list(Bound)[place]]
    assert told[0].severity is Severity.REFUSAL


def test_a_whole_range_of_specimens_is_refused_at_each_of_its_numbers() -> None:
    first, last = (write(SPECIMEN_PRODUCT_CODE, serial) for serial in (1_000, 1_999))
    bounds, findings = read_bounds(first, last, first)
    assert bounds is None
    assert _found(findings) == [(bound, FindingKind.SPECIMEN) for bound in Bound]


def test_a_size_beyond_the_likely_is_questioned_and_the_largest_likely_is_not() -> None:
    edge = write("2L", LARGEST_LIKELY_SIZE - 1)
    beyond = write("2L", LARGEST_LIKELY_SIZE)
    start = write("2L", 0)
    assert read_bounds(start, edge, start)[1] == []
    bounds, findings = read_bounds(start, beyond, start)
    assert bounds is not None
    assert _found(findings) == [(Bound.LAST, FindingKind.UNLIKELY_SIZE)]


def test_positions_fit_a_column_of_64_bits() -> None:
    assert position("0A", 0) == 0
    assert position("9Z", LAST_POSSIBLE_SERIAL) < 2**63


@given(PRODUCTS, SERIALS, PRODUCTS, SERIALS)
def test_two_numbers_share_a_position_only_if_they_are_the_same(
    product: str, serial: int, other_product: str, other_serial: int
) -> None:
    same = (product, serial) == (other_product, other_serial)
    assert (position(product, serial) == position(other_product, other_serial)) == same


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_whatever_is_typed_gets_an_answer(first: str, last: str, free: str) -> None:
    bounds, findings = read_bounds(first, last, free)
    assert bounds is not None or findings


@pytest.mark.parametrize(
    ("typed", "letters", "digits"),
    [
        (FIRST.replace("0", "O", 1), "O", "0"),
        (FIRST.replace("0", "o", 3), "o", "0"),
        ("2L l23 456 789O", "l, O", "1, 0"),
        ("2l I234567890", "I", "1"),
    ],
)
def test_a_letter_for_a_digit_is_read_and_told(typed: str, letters: str, digits: str) -> None:
    bounds, findings = read_bounds(typed, typed, typed)
    assert bounds is not None
    assert findings == [Finding(FindingKind.LETTER, letters, digits, bound) for bound in Bound]
    assert all(finding.severity is Severity.CONFIRMATION for finding in findings)


@pytest.mark.parametrize("typed", ["2L OOOOOOOOOO", "2L 00000O", "2L 123456789Z", "OL 0000001000"])
def test_letters_make_no_number_where_none_is(typed: str) -> None:
    bounds, findings = read_bounds(typed, LAST, typed)
    assert bounds is None
    assert [bound for bound, _ in _found(findings)] == [Bound.FIRST, Bound.FIRST_FREE]
    assert all(finding.severity is Severity.REFUSAL for finding in findings)


def test_ten_digits_beside_eleven_may_have_lost_one() -> None:
    for bound in Bound:
        typed = [FIRST, LAST, FIRST]
        n = list(Bound).index(bound)
        typed[n] = typed[n][:-1]
        bounds, findings = read_bounds(*typed)
        assert bounds == Bounds("2L", 1_000, 1_999, 1_000)
        assert findings == [Finding(FindingKind.LACKS_A_DIGIT, typed[n], bound=bound)]
    assert read_bounds(FIRST[:-1], LAST[:-1], FIRST[:-1])[1] == []


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("lost", range(1, 11))
def test_a_lost_or_surplus_digit_is_told_with_what_was_read(lost: int) -> None:
    """Of eleven digits: one lost is a number without its key, more are told by their number."""
    bounds, findings = read_bounds(FIRST, LAST[: -lost - 1], FIRST)
    assert bounds is None
    (finding,) = findings
    assert (finding.bound, finding.read) == (Bound.LAST, LAST[: -lost - 1])
    told = " ".join(field_sentence(finding, is_advisor=True).split())
    assert f"code produit : {10 - lost} ;" in told and f"Il en manque {lost}." in told
    _, (finding,) = read_bounds(FIRST, LAST + "1" * lost, FIRST)
    assert f"Il y en a {lost} de trop." in field_sentence(finding, is_advisor=True)
