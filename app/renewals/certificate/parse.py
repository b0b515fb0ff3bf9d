"""What a certificate of La Poste says: ranges, account, customer number. Pure.

The genuine layout is not known: the reader looks for numbers, checks their keys, order and count, and
reports every contradiction with its line. Whatever it repairs or derives is a finding too.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Self

from app.ranges.bounds import (
    LARGEST_LIKELY_SIZE,
    SMALLEST_LIKELY_SIZE,
    Bounds,
    about_product,
    about_size,
)
from app.ranges.findings import Finding, FindingKind
from app.ranges.tracking_number import (
    LAST_POSSIBLE_SERIAL,
    in_groups,
    write,
)
from app.renewals.certificate.accounts import coclicos, tracking_accounts
from app.renewals.certificate.context import (
    is_named,
    is_not_granted,
    is_not_included,
    lacks_a_digit,
    look_like_nine,
    wrong_key_behind,
)
from app.renewals.certificate.counts import MOST_COUNTS, Count, stated_counts
from app.renewals.certificate.grants import grants
from app.renewals.certificate.numbers import (
    MOST_NUMBERS,
    BoundRole,
    Sighting,
    find_malformed,
    find_numbers,
    has_broken_number,
    line_at,
    line_without_code,
    tidy_text,
)
from app.renewals.certificate.pairs import Pair, Pairing, pair_up
from app.renewals.certificate.repairs import join_broken_numbers, replace_letters
from app.renewals.certificate.surest import is_sure, surest

# A longer text is no certificate, and would keep a page waiting.
LONGEST_TEXT = 50_000
# Stands above a text that was recognised on a picture: its digits may be others.
RECOGNISED_HEAD = "[Texte lu sur une image]"
# Something like a number was seen.
OF_NUMBERS = frozenset(
    {
        FindingKind.MALFORMED,
        FindingKind.ONE_BOUND,
        FindingKind.UNPAIRED,
        FindingKind.WRONG_KEY,
        FindingKind.DISORDER,
        FindingKind.OTHER_PRODUCT,
        FindingKind.SPECIMEN,
    }
)


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

    @property
    def bounds(self) -> Bounds:
        """Its bounds, every number still free."""
        return Bounds(self.product_code, self.first_serial, self.last_serial, self.first_serial)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Everything found in one text."""

    ranges: tuple[FoundRange, ...]
    tracking_account: str | None
    coclico: str | None
    findings: tuple[Finding, ...]

    @property
    def is_clear(self) -> bool:
        """Whether there is a range, and nothing speaks against it."""
        return bool(self.ranges) and not self.findings

    @classmethod
    def unread(cls) -> Self:
        """That of a file which nothing could be read of."""
        return cls((), None, None, ())

    @property
    def names_numbers(self) -> bool:
        """Whether something in it looks like a tracking number, be it alone or broken."""
        return bool(self.ranges) or any(one.kind in OF_NUMBERS for one in self.findings)


def read_certificate(text: str) -> Certificate:
    """Read a text of any layout. It never fails: what cannot be read is a finding."""
    findings = [Finding(FindingKind.TOO_LONG, str(len(text)))] if len(text) > LONGEST_TEXT else []
    if RECOGNISED_HEAD in text:
        findings.append(Finding(FindingKind.RECOGNISED))
    written, broken = join_broken_numbers(tidy_text(text[:LONGEST_TEXT]))
    text = replace_letters(written)
    found = _with_original_lines(written, find_numbers(text))
    counts = list(stated_counts(text, found))
    if len(found) >= MOST_NUMBERS or len(counts) >= MOST_COUNTS:
        findings.append(Finding(FindingKind.TOO_LONG, str(len(text))))
    stated = {count.value for count in counts}
    seen = surest(found, stated)
    pairing = pair_up(seen, [count.value for count in counts])
    accounts, customers = tracking_accounts(text), coclicos(text)
    are_sure = len(seen) < len(found) or is_sure(seen, stated)
    findings += _about_sightings(text, found, seen, are_sure=are_sure)
    findings += _about_letters(written, text, seen)
    findings += _about_broken(broken, seen)
    derived = _derive_end(text, pairing, counts)
    findings += [_about_derived(derived)] if derived else _about_pairing(pairing)
    findings += [finding for pair in pairing.pairs for finding in _about_pair(pair)]
    findings += [finding for pair in pairing.pairs for finding in _about_words(text, pair, stated)]
    findings += _about_bare(text, pairing.pairs)
    findings += _about_grant(text, pairing.pairs)
    findings += _about_overlaps(pairing.pairs)
    findings += _about_counts(pairing.pairs, counts)
    findings += _several(FindingKind.SEVERAL_ACCOUNTS, accounts)
    findings += _several(FindingKind.SEVERAL_COCLICOS, customers)
    ranges = _sort_ranges(text, [pair for pair in pairing.pairs if pair.holds])
    return Certificate(
        ranges=(derived,) if derived else ranges,
        tracking_account=accounts[0] if accounts else None,
        coclico=customers[0] if customers else None,
        findings=tuple(dict.fromkeys(findings)),
    )


def _sort_ranges(text: str, pairs: Sequence[Pair]) -> tuple[FoundRange, ...]:
    """The ranges in their order; those that seem not granted, or no tracking numbers, come last."""
    unnamed = {finding.read for finding in _about_bare(text, pairs)}
    in_order = sorted(
        pairs,
        key=lambda pair: is_not_granted(text, pair) or _as_read(pair.first) in unnamed,
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
    """The 13 characters with the key that was read; where none was, with the right one."""
    number = sighting.number
    key = number.expected_key if number.key is None else number.key
    return f"{str(number)[:-1]}{key}"


def _with_original_lines(written: str, seen: Sequence[Sighting]) -> list[Sighting]:
    """The same with the lines of the certificate, before letters were replaced."""
    return [replace(one, line=line_at(written, one.start)) for one in seen]


def _about_letters(written: str, text: str, seen: Sequence[Sighting]) -> Iterator[Finding]:
    for one in seen:
        read = written[one.start : one.end]
        if read != text[one.start : one.end]:
            yield Finding(FindingKind.LETTER, read, in_groups(_as_read(one)), line=one.line)


def _about_broken(broken: Sequence[tuple[int, int]], seen: Sequence[Sighting]) -> Iterator[Finding]:
    for one in seen:
        if any(start < one.end and one.start < end for start, end in broken):
            yield Finding(FindingKind.BROKEN, _as_read(one), line=one.line)


def _derive_end(text: str, pairing: Pairing, counts: Sequence[Count]) -> FoundRange | None:
    """The range of a lone first number, where the text says how many numbers there are.

    A broken number of its product may be the missing bound: then nothing is derived.
    """
    stated = {count.value for count in counts if 1 < count.value <= LARGEST_LIKELY_SIZE}
    if pairing.pairs or len(pairing.unpaired) != 1 or len(stated) != 1:
        return None
    (first,) = pairing.unpaired
    code, serial = first.number.product_code, first.number.serial
    last = serial + stated.pop() - 1
    if first.role is not BoundRole.FIRST or last > LAST_POSSIBLE_SERIAL:
        return None
    if has_broken_number(text, pairing.unpaired, code):
        return None
    return FoundRange(code, _as_read(first), write(code, last), serial, last, first.line)


def _about_derived(found: FoundRange) -> Finding:
    return Finding(FindingKind.DERIVED_END, found.last, str(found.count), line=found.line)


def _about_sightings(
    text: str, found: Sequence[Sighting], seen: Sequence[Sighting], *, are_sure: bool
) -> Iterator[Finding]:
    """About the numbers `seen` as bounds, of all that were `found`."""
    codes = {one.number.product_code for one in seen if one.has_code}
    for wrong in find_malformed(text, found):
        if not are_sure or wrong.product_code in codes:
            yield Finding(FindingKind.MALFORMED, wrong.read, line=wrong.line)
    for sighting in seen:
        number = sighting.number
        if not number.key_fits:
            expected = str(number.expected_key)
            yield Finding(FindingKind.WRONG_KEY, _as_read(sighting), expected, line=sighting.line)
    if not seen:
        nameless = line_without_code(text)
        kind = FindingKind.NO_PRODUCT_CODE if nameless else FindingKind.NO_NUMBER
        yield Finding(kind, line=nameless or "")


def _about_pairing(pairing: Pairing) -> Iterator[Finding]:
    alone = (
        FindingKind.UNPAIRED
        if pairing.pairs or len(pairing.unpaired) > 1
        else FindingKind.ONE_BOUND
    )
    for sighting in pairing.unpaired:
        yield Finding(alone, _as_read(sighting), line=sighting.line)
    if pairing.is_ambiguous:
        yield Finding(FindingKind.AMBIGUOUS, line=pairing.pairs[0].first.line)


def _about_pair(pair: Pair) -> Iterator[Finding]:
    first, last = pair.first.number, pair.last.number
    line = pair.last.line
    if last.product_code != first.product_code:
        yield Finding(FindingKind.OTHER_PRODUCT, last.product_code, first.product_code, line=line)
    elif pair.size < 1:
        yield Finding(FindingKind.DISORDER, _as_read(pair.last), _as_read(pair.first), line=line)
    else:
        yield from (
            replace(found, line=line) for found in about_size(pair.size, SMALLEST_LIKELY_SIZE)
        )
    of_product = about_product(first.product_code)
    yield from (replace(found, line=pair.first.line) for found in of_product)


def _about_words(text: str, pair: Pair, stated: Container[int]) -> Iterator[Finding]:
    for bound in (pair.first, pair.last):
        if is_not_included(text, bound):
            yield Finding(FindingKind.NOT_INCLUDED, _as_read(bound), line=bound.line)
        if wrong_key_behind(text, bound) is not None:
            expected = str(bound.number.expected_key)
            yield Finding(FindingKind.WRONG_KEY, _as_read(bound), expected, line=bound.line)
        if lacks_a_digit(text, bound):
            yield Finding(FindingKind.LACKS_A_DIGIT, _as_read(bound), line=bound.line)
    if (pair.first.number.key is None) is not (pair.last.number.key is None):
        yield Finding(FindingKind.LACKS_A_DIGIT, _as_read(pair.last), line=pair.last.line)
    elif pair.size not in stated and look_like_nine(pair):
        yield Finding(FindingKind.LACKS_A_DIGIT, _as_read(pair.first), line=pair.first.line)
    if is_not_granted(text, pair):
        yield Finding(FindingKind.FORMER_RANGE, _as_read(pair.first), line=pair.first.line)


def _about_bare(text: str, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """Ten digits without code and key may be anything, unless words call them tracking numbers."""
    beside_coded = any(pair.first.has_code or pair.last.has_code for pair in pairs)
    for pair in pairs:
        if pair.is_bare and (beside_coded or not is_named(text, pair)):
            yield Finding(FindingKind.UNNAMED, _as_read(pair.first), line=pair.first.line)


def _about_grant(text: str, pairs: Sequence[Pair]) -> Iterator[Finding]:
    """A refusal, a reservation, instructions, an invoice name ranges too, and grant nothing."""
    if pairs and not grants(text):
        first = pairs[0].first
        yield Finding(FindingKind.NO_GRANT, _as_read(first), line=first.line)


def _about_overlaps(pairs: Sequence[Pair]) -> Iterator[Finding]:
    good = [pair for pair in pairs if pair.holds]
    for n, pair in enumerate(good):
        if any(pair.meets(other) for other in good[:n]):
            yield Finding(FindingKind.OVERLAP, _as_read(pair.first), line=pair.first.line)


def _about_counts(pairs: Sequence[Pair], counts: Sequence[Count]) -> Iterator[Finding]:
    """A count must be the size of the range before it; before or after all of them, also their sum."""
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
            yield Finding(FindingKind.COUNT, str(count.value), str(expected), line=count.line)
        yield from _about_column(good, count)


def _about_column(pairs: Sequence[Pair], first: Count) -> Iterator[Finding]:
    """A column of as many counts as there are ranges has their sizes in their order."""
    column = (first.value, *first.below)
    if not first.below or len(column) != len(pairs):
        return
    for value, pair in zip(column, pairs, strict=True):
        if value != pair.size:
            yield Finding(FindingKind.COUNT, str(value), str(pair.size), line=first.line)


def _several(kind: FindingKind, values: Sequence[str]) -> list[Finding]:
    return [Finding(kind, ", ".join(values))] if len(values) > 1 else []
