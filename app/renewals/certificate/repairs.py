"""Repairs of numbers that are broken over two lines, or have a letter for a digit. Pure.

`parse` reports every repair as a finding.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from app.ranges.tracking_number import AS_DIGITS, LIKE_DIGITS, SERIAL_DIGITS
from app.renewals.certificate.numbers import SEPARATOR

# With fewer real digits it is a word; behind a product code one is enough.
_FEWEST_DIGITS = 6
_LIKE_A_DIGIT = f"[0-9{''.join(LIKE_DIGITS)}]"
_NUMBER = rf"{_LIKE_A_DIGIT}(?:{SEPARATOR}{{0,2}}{_LIKE_A_DIGIT}){{9,10}}(?![0-9A-Za-z])"
_WITH_LETTERS = re.compile(
    rf"(?<![0-9A-Za-z])(?P<code>[0-9] ?[A-Za-z]{SEPARATOR}{{0,3}})?(?P<number>{_NUMBER})"
)
# The beginning of a number: behind its code, or behind a word that calls it a bound.
_BEGUN = re.compile(
    rf"(?:(?<![0-9A-Za-z])[0-9] ?[A-Za-z]{SEPARATOR}{{0,3}}"
    rf"|\b(?i:premi|derni|d[ée]but|d[ée]part|fin\b)[^0-9\n]{{0,30}}[:=] *)"
    rf"([0-9](?:{SEPARATOR}?[0-9])*)[-. ]?(?= *$|  |[|;])"
)
# And its end, on the line below.
_ENDED = re.compile(rf" *([0-9](?:{SEPARATOR}?[0-9])*)(?= *$|  |[|;,.)])")
_CELLS = re.compile(r" {2,}|[|;]")
_FEWEST_BEGUN = 3
_WHOLE = (SERIAL_DIGITS, SERIAL_DIGITS + 1)


def join_broken_numbers(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with broken numbers joined, and the start and end of each of them."""
    lines = text.split("\n")
    whole: list[tuple[int, int, int]] = []
    for n in range(len(lines) - 1):
        begun = [one for one in _BEGUN.finditer(lines[n]) if _is_begun(one)]
        found = _ends(begun, lines[n + 1])
        if found is None:
            continue
        ends, lines[n + 1] = found
        lines[n], places = _join(lines[n], begun, ends)
        whole += [(n, start, end) for start, end in places]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    return "\n".join(lines), tuple((starts[n] + a, starts[n] + b) for n, a, b in whole)


def _is_begun(match: re.Match[str]) -> bool:
    return _FEWEST_BEGUN <= _count(match[1]) < SERIAL_DIGITS


def _ends(begun: Sequence[re.Match[str]], below: str) -> tuple[list[str], str] | None:
    """The ends of these numbers and what is left of the line; None where they do not fit."""
    if len(begun) == 1:
        first = _ENDED.match(below)
        ends, rest = ([first[1]], below[first.end() :]) if first else ([], below)
    else:
        cells = [cell.strip() for cell in _CELLS.split(below) if cell.strip()]
        ends, rest = [cell for cell in cells if _ENDED.fullmatch(cell)], ""
        if len(ends) < len(cells):
            return None
    fit = len(begun) == len(ends) and all(
        _count(one[1]) + _count(end) in _WHOLE for one, end in zip(begun, ends, strict=True)
    )
    return (ends, rest) if begun and fit else None


def _join(
    line: str, begun: Sequence[re.Match[str]], ends: Sequence[str]
) -> tuple[str, list[tuple[int, int]]]:
    """The line with the end of each number behind its beginning, and where these now stand."""
    places, grown = [], 0
    for match, end in zip(begun, ends, strict=True):
        start, place = match.start(1) + grown, match.end(1) + grown
        line = f"{line[:place]} {end}{line[place:]}"
        grown += len(end) + 1
        places.append((start, place + 1 + len(end)))
    return line, places


def _count(digits: str) -> int:
    return sum(sign.isdigit() for sign in digits)


def replace_letters(text: str) -> str:
    """The text with digits for the letters in its numbers; no character changes its place."""
    return _WITH_LETTERS.sub(_mend, text)


def _mend(match: re.Match[str]) -> str:
    code, number = match["code"] or "", match["number"]
    if sum(sign.isdigit() for sign in number) < (1 if code else _FEWEST_DIGITS):
        return match[0]
    return code + number.translate(AS_DIGITS)
