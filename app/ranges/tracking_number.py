"""Tracking numbers of the family S13: product code, 10-digit serial, check digit.

Sources: La Poste's specification of the family for the check digit (EAN weights over the serial
alone; it passes every genuine number collected); that bounds of Lettre Suivie ranges come with
code and key is inferred from Colissimo's, so a bound is accepted with or without its key.
"""

import re
from dataclasses import dataclass

from stdnum import ean

from app.ranges.findings import FindingKind

SERIAL_DIGITS = 10
SERIALS = 10_000_000_000
LAST_POSSIBLE_SERIAL = SERIALS - 1
LENGTH = 13

# On specimens only: no known product code of La Poste begins with a zero (an inference). `open_range`
# refuses it, so that no specimen's number is ever on a letter.
SPECIMEN_PRODUCT_CODE = "0X"

_SEPARATORS = re.compile(r"[\s\u00a0\u202f\u2009\u200b.\-–_/]+")
_CODE = re.compile(r"[0-9][A-Z]", re.ASCII)
# Letters that people and machines write for a digit.
LIKE_DIGITS = {"O": "0", "o": "0", "I": "1", "l": "1"}
AS_DIGITS = str.maketrans("".join(LIKE_DIGITS), "".join(LIKE_DIGITS.values()))


class UnreadableNumber(ValueError):
    """The text is no tracking number; `kind` says why, `read` what was understood of it."""

    def __init__(self, kind: FindingKind, read: str) -> None:
        super().__init__(f"{kind}: {read!r}")
        self.kind, self.read = kind, read


@dataclass(frozen=True, slots=True)
class TrackingNumber:
    """A number as read: its key is None where the text had none."""

    product_code: str
    serial: int
    key: int | None = None

    @property
    def expected_key(self) -> int:
        """The check digit that belongs to the serial."""
        return check_digit(self.serial)

    @property
    def key_fits(self) -> bool:
        """Whether the key, if there is one, is the right one."""
        return self.key is None or self.key == self.expected_key

    def __str__(self) -> str:
        return write(self.product_code, self.serial)


def check_digit(serial: int) -> int:
    """EAN's modulo 10 over the ten digits of the serial; the product code does not count."""
    return int(ean.calc_check_digit(f"{serial:0{SERIAL_DIGITS}d}"))


def write(product_code: str, serial: int) -> str:
    """The 13 characters of the label."""
    if not _CODE.fullmatch(product_code):
        raise ValueError(f"{product_code!r} is no product code")
    if not 0 <= serial <= LAST_POSSIBLE_SERIAL:
        raise ValueError(f"serial {serial} does not fit ten digits")
    return f"{product_code}{serial:0{SERIAL_DIGITS}d}{check_digit(serial)}"


def in_groups(number: str) -> str:
    """As it is read aloud and printed: « 2L 000 001 0001 4 »."""
    return " ".join((number[:2], number[2:5], number[5:8], number[8:12], number[12:])).rstrip()


def read(text: str) -> TrackingNumber:
    """Understand a number however it was grouped; raise `UnreadableNumber`.

    The key may be absent or wrong: ask `key_fits`.
    """
    compact = _SEPARATORS.sub("", text).upper()
    code, rest = compact[:2], compact[2:]
    if not compact:
        raise UnreadableNumber(FindingKind.NUMBER_MISSING, compact)
    if not _CODE.fullmatch(code):
        raise UnreadableNumber(FindingKind.NO_PRODUCT_CODE, compact)
    if rest and not (rest.isascii() and rest.isdigit()):
        raise UnreadableNumber(FindingKind.NOT_DIGITS, compact)
    if len(rest) < SERIAL_DIGITS:
        raise UnreadableNumber(FindingKind.NUMBER_TOO_SHORT, compact)
    if len(rest) > SERIAL_DIGITS + 1:
        raise UnreadableNumber(FindingKind.NUMBER_TOO_LONG, compact)
    key = int(rest[SERIAL_DIGITS:]) if len(rest) > SERIAL_DIGITS else None
    return TrackingNumber(code, int(rest[:SERIAL_DIGITS]), key)


def read_forgiving(text: str) -> tuple[TrackingNumber, str]:
    """As `read`, but behind the product code a letter that looks like a digit is read as one.

    Returns these letters too, each once, so that they can be pointed out.
    """
    compact = _SEPARATORS.sub("", text)
    code, rest = compact[:2], compact[2:]
    letters = "".join(dict.fromkeys(sign for sign in rest if sign in LIKE_DIGITS))
    if letters and any(sign.isdigit() for sign in rest):
        rest = rest.translate(AS_DIGITS)
    try:
        return read(code + rest), letters
    except UnreadableNumber as error:
        # The message shows the text as it was typed.
        raise UnreadableNumber(error.kind, compact.upper()) from None
