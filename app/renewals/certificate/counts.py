"""How many numbers a certificate says it grants, in whatever words. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from app.renewals.certificate.numbers import Sighting, line_at

# A text with more of them is no certificate.
MOST_COUNTS = 200
_WHOLE = r"([0-9]{1,3}(?:[ .,'][0-9]{3})+(?![0-9])|[0-9]+)"
_COUNT_AFTER = re.compile(
    r"\b(?:nombre|nbr?e?|quantit[ée]s?|qt[ée]|soit|total\w*|volume|capacit[ée]|count|quantity|size"
    r"|taille(?= (?:de|:)| *[:=]))\b"
    rf"(?P<words>[^0-9\n]{{0,40}}\n? *){_WHOLE}(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_COUNT_BEFORE = re.compile(
    rf"(?<![0-9])(?<![0-9][ .,']){_WHOLE} ?"
    r"(?:num[ée]ros|n°(?! ?\w)|numbers|unit[ée]s|[ée]tiquettes|codes de suivi)",
    re.IGNORECASE,
)
_REST_OF_LINE = re.compile(rf"[ |;:]*{_WHOLE}[ |;]*(?=\n|$)")
# The last cell of a row, where the row is broken; only below a heading that names a count.
_LINE_BELOW = re.compile(rf" *\n *{_WHOLE} *(?=\n|$)")
_COUNT_HEADING = re.compile(r"\b(?:nombre|nbr?e?|quantit[ée]s?|qt[ée]|quantity)\b", re.IGNORECASE)
_HEADING_WITHIN = 300
# More of the same column, below a count.
_COLUMN = re.compile(rf"(?: *\n *{_WHOLE} *(?=\n|$))+")
_NOT_OF_THIS_RANGE = re.compile(
    r"annuel|estim|par an|restant|demand|sollicit|TTC|\bpages\b|^[ .]*(?:de |d')?(?:pla|pa)ge(?:s|\(s\))"
    r"|\bpi[èe]ces?\b|\bjointe?s?\b|\bdocuments?\b",
    re.IGNORECASE,
)
# « Taille 12 points », « soit 3 jours », « total 25,00 € » count something else.
_OF_ANOTHER_UNIT = re.compile(
    r" *(?:,[0-9]{1,2}\b *)?(?:(?:pages?|plages?|feuill\w+|exemplaires?|points?|pts?|px|[mc]m|[km]?o|octets"
    r"|jours?|mois|ans?|ann[ée]es?|semaines?|heures?|h|min|minutes?|k?g|grammes?|euros?|EUR|ex|centimes?"
    r"|pi[èe]ces? jointes?)\b|[€%])",
    re.IGNORECASE,
)
_COUNT_LABEL = re.compile(
    rf"\b(?:codes? de suivi|num[ée]ros) *: *{_WHOLE}(?![0-9A-Za-z])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Count:
    """How many numbers the text says there are, where, and the line that says so."""

    value: int
    place: int
    line: str
    # The counts below it, where it is the first of a column.
    below: tuple[int, ...] = ()


def stated_counts(text: str, seen: Sequence[Sighting]) -> Iterator[Count]:
    """Every count that the text states; tracking numbers are none."""
    masked = _mask(text, seen)
    found = [
        (match[2], match.start(2))
        for match in _COUNT_AFTER.finditer(masked)
        if not (
            _NOT_OF_THIS_RANGE.search(match["words"]) or _OF_ANOTHER_UNIT.match(masked, match.end())
        )
    ]
    found += [(match[1], match.start(1)) for match in _COUNT_LABEL.finditer(masked)]
    found += [
        (match[1], match.start(1))
        for match in _COUNT_BEFORE.finditer(masked)
        if not _NOT_OF_THIS_RANGE.search(masked[match.end() : match.end() + 20])
    ]
    ends = [_REST_OF_LINE.match(masked, sighting.end) for sighting in seen]
    ends += [
        _LINE_BELOW.match(masked, sighting.end)
        for sighting in seen
        if _COUNT_HEADING.search(masked, max(0, sighting.start - _HEADING_WITHIN), sighting.start)
    ]
    found += [(match[1], match.start(1)) for match in ends if match]
    for digits, place in islice(dict.fromkeys(found), MOST_COUNTS):
        below = _COLUMN.match(masked, place + len(digits))
        column = tuple(map(_whole, below[0].split("\n")[1:])) if below else ()
        yield Count(_whole(digits), place, line_at(text, place), column)


def _mask(text: str, seen: Sequence[Sighting]) -> str:
    """The text with `#` in place of each tracking number, so that none is taken for a count."""
    for sighting in seen:
        hidden = "#" * (sighting.end - sighting.start)
        text = text[: sighting.start] + hidden + text[sighting.end :]
    return text


def _whole(text: str) -> int:
    # Python refuses to read a number of thousands of digits; no count has more than 18.
    return int(re.sub(r"[^0-9]", "", text)[:18])
