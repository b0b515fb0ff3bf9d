"""Words around the bounds of a range that speak against taking it as it stands. Pure."""

import re

from app.ranges.tracking_number import SERIAL_DIGITS, check_digit
from app.renewals.pairing import Pair
from app.renewals.sightings import Sighting

# How far behind a bound, and before it on its line, words still speak of it.
_NEAR = 60
_NOT_INCLUDED = re.compile(
    r"exclu|excluded|\b(?:non|pas|pas +encore) +(?:compris|inclus)|prochain num|suivante? +après",
    re.IGNORECASE,
)
# A range that was there before, one that is refused, one that only shows how ranges are written.
_NOT_GRANTED = re.compile(
    r"\b(?:ancien(?:ne)?s?|précédentes?|précédents?|précédemment|actuel(?:le)?s?|en cours|épuisée?s?"
    r"|arriv(?:e|ée?) à (?:son )?terme|déjà +(?:utilis|attribu|consomm)\w*|consommée?s?|expirée?s?"
    r"|clôturée?s?|complétée?s?|en remplacement|au lieu|remplacée?s?|initiale?s?"
    r"|annul\w+|bloquée?s?|refus\w+|ne peu(?:t|vent)|suspendue?s?|erratum"
    r"|par exemple|exemple|format|former|previous|instead)\b",
    re.IGNORECASE,
)
_KEY_BEHIND = re.compile(
    r"[ ,;]*(?:cl[ée] *:? *|\( *(?:cl[ée] *:? *)?|\[ *)([0-9])\b *[)\]]?", re.IGNORECASE
)


def is_not_included(text: str, bound: Sighting) -> bool:
    """Whether the words around a bound say that the range ends before it, or begins behind it."""
    line = text.rfind("\n", 0, bound.start) + 1
    before = text[max(line, bound.start - _NEAR) : bound.start]
    behind = text[bound.end : bound.end + _NEAR]
    behind = re.split(r"[0-9]{6}|\n.*[0-9]{6}", behind)[0]
    return bool(_NOT_INCLUDED.search(before) or _NOT_INCLUDED.search(behind))


def is_not_granted(text: str, pair: Pair) -> bool:
    """Whether the sentence that a range stands in, or the heading above it, calls it another's."""
    start = text.rfind("\n", 0, pair.first.start) + 1
    end = text.find("\n", pair.last.end)
    sentence = re.split(r"[.;!?] ", text[start : pair.first.start])[-1]
    rest = re.split(r"[.;!?] ", text[pair.last.end : end if end >= 0 else None])[0]
    above = text[: max(0, start - 1)].rpartition("\n")[2]
    heading = "" if re.search(r"[0-9]{6}", above) else above
    return any(_NOT_GRANTED.search(words) for words in (sentence, rest, heading))


def wrong_key_behind(text: str, bound: Sighting) -> int | None:
    """A key that stands apart behind ten digits, where it is not theirs."""
    if bound.number.key is not None:
        return None
    found = _KEY_BEHIND.match(text, bound.end)
    key = int(found[1]) if found else None
    return key if key is not None and key != bound.number.expected_key else None


def lacks_a_digit(text: str, bound: Sighting) -> bool:
    """Whether ten digits look like nine with their key: the last stands apart."""
    written = text[bound.start : bound.end]
    return bound.number.key is None and not written[-2:].isdigit()


def look_like_nine(pair: Pair) -> bool:
    """Whether the tenth digit of both bounds is the key of the nine before it."""
    return all(
        bound.number.key is None and _is_nine(bound.number.serial)
        for bound in (pair.first, pair.last)
    )


def _is_nine(serial: int) -> bool:
    digits = f"{serial:0{SERIAL_DIGITS}d}"
    return check_digit(int(digits[:-1])) == int(digits[-1])
