"""Words around the bounds of a range that speak against recording it. Pure."""

import re
import unicodedata
from collections.abc import Iterator

from app.ranges.tracking_number import SERIAL_DIGITS, check_digit
from app.renewals.certificate.numbers import Sighting
from app.renewals.certificate.pairs import Pair

# How far behind a bound, and before it on its line, words still speak of it.
_NEAR = 60
# How far above a bound its heading is looked for.
_HEADING_WITHIN = 1_000
_TITLE_LINES = 4
_A_RANGE = re.compile(r"\b(?:plages?|tranches?|s[ée]ries?|num[ée]ros?|ranges?)\b", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"[0-9]{6}")
# These words are compared without accents.
_NOT_INCLUDED = re.compile(
    r"exclu|excluded|\b(?:non|pas|pas +encore)[ -]+(?:compris|inclus)|prochain num|suivante? +apres",
    re.IGNORECASE,
)
# Words of a range that is refused or taken back.
_REFUSED = (
    r"annul\w+|bloquee?s?|refus\w+|ne peu(?:t|vent)|ne pourr\w+|n'a pu|suspendue?s?|expiree?s?|cloturee?s?"
    r"|erratum|errata"
)
_TAKEN_BACK = re.compile(rf"\b(?:{_REFUSED})\b", re.IGNORECASE)
# « Les numéros non utilisés ne peuvent être cédés » is said of any range.
_OF_ALL = re.compile(r"(?:les|tou(?:t|te|s|tes)|chaque|aucune?|une?|en cas)\b", re.IGNORECASE)
# Also of a former range, and of one that is only an example.
_NOT_GRANTED = re.compile(
    r"\b(?:ancien(?:ne)?s?|precedentes?|precedents?|precedemment|actuel(?:le)?s?|en cours|epuisee?s?"
    r"|arriv(?:e|ee?) a (?:son )?terme|deja +(?:utilis|attribu|consomm)\w*|consommee?s?"
    r"|completee?s?|en remplacement|au lieu|remplace\w*|initiale?s?"
    rf"|{_REFUSED}|par exemple|exemple|format|former|previous|instead)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?:plages?|tranches?|series?|numeros?|suivi|bornes?|premi(?:er|ere)|debut|inferieure?"
    r"|ranges?|numbers?|first|start|tracking)\b|n°",
    re.IGNORECASE,
)
_KEY_BEHIND = re.compile(
    r"[ ,;|]*\n?[ |]*(?:\( *(?:{name})? *([0-9]) *\)|\[ *(?:{name})? *([0-9]) *\]|(?:{name}) *([0-9])\b)".replace(
        "{name}", r"(?:cl[ée]|key)(?: de contr[ôo]le)? *[:=]?"
    ),
    re.IGNORECASE,
)


def is_not_included(text: str, bound: Sighting) -> bool:
    """Whether the words around a bound say that the range ends before it, or begins behind it."""
    line = text.rfind("\n", 0, bound.start) + 1
    before = text[max(line, bound.start - _NEAR) : bound.start]
    behind = text[bound.end : bound.end + _NEAR]
    behind = re.split(r"[0-9]{6}|\n.*[0-9]{6}", behind)[0]
    said = (before, behind, _heading(text, bound.start))
    return any(_NOT_INCLUDED.search(_plain(words)) for words in said)


def is_not_granted(text: str, pair: Pair) -> bool:
    """Whether its sentence, the heading above or the line below says that a range is not granted."""
    start = text.rfind("\n", 0, pair.first.start) + 1
    end = text.find("\n", pair.last.end)
    sentence = re.split(r"[.;!?] ", text[start : pair.first.start])[-1]
    rest = re.split(r"[.;!?] ", text[pair.last.end : end if end >= 0 else None])[0]
    above = text[: max(0, start - 1)].rpartition("\n")[2]
    line_above = "" if _LONG_NUMBER.search(above) else above
    heading = _heading(text, pair.first.start)
    said = (sentence, rest, line_above, heading, *_titles(text, pair.first.start))
    below = _plain(_line_below(text, pair.last.end))
    return bool(_TAKEN_BACK.search(below)) or any(
        _NOT_GRANTED.search(_plain(words)) for words in said
    )


def is_named(text: str, pair: Pair) -> bool:
    """Whether the words on the lines of a range, or above it, say that these are tracking numbers."""
    start = text.rfind("\n", 0, pair.first.start) + 1
    end = text.find("\n", pair.last.end)
    lines = text[start : end if end >= 0 else None]
    above = text[: max(0, start - 1)].rpartition("\n")[2]
    line_above = "" if _LONG_NUMBER.search(above) else above
    said = (lines, line_above, _heading(text, pair.first.start))
    code_beside = re.search(rf"\b{pair.product_code}\b", lines, re.IGNORECASE)
    return bool(code_beside) or any(_NAMED.search(_plain(words)) for words in said)


def _plain(words: str) -> str:
    """The words without their accents."""
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", words))


def _heading(text: str, place: int) -> str:
    """The nearest line of words above a line of mere numbers; empty where the line has words."""
    start = text.rfind("\n", 0, place) + 1
    if re.search(r"[^\W\d_]{2}", text[start:place]):
        return ""
    above = text[max(0, start - _HEADING_WITHIN) : start].split("\n")
    words = next((line for line in reversed(above) if re.search(r"[^\W\d_]{2}", line)), "")
    return "" if _LONG_NUMBER.search(words) else words


def _titles(text: str, place: int) -> Iterator[str]:
    """The short lines a little above that name a range, down from the number before."""
    start = text.rfind("\n", 0, place)
    above = text[max(0, start - _HEADING_WITHIN) : max(0, start)].split("\n")
    for line in reversed(above[-_TITLE_LINES:]):
        if _LONG_NUMBER.search(line):
            return
        if len(line) <= _NEAR and _A_RANGE.search(line):
            yield line


def _line_below(text: str, place: int) -> str:
    """The next line; empty if it is a heading or has a number of its own."""
    below = [*text[place : place + 2 * _HEADING_WITHIN].split("\n")[1:2], ""][0].strip()
    if below.endswith(":") or _LONG_NUMBER.search(below) or _OF_ALL.match(below):
        return ""
    return below


def wrong_key_behind(text: str, bound: Sighting) -> int | None:
    """A key that stands apart behind ten digits and is not theirs; None if there is none."""
    if bound.number.key is not None:
        return None
    found = _KEY_BEHIND.match(text, bound.end)
    key = int(found[found.lastindex or 0]) if found else None
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
