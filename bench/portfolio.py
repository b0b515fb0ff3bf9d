"""The portfolio of thousands of merchants, each with months of draws to forecast from."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, inspect, select, text

from app.accounts.models import Membership, Merchant, User
from app.clock import now, today
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.ranges.bounds import position
from app.ranges.forecast_cache import CachedForecast, refresh_forecasts
from app.ranges.models import Issuer, NumberDraw, NumberRange
from bench.ground import DATABASES, Ground, Grounds
from bench.lists import getting, statements
from bench.measuring import Row, medians, milliseconds, times
from tests.cast import CLAIRE

MERCHANTS = 3_000
PATH, OTHER = "/merchants", "/requests"
ROUNDS, FEW_ROUNDS = 10, 3
# The distance between ranges, so that they do not overlap.
APART = 1_000_000
# The first id of the rows made here.
OFFSET = 1_000
SATURDAY = 5


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    for database in DATABASES:
        ground = filled(grounds.make(database, f"portfolio-{database}"), MERCHANTS)
        browser = ground.browser(CLAIRE)
        with ground.app.app_context():
            refresh_forecasts()
        shown, bare = medians(getting(browser, PATH), getting(browser, OTHER), rounds=ROUNDS)
        words = f"GET {PATH}, {MERCHANTS} merchants, {database}"
        yield milliseconds(words, shown)
        yield times(f"{words}: against {OTHER}", shown, bare)
        yield Row(f"{words}: statements", statements(ground, browser, PATH), "SQL")
        _forget(ground)
        (reckoned,) = medians(getting(browser, PATH), rounds=FEW_ROUNDS)
        yield times(f"{words}: against reckoning all anew", shown, reckoned)


def _forget(ground: Ground) -> None:
    with ground.app.app_context():
        db.session.execute(delete(CachedForecast))
        db.session.commit()


def filled(ground: Ground, count: int) -> Ground:
    """Add `count` active merchants of all ages, whose reserves end soon or late."""
    with ground.app.app_context():
        for model in (Merchant, User, Membership, Contract):
            db.session.execute(insert(model), list(_copies(model, count)))
        chance = random.Random(count)
        for n in range(OFFSET, OFFSET + count):
            _add_numbers(n, chance)
        db.session.commit()
        # Otherwise autovacuum does it within minutes.
        db.session.execute(text("ANALYZE"))
        db.session.commit()
    return ground


def _copies(model: type[Model], count: int) -> Iterator[dict[str, Any]]:
    """Yield copies of the newest row, each with its own id and references."""
    kept = db.session.scalars(select(model).order_by(model.id.desc())).first()  # type: ignore[attr-defined]
    columns = {column.key: getattr(kept, column.key) for column in inspect(model).column_attrs}
    for n in range(OFFSET, OFFSET + count):
        own: dict[str, Any] = {"id": n, "merchant_id": n, "user_id": n}
        own |= {"company": f"Maison {n}", "email": f"maison-{n}@bench.test"}
        yield columns | {name: value for name, value in own.items() if name in columns}


def _add_numbers(contract_id: int, chance: random.Random) -> None:
    """Add a range, and a draw on each working day since the shop began."""
    age, usual = chance.randint(5, 500), chance.randint(1, 40)
    first, serial, draws = contract_id * APART, contract_id * APART, []
    for n in range(age, 0, -1):
        day = today() - timedelta(days=n)
        if day.weekday() < SATURDAY:
            drawn = max(1, round(chance.gauss(usual, usual / 4)))
            draws.append({"first_serial": serial, "count": drawn, "drawn_on": day})
            serial += drawn
    left = round(usual * chance.choice((0, 1, 4, 15, 40, 100, 250)))
    last = max(serial + left - 1, first)
    known = {
        "contract_id": contract_id,
        "issuer": Issuer.SILLAGE if chance.random() < 0.9 else Issuer.SENDCLOUD,
        "product_code": "2L",
        "first_serial": first,
        "first_free_serial": first,
        "last_serial": last,
        "next_serial": serial,
        "first_position": position("2L", first),
        "last_position": position("2L", last),
        "told_on": today() - timedelta(days=chance.randint(0, 10)),
        "opened_at": now() - timedelta(days=age),
        "opened_by_id": 1,
    }
    range_id = db.session.scalar(insert(NumberRange).values(known).returning(NumberRange.id))
    for draw in draws:
        draw |= {"range_id": range_id, "purpose": "bench"}
    if draws:
        db.session.execute(insert(NumberDraw), draws)
