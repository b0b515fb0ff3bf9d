"""Any mixture of opening, correcting, drawing and telling: always what a plain reckoning says.

Two companies, two product codes, ranges begun before they came here, issued here or at Sendcloud.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import select

from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.correcting import RangeTouched, correct_range
from app.ranges.label_file import UsedNumber
from app.ranges.models import (
    Issuer,
    NumberDraw,
    NumberRange,
    RangeOverlap,
    draw_numbers,
    open_range,
)
from app.ranges.splitting import RangeExhausted
from app.ranges.usage import NotInRange, UsedBefore, report_use
from tests.cast import Cast
from tests.ranges.test_any_ranges import MANY, other_examples

# Examples share a database that is never emptied: each has its own people and its own numbers.
_EXAMPLES = count(1)
PRODUCTS = ("2L", "3C")
REFUSALS = (RangeOverlap, RangeTouched, RangeExhausted, NotInRange, UsedBefore)

which, products = st.integers(0, 1), st.sampled_from(PRODUCTS)
places = st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 29))
opening = st.tuples(st.just("open"), which, products, places, st.sampled_from(list(Issuer)))
correcting = st.tuples(st.just("correct"), st.integers(0, 7), products, places)
drawing = st.tuples(st.just("draw"), which, st.integers(1, 25))
telling = st.tuples(st.just("tell"), which, products, st.integers(0, 90))
acts = st.lists(st.one_of(opening, opening, correcting, drawing, telling), max_size=12)


@dataclass
class Plain:
    """A range as one would keep it on paper."""

    owner: int
    issuer: Issuer
    product: str
    first: int
    last: int
    free: int
    following: int

    def meets(self, other: "Plain") -> bool:
        return (
            self.product == other.product and self.first <= other.last and other.first <= self.last
        )

    @property
    def left(self) -> int:
        return self.last - self.following + 1


class Paper:
    """What should come of each act; the same exceptions where it is refused."""

    def __init__(self) -> None:
        self.ranges: list[Plain] = []

    def open(self, new: Plain) -> None:
        met = [known for known in self.ranges if known.meets(new)]
        same = [k for k in met if (k.owner, k.first, k.last) == (new.owner, new.first, new.last)]
        if met and not same:
            raise RangeOverlap(NumberRange(id=0))
        self.ranges += [] if same else [new]

    def correct(self, known: Plain, new: Plain) -> None:
        if (known.product, known.first, known.last, known.free) == (
            (new.product, new.first, new.last, new.free)
        ):
            return
        if known.following > known.free:
            raise RangeTouched
        if any(other.meets(new) for other in self.ranges if other is not known):
            raise RangeOverlap(NumberRange(id=0))
        new.owner, new.issuer = known.owner, known.issuer
        self.ranges[self.ranges.index(known)] = new

    def draw(self, owner: int, wanted: int) -> None:
        own = [k for k in self.ranges if (k.owner, k.issuer) == (owner, Issuer.SILLAGE)]
        if sum(known.left for known in own) < wanted:
            raise RangeExhausted(wanted, 0)
        for known in own:
            taken = min(known.left, wanted)
            known.following, wanted = known.following + taken, wanted - taken

    def tell(self, owner: int, product: str, serial: int) -> None:
        own = [k for k in self.ranges if (k.owner, k.issuer) == (owner, Issuer.SENDCLOUD)]
        held = [
            n for n, k in enumerate(own) if k.product == product and k.first <= serial <= k.last
        ]
        if not held:
            raise NotInRange
        newest = own[held[-1]]
        if serial < newest.following - 1:
            raise UsedBefore("")
        for known in own[: held[-1]]:
            known.following = known.last + 1
        newest.following = serial + 1


def test_any_acts(app: Flask) -> None:
    with app.app_context():
        MANY(_property(app))()


@pytest.mark.prove
def test_thousands_of_acts(app: Flask) -> None:
    with app.app_context():
        other_examples(_property(app))()


def _property(app: Flask) -> Callable[[], None]:
    cast = Cast(app)

    @given(acts)
    @example([("open", 0, "2L", (0, 20, 5), Issuer.SILLAGE), ("draw", 0, 15), ("draw", 0, 1)])
    @example([("open", 0, "2L", (0, 20, 5), Issuer.SILLAGE), ("correct", 0, "3C", (9, 9, 0))])
    @example(
        [
            ("open", 0, "2L", (0, 20, 5), Issuer.SENDCLOUD),
            ("open", 0, "3C", (0, 20, 0), Issuer.SENDCLOUD),
            ("tell", 0, "3C", 4),
            ("tell", 0, "2L", 3),
            ("correct", 0, "2L", (0, 30, 0)),
        ]
    )
    def holds(todo: list[tuple]) -> None:  # type: ignore[type-arg]
        number = next(_EXAMPLES)
        base = 50_000_000 + number * 1_000
        contracts = [
            cast.active(f"u{who}-{number}@alma.test", first=base + 500 + who, size=1, coclico="")
            for who in (0, 1)
        ]
        paper = Paper()
        for who in (0, 1):
            at = base + 500 + who
            paper.open(Plain(who, Issuer.SILLAGE, "2L", at, at, at, at))
        for act in todo:
            done = _outcome(partial(_done, contracts, base, act))
            assert done == _outcome(partial(_written, paper, base, act))
            assert _as_recorded(contracts) == [_as_plain(known) for known in paper.ranges]
        _check_draws(contracts)

    return holds


def _outcome(act: Callable[[], None]) -> str:
    try:
        act()
    except REFUSALS as refusal:
        return type(refusal).__name__
    return "done"


def _bounds(base: int, product: str, place: tuple[int, int, int]) -> Bounds:
    at, size, used = place
    first = base + at
    return Bounds(product, first, first + size - 1, first + min(used, size - 1))


def _done(contracts: list[Contract], base: int, act: tuple) -> None:  # type: ignore[type-arg]
    begin_write(db.session)
    try:
        _do(contracts, base, act)
        db.session.commit()
    finally:
        db.session.rollback()


def _do(contracts: list[Contract], base: int, act: tuple) -> None:  # type: ignore[type-arg]
    match act:
        case ("open", who, product, place, issuer):
            by = contracts[who].merchant.owner
            open_range(contracts[who], _bounds(base, product, place), by=by, issuer=issuer)
        case ("correct", nth, product, place):
            known = _all(contracts)[nth % len(_all(contracts))]
            by = known.contract.merchant.owner
            correct_range(known, _bounds(base, product, place), by=by)
        case ("draw", who, wanted):
            by = contracts[who].merchant.owner
            draw_numbers(contracts[who], wanted, by=by, purpose="test")
        case ("tell", who, product, at):
            by = contracts[who].merchant.owner
            report_use(contracts[who], [UsedNumber(product, base + at, None)], by=by)


def _written(paper: Paper, base: int, act: tuple) -> None:  # type: ignore[type-arg]
    match act:
        case ("open", who, product, place, issuer):
            paper.open(_plain(who, issuer, _bounds(base, product, place)))
        case ("correct", nth, product, place):
            known = paper.ranges[nth % len(paper.ranges)]
            paper.correct(known, _plain(0, known.issuer, _bounds(base, product, place)))
        case ("draw", who, wanted):
            paper.draw(who, wanted)
        case ("tell", who, product, at):
            paper.tell(who, product, base + at)


def _plain(who: int, issuer: Issuer, bounds: Bounds) -> Plain:
    first, last, free = bounds.first, bounds.last, bounds.first_free
    return Plain(who, issuer, bounds.product_code, first, last, free, free)


def _all(contracts: list[Contract]) -> list[NumberRange]:
    ids = [contract.id for contract in contracts]
    own = select(NumberRange).where(NumberRange.contract_id.in_(ids)).order_by(NumberRange.id)
    return list(db.session.scalars(own))


def _as_plain(known: Plain) -> tuple[object, ...]:
    return known.issuer, known.product, known.first, known.last, known.free, known.following


def _as_recorded(contracts: list[Contract]) -> list[tuple[object, ...]]:
    db.session.expire_all()
    return [
        (
            known.issuer,
            known.product_code,
            known.first_serial,
            known.last_serial,
            known.first_free_serial,
            known.next_serial,
        )
        for known in _all(contracts)
    ]


def _check_draws(contracts: list[Contract]) -> None:
    """Of each range, exactly the serials from the first free one to the next are drawn, each once."""
    for known in _all(contracts):
        draws = db.session.scalars(select(NumberDraw).where(NumberDraw.range_id == known.id))
        serials = [draw.first_serial + n for draw in draws for n in range(draw.count)]
        assert sorted(serials) == list(range(known.first_free_serial, known.next_serial))
