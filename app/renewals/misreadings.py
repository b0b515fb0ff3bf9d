"""Numbers that are written almost right: a letter in the place of a digit. Pure.

Whatever is mended here is told where it is found: see `certificate`.
"""

import re

from app.ranges.tracking_number import AS_DIGITS, LIKE_DIGITS
from app.renewals.sightings import SEPARATOR

# With fewer digits of its own it is a word; behind a product code one is enough.
_FEWEST_DIGITS = 6
_LIKE_A_DIGIT = f"[0-9{''.join(LIKE_DIGITS)}]"
_NUMBER = rf"{_LIKE_A_DIGIT}(?:{SEPARATOR}{{0,2}}{_LIKE_A_DIGIT}){{9,10}}(?![0-9A-Za-z])"
_WITH_LETTERS = re.compile(
    rf"(?<![0-9A-Za-z])(?P<code>[0-9] ?[A-Za-z]{SEPARATOR}{{0,3}})?(?P<number>{_NUMBER})"
)


def with_digits(text: str) -> str:
    """The text with digits for the letters of its numbers, every sign in its place."""
    return _WITH_LETTERS.sub(_mended, text)


def _mended(match: re.Match[str]) -> str:
    code, number = match["code"] or "", match["number"]
    if sum(sign.isdigit() for sign in number) < (1 if code else _FEWEST_DIGITS):
        return match[0]
    return code + number.translate(AS_DIGITS)
