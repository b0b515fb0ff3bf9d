"""What a certificate of La Poste says: ranges, account, customer number. Pure.

The genuine layout is unknown: the reader looks for numbers, checks their keys, order and count,
and names every contradiction beside the line where it was read. It corrects nothing.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from app.ranges.bounds import LARGEST_LIKELY_SIZE, QUESTIONED_PRODUCT_CODES
from app.ranges.tracking_number import (
    LAST_POSSIBLE_SERIAL,
    SPECIMEN_PRODUCT_CODE,
    in_groups,
    write,
)
from app.renewals.certificate import accounts as holder
from app.renewals.certificate import context as wording
from app.renewals.certificate import numbers as sightings
from app.renewals.certificate import repairs as misreadings
from app.renewals.certificate.counts import Count, stated_counts
from app.renewals.certificate.numbers import Role, Sighting
from app.renewals.certificate.pairs import Pair, Pairing, paired

# More is no certificate, and would keep a page waiting.
LONGEST_TEXT = 50_000


class Problem(StrEnum):
    """What speaks against what was read, or keeps it from being read."""

    NO_NUMBER = "no number"
    NO_PRODUCT_CODE = "no product code"
    MALFORMED = "malformed number"
    ONE_BOUND = "one bound only"
    UNPAIRED = "unpaired number"
    AMBIGUOUS = "ambiguous pairs"
    WRONG_KEY = "wrong key"
    OTHER_PRODUCT = "other product"
    DISORDER = "last before first"
    OVERLAP = "ranges overlap"
    COUNT = "count differs"
    QUESTIONED_PRODUCT = "questioned product"
    UNLIKELY_SIZE = "unlikely size"
    SEVERAL_ACCOUNTS = "several tracking accounts"
    SEVERAL_COCLICOS = "several coclicos"
    NOT_INCLUDED = "bound not included"
    FORMER_RANGE = "former range"
    LACKS_A_DIGIT = "perhaps a digit missing"
    LETTER = "letter for a digit"
    BROKEN = "broken over two lines"
    DERIVED_END = "last number not given"
    UNNAMED = "perhaps no tracking number"
    TOO_LONG = "text too long"
    # Told beside a contract: see `checks`.
    OTHER_ACCOUNT = "other tracking account"
    OTHER_COCLICO = "other coclico"
    KNOWN_RANGE = "range known already"
    OTHER_NUMBERS = "other numbers"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem: what was read, what was expected, and the line it stands on."""

    problem: Problem
    read: str = ""
    expected: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class FoundRange:
    """A range as the certificate gives it: both bounds as on a label, the keys as they were read."""

    product_code: str
    first: str
    last: str
    first_serial: int
    last_serial: int
    line: str

    @property
    def count(self) -> int:
        """How many numbers, both bounds included."""
        return self.last_serial - self.first_serial + 1


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything found in one text."""

    ranges: tuple[FoundRange, ...]
    tracking_account: str | None
    coclico: str | None
    troubles: tuple[Trouble, ...]

    @property
    def is_clear(self) -> bool:
        """Whether there is a range, and nothing speaks against it."""
        return bool(self.ranges) and not self.troubles


def read_certificate(text: str) -> Certificate:
    """Read a text of any layout. It never fails: what cannot be read is a trouble."""
    troubles = [Trouble(Problem.TOO_LONG, str(len(text)))] if len(text) > LONGEST_TEXT else []
    written, broken = misreadings.joined(sightings.tidied(text[:LONGEST_TEXT]))
    text = misreadings.with_digits(written)
    seen = _as_written(written, sightings.sightings(text))
    if len(seen) >= sightings.MOST_NUMBERS:
        troubles.append(Trouble(Problem.TOO_LONG, str(len(text))))
    counts = list(stated_counts(text, seen))
    pairing = paired(seen, [count.value for count in counts])
    accounts, coclicos = holder.accounts(text), holder.coclicos(text)
    troubles += _about_sightings(text, seen)
    troubles += _about_letters(written, text, seen)
    troubles += _about_broken(broken, seen)
    derived = _derived(pairing, counts)
    troubles += [_about_derived(derived)] if derived else _about_pairing(pairing)
    troubles += [trouble for pair in pairing.pairs for trouble in _about_pair(pair)]
    stated = {count.value for count in counts}
    troubles += [trouble for pair in pairing.pairs for trouble in _about_words(text, pair, stated)]
    troubles += _about_bare(text, pairing.pairs)
    troubles += _about_overlaps(pairing.pairs)
    troubles += _about_counts(pairing.pairs, counts)
    troubles += _several(Problem.SEVERAL_ACCOUNTS, accounts)
    troubles += _several(Problem.SEVERAL_COCLICOS, coclicos)
    ranges = _granted_first(text, [pair for pair in pairing.pairs if pair.holds])
    return Certificate(
        ranges=(derived,) if derived else ranges,
        tracking_account=accounts[0] if accounts else None,
        coclico=coclicos[0] if coclicos else None,
        troubles=tuple(dict.fromkeys(troubles)),
    )


def _granted_first(text: str, pairs: Sequence[Pair]) -> tuple[FoundRange, ...]:
    """The ranges in their order; those that the words call another's, or nothing, come last."""
    unnamed = {trouble.read for trouble in _about_bare(text, pairs)}
    in_order = sorted(
        pairs,
        key=lambda pair: wording.is_not_granted(text, pair) or _as_read(pair.first) in unnamed,
    )
    return tuple(map(_range, in_order))


def _range(pair: Pair) -> FoundRange:
    return FoundRange(
        pair.product_code,
        _as_read(pair.first),
        _as_read(pair.last),
        pair.first.number.serial,
        pair.last.number.serial,
        pair.first.line,
    )


def _as_read(sighting: Sighting) -> str:
    """The 13 characters with the key that was read; where none was, with the one that belongs."""
    number = sighting.number
    key = number.expected_key if number.key is None else number.key
    return f"{str(number)[:-1]}{key}"


def _as_written(written: str, seen: Sequence[Sighting]) -> list[Sighting]:
    """Each with its line as it stands in the certificate, letters and all."""
    return [replace(one, line=sightings.line_at(written, one.start)) for one in seen]


def _about_letters(written: str, text: str, seen: Sequence[Sighting]) -> Iterator[Trouble]:
    for one in seen:
        read = written[one.start : one.end]
        if read != text[one.start : one.end]:
            yield Trouble(Problem.LETTER, read, in_groups(_as_read(one)), one.line)


def _about_broken(broken: Sequence[tuple[int, int]], seen: Sequence[Sighting]) -> Iterator[Trouble]:
    for one in seen:
        if any(start < one.end and one.start < end for start, end in broken):
            yield Trouble(Problem.BROKEN, _as_read(one), line=one.line)


def _derived(pairing: Pairing, counts: Sequence[Count]) -> FoundRange | None:
    """The range of a first number alone, where the text says how many there are."""
    stated = {count.value for count in counts if 1 < count.value <= LARGEST_LIKELY_SIZE}
    if pairing.pairs or len(pairing.unpaired) != 1 or len(stated) != 1:
        return None
    (first,) = pairing.unpaired
    code, serial = first.number.product_code, first.number.serial
    last = serial + stated.pop() - 1
    if first.role is not Role.FIRST or last > LAST_POSSIBLE_SERIAL:
        return None
    return FoundRange(code, _as_read(first), write(code, last), serial, last, first.line)


def _about_derived(found: FoundRange) -> Trouble:
    return Trouble(Problem.DERIVED_END, found.last, str(found.count), found.line)


def _about_sightings(text: str, seen: Sequence[Sighting]) -> Iterator[Trouble]:
    for wrong in sightings.malformed(text, list(seen)):
        yield Trouble(Problem.MALFORMED, wrong.read, line=wrong.line)
    for sighting in seen:
        number = sighting.number
        if not number.key_fits:
            expected = str(number.expected_key)
            yield Trouble(Problem.WRONG_KEY, _as_read(sighting), expected, sighting.line)
    if not seen:
        nameless = sightings.without_code(text)
        problem = Problem.NO_PRODUCT_CODE if nameless else Problem.NO_NUMBER
        yield Trouble(problem, line=nameless or "")


def _about_pairing(pairing: Pairing) -> Iterator[Trouble]:
    alone = Problem.UNPAIRED if pairing.pairs or len(pairing.unpaired) > 1 else Problem.ONE_BOUND
    for sighting in pairing.unpaired:
        yield Trouble(alone, _as_read(sighting), line=sighting.line)
    if pairing.is_ambiguous:
        yield Trouble(Problem.AMBIGUOUS, line=pairing.pairs[0].first.line)


def _about_pair(pair: Pair) -> Iterator[Trouble]:
    first, last = pair.first.number, pair.last.number
    line = pair.last.line
    if last.product_code != first.product_code:
        yield Trouble(Problem.OTHER_PRODUCT, last.product_code, first.product_code, line)
    elif pair.size < 1:
        yield Trouble(Problem.DISORDER, _as_read(pair.last), _as_read(pair.first), line)
    elif not 1 < pair.size <= LARGEST_LIKELY_SIZE:
        yield Trouble(Problem.UNLIKELY_SIZE, str(pair.size), line=line)
    if first.product_code in QUESTIONED_PRODUCT_CODES:
        yield Trouble(Problem.QUESTIONED_PRODUCT, first.product_code, line=pair.first.line)


def _about_words(text: str, pair: Pair, stated: Container[int]) -> Iterator[Trouble]:
    for bound in (pair.first, pair.last):
        if wording.is_not_included(text, bound):
            yield Trouble(Problem.NOT_INCLUDED, _as_read(bound), line=bound.line)
        if wording.wrong_key_behind(text, bound) is not None:
            expected = str(bound.number.expected_key)
            yield Trouble(Problem.WRONG_KEY, _as_read(bound), expected, bound.line)
        if wording.lacks_a_digit(text, bound):
            yield Trouble(Problem.LACKS_A_DIGIT, _as_read(bound), line=bound.line)
    if (pair.first.number.key is None) is not (pair.last.number.key is None):
        yield Trouble(Problem.LACKS_A_DIGIT, _as_read(pair.last), line=pair.last.line)
    elif pair.size not in stated and wording.look_like_nine(pair):
        yield Trouble(Problem.LACKS_A_DIGIT, _as_read(pair.first), line=pair.first.line)
    if wording.is_not_granted(text, pair):
        yield Trouble(Problem.FORMER_RANGE, _as_read(pair.first), line=pair.first.line)
    if pair.product_code == SPECIMEN_PRODUCT_CODE:
        yield Trouble(Problem.OTHER_PRODUCT, pair.product_code, "2L", pair.first.line)


def _about_bare(text: str, pairs: Sequence[Pair]) -> Iterator[Trouble]:
    """Ten mere digits may be anything, unless words call them numbers or a range of them."""
    beside_coded = any(pair.first.has_code or pair.last.has_code for pair in pairs)
    for pair in pairs:
        if pair.is_bare and (beside_coded or not wording.is_named(text, pair)):
            yield Trouble(Problem.UNNAMED, _as_read(pair.first), line=pair.first.line)


def _about_overlaps(pairs: Sequence[Pair]) -> Iterator[Trouble]:
    good = [pair for pair in pairs if pair.holds]
    for n, pair in enumerate(good):
        if any(pair.meets(other) for other in good[:n]):
            yield Trouble(Problem.OVERLAP, _as_read(pair.first), line=pair.first.line)


def _about_counts(pairs: Sequence[Pair], counts: Sequence[Count]) -> Iterator[Trouble]:
    """A stated count must be the size of the range before it; around them all, also their sum."""
    good = [pair for pair in pairs if pair.holds]
    total = sum(pair.size for pair in good)
    in_turn = all(a.last.start < b.first.start for a, b in pairwise(good))
    for count in counts if good else ():
        before = [pair for pair in good if pair.last.end <= count.place]
        meant = before[-1:] if in_turn and before else good
        known = {pair.size for pair in meant}
        if not before or len(before) == len(good):
            known.add(total)
        if count.value not in known:
            expected = meant[0].size if len(meant) == 1 else total
            yield Trouble(Problem.COUNT, str(count.value), str(expected), count.line)


def _several(problem: Problem, values: Sequence[str]) -> list[Trouble]:
    return [Trouble(problem, ", ".join(values))] if len(values) > 1 else []
