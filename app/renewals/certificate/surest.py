"""Which of the numbers seen are surely bounds, so that others beside them do not count. Pure.

A telephone, a VAT number, a registered letter look like numbers of ten digits too. Beside two
numbers that belong together beyond doubt they say nothing.
"""

from collections.abc import Callable, Collection, Iterator, Sequence

from app.renewals.certificate.numbers import Sighting
from app.renewals.certificate.pairs import pair_up


def surest(seen: Sequence[Sighting], counts: Collection[int]) -> list[Sighting]:
    """Of the numbers seen, those that are surely bounds; all of them where none are.

    Sure are numbers of one product code that come in twos with fitting keys, and two numbers that lie
    exactly one of the stated `counts` apart.
    """
    coded = [one for one in seen if one.has_code]
    bare = [one for one in seen if not one.has_code]
    if not any(_may_be_a_bound(one, coded) for one in bare):
        sure = [one for group in _by_code(coded) if is_sure(group, counts) for one in group]
        if sure:
            return sure
    return _counted(seen, counts) or list(seen)


def is_sure(seen: Sequence[Sighting], counts: Collection[int]) -> bool:
    """Whether all of these have a code and a fitting key, and pair up without a contradiction."""
    if not seen or not all(one.has_code and _has_a_fitting_key(one) for one in seen):
        return False
    pairing = pair_up(seen, list(counts))
    told = pairing.pairs and not pairing.unpaired and not pairing.is_ambiguous
    return bool(told) and all(pair.holds for pair in pairing.pairs)


def _may_be_a_bound(bare: Sighting, coded: Sequence[Sighting]) -> bool:
    """Whether a number without a code may be the other bound of one that has it."""
    return _has_a_fitting_key(bare) or any(bare.line == one.line for one in coded)


def _has_a_fitting_key(one: Sighting) -> bool:
    return one.number.key is not None and one.number.key_fits


def _counted(seen: Sequence[Sighting], counts: Collection[int]) -> list[Sighting]:
    """Two numbers written in the same way, the stated count apart; nothing where others are as good."""
    found = [group for group in _alike(seen) if _is_counted(group, counts)]
    return list(found[0]) if len(found) == 1 else []


def _alike(seen: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """The numbers by the way they are written: with the code, with a fitting key, or bare."""
    ways: tuple[Callable[[Sighting], bool], ...] = (
        lambda one: one.has_code,
        lambda one: not one.has_code and _has_a_fitting_key(one),
        lambda one: not one.has_code and one.number.key is None,
    )
    for way in ways:
        yield from _by_code([one for one in seen if way(one)])


def _by_code(seen: Sequence[Sighting]) -> list[list[Sighting]]:
    codes = dict.fromkeys(one.number.product_code for one in seen)
    return [[one for one in seen if one.number.product_code == code] for code in codes]


def _is_counted(group: Sequence[Sighting], counts: Collection[int]) -> bool:
    serials = _serials(group)
    if len(serials) != 2 or not all(one.number.key_fits for one in group):
        return False
    size = max(serials) - min(serials) + 1
    return size > 2 and size in counts


def _serials(seen: Sequence[Sighting]) -> set[int]:
    return {one.number.serial for one in seen}
