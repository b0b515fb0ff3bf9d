"""The bounds of a range, checked before anything is written. Pure.

The key sees every single wrong digit but misses one swap of neighbours in nine, so the product
codes, the order and the size are checked too; the overlap is the database's to tell.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.ranges.tracking_number import (
    LIKE_DIGITS,
    SERIALS,
    SPECIMEN_PRODUCT_CODE,
    Mistake,
    TrackingNumber,
    UnreadableNumber,
    read_forgiving,
)

# In La Poste's tables of 2015 these are for mail in bulk, which has other rules.
QUESTIONED_PRODUCT_CODES = frozenset({"2K"})
# The most that one range was ever seen to hold is far below; beyond it a digit is likely wrong.
LARGEST_LIKELY_SIZE = 1_000_000


class Bound(StrEnum):
    """Which of the three numbers a finding is about."""

    FIRST = "first"
    LAST = "last"
    FIRST_FREE = "first_free"


class Doubt(StrEnum):
    """What speaks against a number."""

    UNREADABLE = "unreadable"
    WRONG_KEY = "wrong key"
    OTHER_PRODUCT = "other product"
    SPECIMEN = "specimen"
    BEFORE_FIRST = "before first"
    AFTER_LAST = "after last"
    QUESTIONED_PRODUCT = "questioned product"
    UNLIKELY_SIZE = "unlikely size"
    LETTER = "letter for a digit"
    LACKS_A_DIGIT = "perhaps a digit missing"


# A person may know better, and says so.
OVERRIDABLE = frozenset(
    {
        Doubt.WRONG_KEY,
        Doubt.QUESTIONED_PRODUCT,
        Doubt.UNLIKELY_SIZE,
        Doubt.LETTER,
        Doubt.LACKS_A_DIGIT,
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about one number, with what was read and what was expected."""

    bound: Bound
    doubt: Doubt
    read: str = ""
    expected: str = ""
    mistake: Mistake | None = None

    @property
    def overridable(self) -> bool:
        """Whether a written reason is enough to go on."""
        return self.doubt in OVERRIDABLE


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
    """Product code and serial as one number of 64 bits: ranges of two products never meet."""
    digit, letter = int(product_code[0]), ord(product_code[1]) - ord("A")
    return (digit * 26 + letter) * SERIALS + serial


def read_bounds(first: str, last: str, first_free: str) -> tuple[Bounds | None, list[Finding]]:
    """Read the three numbers as typed; Bounds where they make sense, and every doubt."""
    numbers: dict[Bound, TrackingNumber] = {}
    findings: list[Finding] = []
    for bound, text in zip(Bound, (first, last, first_free), strict=True):
        try:
            numbers[bound], letters = read_forgiving(text)
            findings += _letters(bound, letters)
        except UnreadableNumber as error:
            findings.append(Finding(bound, Doubt.UNREADABLE, error.read, mistake=error.mistake))
    findings += [_wrong_key(bound, n) for bound, n in numbers.items() if not n.key_fits]
    findings += [
        Finding(bound, Doubt.SPECIMEN, number.product_code)
        for bound, number in numbers.items()
        if number.product_code == SPECIMEN_PRODUCT_CODE
    ]
    if len(numbers) < len(Bound):
        return None, findings
    findings += _keyless_beside_keys(numbers)
    findings += _disorder(numbers)
    if any(not finding.overridable for finding in findings):
        return None, findings
    start, end, free = (numbers[bound] for bound in Bound)
    bounds = Bounds(start.product_code, start.serial, end.serial, free.serial)
    return bounds, findings + _oddities(bounds)


def _wrong_key(bound: Bound, number: TrackingNumber) -> Finding:
    return Finding(bound, Doubt.WRONG_KEY, str(number.key), str(number.expected_key))


def _letters(bound: Bound, letters: str) -> list[Finding]:
    """A letter that was read as a digit is told, whatever the key says."""
    digits = "".join(dict.fromkeys(LIKE_DIGITS[letter] for letter in letters))
    told = Finding(bound, Doubt.LETTER, ", ".join(letters), ", ".join(digits))
    return [told] if letters else []


def _keyless_beside_keys(numbers: dict[Bound, TrackingNumber]) -> list[Finding]:
    """Ten digits beside eleven are a number without its key, or one that has lost a digit."""
    keyless = [bound for bound, number in numbers.items() if number.key is None]
    if len(keyless) == len(numbers):
        return []
    return [Finding(bound, Doubt.LACKS_A_DIGIT, str(numbers[bound])[:-1]) for bound in keyless]


def _disorder(numbers: dict[Bound, TrackingNumber]) -> list[Finding]:
    first, last, free = (numbers[bound] for bound in Bound)
    findings = [
        Finding(bound, Doubt.OTHER_PRODUCT, number.product_code, first.product_code)
        for bound, number in ((Bound.LAST, last), (Bound.FIRST_FREE, free))
        if number.product_code != first.product_code
    ]
    if last.serial < first.serial:
        findings.append(Finding(Bound.LAST, Doubt.BEFORE_FIRST, str(last), str(first)))
    elif free.serial < first.serial:
        findings.append(Finding(Bound.FIRST_FREE, Doubt.BEFORE_FIRST, str(free), str(first)))
    elif free.serial > last.serial:
        findings.append(Finding(Bound.FIRST_FREE, Doubt.AFTER_LAST, str(free), str(last)))
    return findings


def _oddities(bounds: Bounds) -> list[Finding]:
    findings = []
    if bounds.product_code in QUESTIONED_PRODUCT_CODES:
        findings.append(Finding(Bound.FIRST, Doubt.QUESTIONED_PRODUCT, bounds.product_code))
    if bounds.size > LARGEST_LIKELY_SIZE:
        findings.append(Finding(Bound.LAST, Doubt.UNLIKELY_SIZE, str(bounds.size)))
    return findings
