"""Any ranges and any draws: no overlap is ever taken, no number comes twice, draws are what left."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.models import (
    Issuer,
    NumberDraw,
    NumberRange,
    RangeOverlap,
    draw_numbers,
    open_range,
)
from app.ranges.splitting import RangeExhausted
from tests.cast import Cast
from tests.conftest import DATABASES

# Examples share a database that is never emptied: each has its own people and its own numbers.
_EXAMPLES = count(1)
ROOM = 1_000
Property = Callable[[], None]
PIECES = st.lists(
    st.tuples(st.integers(0, 99), st.integers(1, 40), st.booleans()), min_size=1, max_size=6
)
DRAWS = st.lists(st.tuples(st.integers(1, 30), st.booleans()), max_size=6)
MANY = settings(
    derandomize=True,
    database=None,
    max_examples=30,
    suppress_health_check=list(HealthCheck),
)


def test_any_ranges_and_draws(app: Flask) -> None:
    with app.app_context():
        MANY(_property(app))()


@pytest.mark.prove
def test_thousands_of_ranges_and_draws(app: Flask) -> None:
    with app.app_context():
        other_examples(_property(app))()


def other_examples(holds: Property) -> Property:
    """Half of a thousand examples, others on each database."""
    number = DATABASES.index(db.engine.dialect.name)
    return settings(MANY, max_examples=500)(seed(number)(holds))


def _property(app: Flask) -> Property:
    cast = Cast(app)

    @given(PIECES, DRAWS)
    @example([(0, 40, False), (10, 5, True)], [])  # nested
    @example([(0, 40, False), (0, 40, True)], [])  # equal, of another merchant
    @example([(0, 40, False), (39, 40, True)], [])  # sharing one number
    @example([(0, 40, False), (40, 40, True)], [(30, False), (30, False)])  # touching only
    @example([(0, 40, False), (30, 40, False)], [])  # crossing
    def holds(pieces: list[tuple[int, int, bool]], draws: list[tuple[int, bool]]) -> None:
        number = next(_EXAMPLES)
        contracts = [
            cast.active(
                f"{who}{number}@alma.test", first=number * ROOM * 10 + n * 300, size=1, coclico=""
            )
            for n, who in enumerate(("one", "other"))
        ]
        base = number * ROOM * 10 + 5_000
        taken = _open_all(contracts, [(base + at, size, mine) for at, size, mine in pieces])
        assert len(taken) == sum(size for _, size in _kept(pieces))
        drawn = _draw_all(contracts, draws)
        assert len(drawn) == len(set(drawn))
        assert len(drawn) == _recorded(contracts)
        assert {serial for _, serial in drawn} <= taken | {
            number * ROOM * 10,
            number * ROOM * 10 + 300,
        }

    return holds


def _open_all(contracts: list[Contract], pieces: list[tuple[int, int, bool]]) -> set[int]:
    """Open what does not overlap; the serials of what was opened."""
    serials: set[int] = set()
    for first, size, mine in pieces:
        contract = contracts[mine]
        begin_write(db.session)
        bounds = Bounds("2L", first, first + size - 1, first)
        with suppress(RangeOverlap, IntegrityError):
            open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SILLAGE)
            db.session.commit()
            serials |= set(range(first, first + size))
        db.session.rollback()
    return serials


def _kept(pieces: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
    """What a plain reckoning would open: each piece that shares no number with one before it."""
    kept: list[tuple[int, int]] = []
    for at, size, _mine in pieces:
        if all(at + size <= other or other + length <= at for other, length in kept):
            kept.append((at, size))
    return kept


def _draw_all(contracts: list[Contract], draws: list[tuple[int, bool]]) -> list[tuple[str, int]]:
    drawn = []
    for wanted, which in draws:
        contract = contracts[which]
        begin_write(db.session)
        with suppress(RangeExhausted):
            numbers = draw_numbers(contract, wanted, by=contract.merchant.owner, purpose="test")
            drawn += [(number.number, number.serial) for number in numbers]
            db.session.commit()
        db.session.rollback()
    return drawn


def _recorded(contracts: list[Contract]) -> int:
    ids = [contract.id for contract in contracts]
    counts = (
        select(NumberDraw.count)
        .join(NumberRange, NumberDraw.range_id == NumberRange.id)
        .where(NumberRange.contract_id.in_(ids))
    )
    return sum(db.session.scalars(counts))
