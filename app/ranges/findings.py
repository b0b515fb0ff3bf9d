"""What is wrong or doubtful about the numbers of a range, typed or read in a certificate. Pure.

One vocabulary for both: the same kinds, the same table of sentences in `messages`.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Bound(StrEnum):
    """The three numbers that are typed for a range, named as their fields."""

    FIRST = "first"
    LAST = "last"
    FIRST_FREE = "first_free"


class FindingKind(StrEnum):
    """What was found. The names are kept in the journal, the values told by `read-certificate`."""

    # A typed text that is no number.
    NUMBER_MISSING = "number missing"
    NOT_DIGITS = "not digits"
    NUMBER_TOO_SHORT = "number too short"
    NUMBER_TOO_LONG = "number too long"
    # A number, or two of them, typed or in a certificate.
    NO_PRODUCT_CODE = "no product code"
    WRONG_KEY = "wrong key"
    LETTER = "letter for a digit"
    LACKS_A_DIGIT = "perhaps a digit missing"
    OTHER_PRODUCT = "other product"
    SPECIMEN = "specimen"
    QUESTIONED_PRODUCT = "questioned product"
    DISORDER = "last before first"
    AFTER_LAST = "after last"
    UNLIKELY_SIZE = "unlikely size"
    # The text of a certificate.
    NO_NUMBER = "no number"
    MALFORMED = "malformed number"
    BROKEN = "broken over two lines"
    ONE_BOUND = "one bound only"
    UNPAIRED = "unpaired number"
    AMBIGUOUS = "ambiguous pairs"
    DERIVED_END = "last number not given"
    NOT_INCLUDED = "bound not included"
    FORMER_RANGE = "former range"
    NO_GRANT = "no word of allotment"
    UNNAMED = "perhaps no tracking number"
    OVERLAP = "ranges overlap"
    COUNT = "count differs"
    SEVERAL_ACCOUNTS = "several tracking accounts"
    SEVERAL_COCLICOS = "several coclicos"
    TOO_LONG = "text too long"
    RECOGNISED = "read from a picture"
    # A certificate, or what was typed from one, beside the contract.
    OTHER_ACCOUNT = "other tracking account"
    OTHER_COCLICO = "other coclico"
    OTHER_HOLDER = "other account and coclico"
    OTHER_NUMBERS = "other numbers"
    UNCERTIFIED_SIZE = "large range without certificate"
    KNOWN_RANGE = "range known already"
    # A file that cannot be read as a certificate.
    EMPTY_FILE = "empty"
    LARGE_FILE = "too large"
    DAMAGED_FILE = "broken"
    ENCRYPTED_FILE = "encrypted"
    TOO_MANY_PAGES = "too many pages"
    NO_TEXT = "no text"
    PHOTO = "photo"
    DAMAGED_PICTURE = "damaged picture"
    OUTLOOK_FILE = "outlook message"
    TNEF_FILE = "winmail.dat"
    ARCHIVE = "archive"


class Severity(IntEnum):
    """What it takes to record a range in spite of a finding."""

    CONFIRMATION = 1  # whoever records the range ticks that they have seen it
    REASON = 2  # an advisor gives a reason in writing
    REFUSAL = 3  # nothing: there is no range, or the database refuses it


# No number, nothing that could be compared, and what the database refuses.
_REFUSED = frozenset(
    {
        FindingKind.NUMBER_MISSING,
        FindingKind.NOT_DIGITS,
        FindingKind.NUMBER_TOO_SHORT,
        FindingKind.NUMBER_TOO_LONG,
        FindingKind.NO_PRODUCT_CODE,
        FindingKind.AFTER_LAST,
        FindingKind.NO_NUMBER,
        FindingKind.KNOWN_RANGE,
        FindingKind.EMPTY_FILE,
        FindingKind.LARGE_FILE,
        FindingKind.DAMAGED_FILE,
        FindingKind.ENCRYPTED_FILE,
        FindingKind.TOO_MANY_PAGES,
        FindingKind.NO_TEXT,
        FindingKind.PHOTO,
        FindingKind.DAMAGED_PICTURE,
        FindingKind.OUTLOOK_FILE,
        FindingKind.TNEF_FILE,
        FindingKind.ARCHIVE,
    }
)
# A typed number is what would be recorded; what a certificate says is only compared with it.
_REFUSED_AS_TYPED = frozenset(
    {FindingKind.OTHER_PRODUCT, FindingKind.SPECIMEN, FindingKind.DISORDER}
)
_FOR_AN_ADVISOR_AS_TYPED = frozenset({FindingKind.WRONG_KEY, FindingKind.QUESTIONED_PRODUCT})
# One tick is too little: the numbers are likely those of another merchant.
_FOR_AN_ADVISOR = frozenset({FindingKind.OTHER_HOLDER, FindingKind.UNCERTIFIED_SIZE})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found and where, what was read and what was expected.

    `bound` is the typed number that it is about, `line` the line of the certificate it stands on.
    """

    kind: FindingKind
    read: str = ""
    expected: str = ""
    bound: Bound | None = None
    line: str = ""

    @property
    def severity(self) -> Severity:
        """How grave it is: a typed number is judged more strictly than one in a certificate."""
        if self.kind in _REFUSED or (self.bound and self.kind in _REFUSED_AS_TYPED):
            return Severity.REFUSAL
        if self.kind in _FOR_AN_ADVISOR or (self.bound and self.kind in _FOR_AN_ADVISOR_AS_TYPED):
            return Severity.REASON
        return Severity.CONFIRMATION
