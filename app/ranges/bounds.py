"""The bounds of a range, checked before anything is written. Pure.

The check digit sees every single wrong digit but misses 11 % of swapped neighbours, so the product
codes, the order and the size are checked too. Overlaps are found by the database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.ranges.findings import Bound, Finding, FindingKind, Severity
from app.ranges.tracking_number import (
    LIKE_DIGITS,
    SERIALS,
    SPECIMEN_PRODUCT_CODE,
    TrackingNumber,
    UnreadableNumber,
    read_forgiving,
)

# La Poste's tables of 2015: `2K` is for mail handed in in bulk, which has other rules. They may
# have changed since, so an advisor may accept it.
QUESTIONED_PRODUCT_CODES = frozenset({"2K"})
# An assumption: no source says how large ranges are. Beyond it a digit is likely wrong.
LARGEST_LIKELY_SIZE = 1_000_000
# An assumption too: of a certificate with a single number, one bound was likely read or typed twice. At
# the activation a first range may be typed as what is left of it, be it one number.
SMALLEST_LIKELY_SIZE = 2


@dataclass(frozen=True, slots=True)
class Bounds:
    """First, last and first free serial of one product code."""

    product_code: str
    first: int
    last: int
    first_free: int

    @property
    def size(self) -> int:
        """How many numbers lie between first and last, both included."""
        return self.last - self.first + 1

    @property
    def left(self) -> int:
        """How many of them are still free."""
        return self.last - self.first_free + 1

    @property
    def first_position(self) -> int:
        """Where the range begins among all numbers of all products."""
        return position(self.product_code, self.first)

    @property
    def last_position(self) -> int:
        """Where it ends, included."""
        return position(self.product_code, self.last)


def position(product_code: str, serial: int) -> int:
    """Product code and serial as one number of 64 bits: ranges of two products never overlap."""
    digit, letter = int(product_code[0]), ord(product_code[1]) - ord("A")
    return (digit * 26 + letter) * SERIALS + serial


def about_product(product_code: str) -> Iterator[Finding]:
    """What speaks against a product code, whether it was typed or read in a certificate."""
    if product_code == SPECIMEN_PRODUCT_CODE:
        yield Finding(FindingKind.SPECIMEN, product_code)
    if product_code in QUESTIONED_PRODUCT_CODES:
        yield Finding(FindingKind.QUESTIONED_PRODUCT, product_code)


def about_size(size: int, smallest: int = 1) -> Iterator[Finding]:
    """What speaks against a range of so many numbers, typed or read in a certificate.

    `smallest` is `SMALLEST_LIKELY_SIZE` for a range that La Poste has just granted.
    """
    if not smallest <= size <= LARGEST_LIKELY_SIZE:
        yield Finding(FindingKind.UNLIKELY_SIZE, str(size))


def read_bounds(first: str, last: str, first_free: str) -> tuple[Bounds | None, list[Finding]]:
    """Read the three numbers as typed: their bounds, None if they are no range, and every finding."""
    numbers: dict[Bound, TrackingNumber] = {}
    findings: list[Finding] = []
    for bound, text in zip(Bound, (first, last, first_free), strict=True):
        try:
            numbers[bound], letters = read_forgiving(text)
            findings += _about_letters(bound, letters)
        except UnreadableNumber as error:
            findings.append(Finding(error.kind, error.read, bound=bound))
    findings += [_wrong_key(bound, n) for bound, n in numbers.items() if not n.key_fits]
    findings += _about_specimens(numbers)
    if len(numbers) < len(Bound):
        return None, findings
    findings += _about_missing_keys(numbers)
    findings += _about_order(numbers)
    if any(finding.severity is Severity.REFUSAL for finding in findings):
        return None, findings
    start, end, free = (numbers[bound] for bound in Bound)
    bounds = Bounds(start.product_code, start.serial, end.serial, free.serial)
    return bounds, findings + _about_range(bounds)


def _wrong_key(bound: Bound, number: TrackingNumber) -> Finding:
    read, expected = str(number.key), str(number.expected_key)
    return Finding(FindingKind.WRONG_KEY, read, expected, bound)


def _about_letters(bound: Bound, letters: str) -> list[Finding]:
    """A letter that was read as a digit is reported even where the key fits."""
    digits = "".join(dict.fromkeys(LIKE_DIGITS[letter] for letter in letters))
    found = Finding(FindingKind.LETTER, ", ".join(letters), ", ".join(digits), bound)
    return [found] if letters else []


def _about_specimens(numbers: dict[Bound, TrackingNumber]) -> list[Finding]:
    return [
        replace(finding, bound=bound)
        for bound, number in numbers.items()
        for finding in about_product(number.product_code)
        if finding.kind is FindingKind.SPECIMEN
    ]


def _about_missing_keys(numbers: dict[Bound, TrackingNumber]) -> list[Finding]:
    """Ten digits beside eleven are a number without its key, or one that has lost a digit."""
    keyless = [bound for bound, number in numbers.items() if number.key is None]
    if len(keyless) == len(numbers):
        return []
    return [
        Finding(FindingKind.LACKS_A_DIGIT, str(numbers[bound])[:-1], bound=bound)
        for bound in keyless
    ]


def _about_order(numbers: dict[Bound, TrackingNumber]) -> list[Finding]:
    first, last, free = (numbers[bound] for bound in Bound)
    findings = [
        Finding(FindingKind.OTHER_PRODUCT, number.product_code, first.product_code, bound)
        for bound, number in ((Bound.LAST, last), (Bound.FIRST_FREE, free))
        if number.product_code != first.product_code
    ]
    if last.serial < first.serial:
        findings.append(Finding(FindingKind.DISORDER, str(last), str(first), Bound.LAST))
    elif free.serial < first.serial:
        findings.append(Finding(FindingKind.DISORDER, str(free), str(first), Bound.FIRST_FREE))
    elif free.serial > last.serial:
        findings.append(Finding(FindingKind.AFTER_LAST, str(free), str(last), Bound.FIRST_FREE))
    return findings


def _about_range(bounds: Bounds) -> list[Finding]:
    return [
        *(replace(found, bound=Bound.FIRST) for found in about_product(bounds.product_code)),
        *(replace(found, bound=Bound.LAST) for found in about_size(bounds.size)),
    ]
