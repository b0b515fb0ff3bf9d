"""Repairs of numbers that are broken over two lines, or have a letter for a digit. Pure.

`parse` reports every repair as a finding.
"""

import re
from collections.abc import Sequence
from itertools import accumulate

from app.ranges.tracking_number import AS_DIGITS, LIKE_DIGITS, SERIAL_DIGITS, check_digit
from app.renewals.certificate.numbers import SEPARATOR

# With fewer real digits it is a word; behind a product code one is enough.
_FEWEST_DIGITS = 6
_LIKE_A_DIGIT = f"[0-9{''.join(LIKE_DIGITS)}]"
_NUMBER = rf"{_LIKE_A_DIGIT}(?:{SEPARATOR}{{0,2}}{_LIKE_A_DIGIT}){{9,10}}(?![0-9A-Za-z])"
_WITH_LETTERS = re.compile(
    rf"(?<!\w)(?P<code>[0-9] ?[A-Za-z]{SEPARATOR}{{0,3}})?(?P<number>{_NUMBER})"
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
# In a sentence a number may break anywhere: behind its code, behind « de », before its key.
_JOINING = r"de|du|d[eè]s|[àa]|au|from|to"
_WRAPPED = re.compile(
    rf"(?:(?<![0-9A-Za-z])[0-9] ?[A-Za-z]|\b(?i:{_JOINING})) *"
    rf"(?P<digits>(?<=[ A-Za-z])[0-9](?:{SEPARATOR}?[0-9])*)?[-. ]?$"
)
_CODE_AT_THE_END = re.compile(rf"\b(?i:{_JOINING}) +[0-9] ?[A-Za-z]$")
_CONTINUED = re.compile(
    rf" *(?P<digits>[0-9](?:{SEPARATOR}?[0-9])*)"
    r"(?= *$|[,.;)]| +[(-]| +(?i:[àa]|au|et|to|and|jusqu\w*|soit|inclus\w*|compris\w*)\b)"
)
_WRAPPED_COUNT = re.compile(
    r"(?<=[ (])(?<![0-9] )([0-9]{1,3})\n"
    r"(?=[0-9]{3} (?:num[ée]ros|n°|numbers|unit[ée]s|[ée]tiquettes|codes))",
    re.IGNORECASE,
)


def join_broken_numbers(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text with broken numbers joined, and the start and end of each of them."""
    lines = _WRAPPED_COUNT.sub(r"\1 ", text).split("\n")
    whole: list[tuple[int, int, int]] = []
    for n in range(len(lines) - 1):
        wrapped = _unwrap(lines[n], lines[n + 1])
        if wrapped:
            lines[n], lines[n + 1], start = wrapped
            whole.append((n, start, len(lines[n])))
            continue
        begun = [one for one in _BEGUN.finditer(lines[n]) if _is_begun(one)]
        found = _ends(begun, lines[n + 1])
        if found is None:
            continue
        ends, lines[n + 1] = found
        lines[n], places = _join(lines[n], begun, ends)
        whole += [(n, start, end) for start, end in places]
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    return "\n".join(lines), tuple((starts[n] + a, starts[n] + b) for n, a, b in whole)


def _unwrap(line: str, below: str) -> tuple[str, str, int] | None:
    """The line with the number that its sentence wraps, what is left below, where the number begins.

    None where neither the key nor the words around it say that the two pieces belong together.
    """
    begun, rest = _WRAPPED.search(line), _CONTINUED.match(below)
    if not (begun and rest):
        return None
    digits = _only_digits((begun["digits"] or "") + rest["digits"])
    if not (begun["digits"] or _CODE_AT_THE_END.search(line)):
        return None
    has_code = begun[0][0].isdigit()
    if len(digits) == SERIAL_DIGITS + 1:
        fits = check_digit(int(digits[:-1])) == int(digits[-1])
    else:
        fits = has_code and len(digits) == SERIAL_DIGITS and _ends_in_words(below, rest)
    if not fits:
        return None
    return f"{line.rstrip(' -.')} {rest['digits']}", below[rest.end() :], begun.start()


def _ends_in_words(below: str, rest: re.Match[str]) -> bool:
    return bool(re.match(r" +\w", below[rest.end() :]))


def _only_digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", text)


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
