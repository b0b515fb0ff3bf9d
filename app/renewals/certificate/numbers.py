"""Finding tracking numbers in a text of unknown layout. Pure.

The layout of La Poste's certificate is not known, so none is assumed: whatever looks like a number
of ten digits, with or without product code and key, however grouped, is found together with the
words before it. `pairs` decides what it means.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, pairwise

from app.ranges.tracking_number import SERIAL_DIGITS, TrackingNumber

# A text with more numbers is no certificate.
MOST_NUMBERS = 200
# Characters that people and documents put between the digits of one number.
SEPARATOR = r"[ .\-_/]"
# Nothing that belongs to a longer number or word may stand around it.
_BEFORE = rf"(?<![0-9A-Za-z])(?<![0-9]{SEPARATOR})"
_AFTER = r"(?![0-9A-Za-z])"
_DIGITS = rf"[0-9](?:{SEPARATOR}{{0,2}}[0-9]){{9,10}}"
_CODED = re.compile(rf"(?<![0-9A-Za-z])([0-9]) ?([A-Za-z]){SEPARATOR}{{0,3}}({_DIGITS}){_AFTER}")
_BARE = re.compile(rf"{_BEFORE}({_DIGITS}){_AFTER}")
# A product code followed by digits that are too many or too few to be a number.
_MALFORMED = re.compile(
    rf"(?<![0-9A-Za-z])([0-9][A-Za-z]){SEPARATOR}{{0,3}}([0-9](?:{SEPARATOR}?[0-9]){{5,}})"
)
_TOO_SHORT = re.compile(
    rf"(?<![0-9A-Za-z])([0-9][A-Za-z])(?:{SEPARATOR}{{0,3}}[0-9](?:{SEPARATOR}?[0-9]){{0,8}}(?![0-9A-Za-z])"
    r"|(?<=\b(?:de|du) ..)(?=\n)|(?<=\b(?:au) ..)(?=\n)|(?<=[à] ..)(?=\n))"
)
# The eleventh digit belongs to a count of thousands that follows: « … 7499 2 500 ».
_THOUSANDS_FOLLOW = re.compile(r" [0-9]{3}(?![0-9])")
_CODE_ALONE = re.compile(r"(?<![0-9A-Za-z])([0-9][A-Z])(?![0-9A-Za-z])(?! ?[0-9])")
# A code called a product's counts before one that is only called a code; « code 2 a » is none.
_CODES_NAMED = tuple(
    re.compile(rf"\b(?i:{words})\W{{0,12}}([0-9][A-Za-z]|[0-9] [A-Z])(?![0-9A-Za-z])")
    for words in (r"produits?|product(?: code)?", r"codes?|pr[ée]fixe|prefix")
)
# How far a code may be from the number that it belongs to, and all that may stand between.
_FARTHEST = 80
_ONLY_BOUND_WORDS = re.compile(
    r"(?:\W|_|\b(?:premi(?:er|[èe]re)|derni(?:er|[èe]re)|d[ée]but|fin|first|last|start|end|borne|num[ée]ros?"
    r"|number|n|no|inf[ée]rieure?|sup[ée]rieure?|de|du|d[eè]s|from|[àa]|au|to|la|le)\b)*",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(
    r"\b(t[ée]l\w*|fax|phone|portable|mobile|appel\w*|vert|standard)\b\W*[^\n]{0,12}$",
    re.IGNORECASE,
)
# « 2L … (premier) »: the word behind a number is its own, not that of the next.
_IN_BRACKETS = re.compile(r" ?\(([^()\n]{1,30})\)")
_REFERENCE = re.compile(
    r"\b(?:r[ée]f\w*|dossiers?|demandes?|clients?|commandes?|factures?)\b[^0-9\n]{0,12}"
    r"(?:[0-9 /-]{8,14})?(?:[^0-9\n]{0,4}|\n *(?:au|et|[-/]) *)$",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"\b(?:recommand\w*|L?RAR|TVA|VAT|IBAN|RIB|SIRE[NT]|RCS|capital|EORI)\b[^\n0-9]{0,15}"
    r"(?:\bFR ?(?:[0-9]{2} ?)?)?$",
    re.IGNORECASE,
)
_MONEY = re.compile(r" ?(?:€|EUR\b|euros?\b)", re.IGNORECASE)
# « 01 23 45 67 89 » and « 0 810 123 456 ».
_AS_TELEPHONES = re.compile(r"0[1-9](?:[ .\-][0-9]{2}){4}|0[ .]?8[0-9]{2}(?:[ .][0-9]{3}){2}")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212]")


class BoundRole(StrEnum):
    """Whether the words before a number call it the first or the last."""

    FIRST = "first"
    LAST = "last"


# Words that name a bound count before those that only join two.
_ROLE_WORDS = (
    (
        (BoundRole.FIRST, r"premi(?:er|[èe]re)s?|d[ée]buts?|d[ée]part|first|start|inf[ée]rieure?"),
        (BoundRole.LAST, r"derni(?:er|[èe]re)s?|fins?|last|end|sup[ée]rieure?"),
    ),
    (
        (BoundRole.FIRST, r"de|du|d[eè]s|from|depuis|partir"),
        (BoundRole.LAST, r"[àa]|au|to|jusqu\w*|until"),
    ),
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A number found in the text: where, on which line, and which bound the words call it."""

    number: TrackingNumber
    start: int
    end: int
    line: str
    role: BoundRole | None
    has_code: bool


@dataclass(frozen=True, slots=True)
class Malformed:
    """A product code with the wrong number of digits behind it."""

    product_code: str
    read: str
    line: str


def tidy_text(text: str) -> str:
    """The text with ordinary spaces, dashes and digits, without empty lines."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _DASHES.sub("-", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = re.sub(r"[^\S\n]", " ", text)
    return re.sub(r" *\n[ \n]*", "\n", text)


def find_numbers(text: str) -> list[Sighting]:
    """Every number in a tidied text, in its order.

    One without a product code of its own takes the one code that the text names. It counts only where
    the words before it call it a bound, or where it follows another number on its line.
    """
    seen = [_coded_sighting(text, match) for match in islice(_CODED.finditer(text), MOST_NUMBERS)]
    code = product_code(text)
    if code:
        taken = [(s.start, s.end) for s in seen]
        for match in islice(_BARE.finditer(text), 2 * MOST_NUMBERS):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            if not (_is_telephone(text, match) or _MONEY.match(text, match.end())):
                seen.append(_bare_sighting(text, match, code))
    seen = [s for s in seen if not _is_named_otherwise(text, s.start)]
    seen.sort(key=lambda s: s.start)
    seen = list(_with_roles(text, seen))
    return [s for s in seen if s.has_code or (_is_a_bound(text, s, seen))]


def _is_a_bound(text: str, bare: Sighting, seen: list[Sighting]) -> bool:
    if _is_reference(text, bare.start):
        return False
    beside = [other for other in seen if other.has_code or other is bare]
    return bool(bare.role) or _follows(text, bare, beside if len(beside) > 1 else seen)


def find_malformed(text: str, seen: Sequence[Sighting]) -> Iterator[Malformed]:
    """What begins like a number and has too many digits, or too few."""
    for match in islice(_MALFORMED.finditer(text), MOST_NUMBERS):
        known = any(s.start < match.end() and match.start() < s.end for s in seen)
        if not (known or _is_named_otherwise(text, match.start())):
            yield Malformed(match[1].upper(), match[0].strip(), line_at(text, match.start()))


def product_code(text: str) -> str | None:
    """The one product code that the text names apart from its numbers; None where it is not clear."""
    named = (set(map(_as_code, shape.findall(text))) for shape in _CODES_NAMED)
    coded = {
        f"{match[1]}{match[2]}".upper()
        for match in _CODED.finditer(text)
        if not _is_named_otherwise(text, match.start())
    }
    product, other = named
    # A code in front of a number is more certain than what is only called a code.
    codes = product or coded or other or set(_codes_beside(text))
    return codes.pop() if len(codes) == 1 else None


def _as_code(read: str) -> str:
    return read.replace(" ", "").upper()


def _codes_beside(text: str) -> Iterator[str]:
    """Codes right beside a number or in the cell above one; « 5G » or « 3D » elsewhere is none."""
    numbers = [
        match
        for match in islice(_BARE.finditer(text), 2 * MOST_NUMBERS)
        if not (_is_telephone(text, match) or _is_reference(text, match.start()))
    ]
    for match in islice(_CODE_ALONE.finditer(text), MOST_NUMBERS):
        if any(_belong_together(text, match, number) for number in numbers):
            yield match[1]


def _belong_together(text: str, code: re.Match[str], number: re.Match[str]) -> bool:
    """Whether only words of bounds stand between both on one line, or nothing but its end."""
    start, end = sorted((code.span(), number.span()))
    if end[0] - start[1] > _FARTHEST:
        return False
    between = text[start[1] : end[0]]
    if "\n" not in between:
        return bool(_ONLY_BOUND_WORDS.fullmatch(between))
    heads = code.start() < number.start() and line_at(text, code.start()) == code[1]
    return heads and not between.strip(" |;\n")


def has_broken_number(text: str, seen: Sequence[Sighting], code: str) -> bool:
    """Whether this product code stands before too few digits, or ends a line that runs on."""
    return any(
        match[1].upper() == code and not any(s.start <= match.start() < s.end for s in seen)
        for match in _TOO_SHORT.finditer(text)
    )


def line_without_code(text: str) -> str | None:
    """The line of a bound in a text that names no product code; None if there is no bound."""
    for match in _BARE.finditer(text):
        words = _words_before(text, 0, match.start())
        if _role(words) and not _is_telephone(text, match):
            return line_at(text, match.start())
    return None


def line_at(text: str, place: int) -> str:
    """The line that holds a place, its spaces tidied."""
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return " ".join(text[start : end if end >= 0 else None].split())


def _coded_sighting(text: str, match: re.Match[str]) -> Sighting:
    code = f"{match[1]}{match[2]}".upper()
    return _sighting(text, match.start(), match.start(3), match[3], code, has_code=True)


def _bare_sighting(text: str, match: re.Match[str], code: str) -> Sighting:
    return _sighting(text, match.start(), match.start(1), match[1], code, has_code=False)


def _sighting(
    text: str, start: int, digits_at: int, digits: str, code: str, *, has_code: bool
) -> Sighting:
    end = digits_at + len(digits)
    plain = re.sub(r"[^0-9]", "", digits)
    key_is_apart = not digits[-2].isdigit()
    if len(plain) > SERIAL_DIGITS and key_is_apart and _THOUSANDS_FOLLOW.match(text, end):
        end = digits_at + len(re.match(rf"(?:{SEPARATOR}*[0-9]){{10}}", digits)[0])  # type: ignore[index]
        plain = plain[:SERIAL_DIGITS]
    key = int(plain[SERIAL_DIGITS:]) if len(plain) > SERIAL_DIGITS else None
    number = TrackingNumber(code, int(plain[:SERIAL_DIGITS]), key)
    return Sighting(number, start, end, line_at(text, start), None, has_code)


def _with_roles(text: str, seen: list[Sighting]) -> Iterator[Sighting]:
    previous_end = 0
    for s in seen:
        behind = _IN_BRACKETS.match(text, s.end)
        role = _role(behind[1]) if behind else None
        end = behind.end() if behind and role else s.end
        words = _words_before(text, previous_end, s.start)
        yield Sighting(s.number, s.start, s.end, s.line, role or _role(words), s.has_code)
        previous_end = end


def _words_before(text: str, since: int, place: int) -> str:
    """What stands before a number: on its line, or on the line above where it begins its own."""
    before = text[max(since, place - 200) : place]
    line = before.rpartition("\n")[2]
    if re.search(r"[A-Za-z]{2}", line) or "\n" not in before:
        return line[-80:]
    above = [part for part in before.split("\n")[:-1] if part.strip()]
    heading = above[-1][-80:] if above else ""
    # The heading of a table names both bounds: it does not say which of them stands below.
    return heading if len({role for _, role in _roles(heading)}) < 2 else ""


def _role(words: str) -> BoundRole | None:
    found = _roles(words)
    return max(found)[1] if found else None


def _roles(words: str) -> list[tuple[int, BoundRole]]:
    """The places where a bound is named; joining words count only where no bound is named."""
    return next(filter(None, (_find_roles(kinds, words) for kinds in _ROLE_WORDS)), [])


def _find_roles(
    kinds: tuple[tuple[BoundRole, str], ...], words: str
) -> list[tuple[int, BoundRole]]:
    return [
        (match.start(), role)
        for role, pattern in kinds
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", words, re.IGNORECASE)
    ]


def _follows(text: str, sighting: Sighting, seen: list[Sighting]) -> bool:
    """Whether only punctuation stands between it and the number before or after it."""
    return any(
        not re.search(r"[^\W_]", text[a.end : b.start])
        for a, b in pairwise(seen)
        if sighting in (a, b)
    )


def _is_telephone(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 40) : match.start()]
    return bool(_TELEPHONE.search(before) or _AS_TELEPHONES.fullmatch(match[1]))


def _is_named_otherwise(text: str, place: int) -> bool:
    """Whether the words right before call it a registered letter, a VAT number or an account."""
    return bool(_OTHER_NUMBER.search(text[max(0, place - 40) : place]))


def _is_reference(text: str, place: int) -> bool:
    return bool(_REFERENCE.search(text[max(0, place - 30) : place]))
