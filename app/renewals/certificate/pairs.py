"""Which two of the numbers seen bound a range. Pure.

Numbers may come pair by pair, or – where a table is read by its columns – all first ones before all
last ones. Both ways are tried; the words before the numbers, their order and the stated counts decide.
Where they do not, the pairing is ambiguous and says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.renewals.certificate.numbers import BoundRole, Sighting


@dataclass(frozen=True, slots=True)
class Pair:
    """The first and the last number of a range, as seen."""

    first: Sighting
    last: Sighting

    @property
    def product_code(self) -> str:
        """The code of its first number."""
        return self.first.number.product_code

    @property
    def size(self) -> int:
        """How many numbers lie between, both included; not positive where they are in disorder."""
        return self.last.number.serial - self.first.number.serial + 1

    @property
    def holds(self) -> bool:
        """Whether it bounds a range at all: one product, first before last."""
        return self.product_code == self.last.number.product_code and self.size > 0

    @property
    def is_bare(self) -> bool:
        """Whether both numbers are ten digits without product code and key."""
        bounds = (self.first, self.last)
        return not any(one.has_code or one.number.key is not None for one in bounds)

    def meets(self, other: "Pair") -> bool:
        """Whether both share a number."""
        return self.product_code == other.product_code and (
            self.first.number.serial <= other.last.number.serial
            and other.first.number.serial <= self.last.number.serial
        )


@dataclass(frozen=True, slots=True)
class Pairing:
    """The pairs found, the numbers left over, and whether other pairs are as likely."""

    pairs: tuple[Pair, ...]
    unpaired: tuple[Sighting, ...] = ()
    is_ambiguous: bool = False


def pair_up(seen: Sequence[Sighting], counts: Sequence[int]) -> Pairing:
    """Pair the numbers found; `counts` are the sizes of ranges that the text states."""
    bounds = _without_repetition(seen)
    if len(bounds) < 2:
        return Pairing((), tuple(bounds))
    if len(bounds) % 2:
        return _odd(bounds)
    ways = _ways(bounds)
    good = [way for way in ways if _is_good(way)]
    if not good:
        return Pairing(ways[0], is_ambiguous=not all(map(_words_agree, ways[0])))
    told = [way for way in good if all(pair.first.role and pair.last.role for pair in way)]
    if len(told) == 1:
        return Pairing(told[0])
    counted = [way for way in good if _counts_fit(way, counts)]
    if len(counted) == 1:
        return Pairing(counted[0])
    return Pairing(good[0], is_ambiguous=len(good) > 1)


def _without_repetition(seen: Sequence[Sighting]) -> list[Sighting]:
    """Drop repeated numbers, except that a range of one number is named twice."""
    known: dict[tuple[str, int], Sighting] = {}
    for sighting in seen:
        known.setdefault((sighting.number.product_code, sighting.number.serial), sighting)
    if len(known) == 1 and len(seen) > 1:
        return list(seen[:2])
    return list(known.values())


def _ways(bounds: Sequence[Sighting]) -> list[tuple[Pair, ...]]:
    half = len(bounds) // 2
    in_turn = tuple(_pair(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    by_column = tuple(_pair(a, b) for a, b in zip(bounds[:half], bounds[half:], strict=True))
    return [in_turn] if in_turn == by_column else [in_turn, by_column]


def _pair(one: Sighting, other: Sighting) -> Pair:
    """In the order of the text, unless the words say the contrary."""
    if one.role is BoundRole.LAST and other.role is not BoundRole.LAST:
        return Pair(other, one)
    return Pair(one, other)


def _is_good(way: tuple[Pair, ...]) -> bool:
    agrees = all(pair.holds and _words_agree(pair) for pair in way)
    apart = not any(a.meets(b) for n, a in enumerate(way) for b in way[:n])
    return agrees and apart


def _words_agree(pair: Pair) -> bool:
    """Whether the words call neither number the opposite of what it is in this pair."""
    return pair.first.role is not BoundRole.LAST and pair.last.role is not BoundRole.FIRST


def _counts_fit(way: tuple[Pair, ...], counts: Sequence[int]) -> bool:
    sizes = [pair.size for pair in way]
    return all(size in counts for size in sizes)


def _odd(bounds: Sequence[Sighting]) -> Pairing:
    """Of an odd number of numbers, pair only neighbours that the words call first and last."""
    pairs: list[Pair] = []
    left = list(bounds)
    for one, other in pairwise(bounds):
        pair = Pair(one, other)
        if (one.role, other.role) == (BoundRole.FIRST, BoundRole.LAST) and pair.holds:
            pairs.append(pair)
            left = [sighting for sighting in left if sighting not in (one, other)]
    return Pairing(tuple(pairs), tuple(left))
