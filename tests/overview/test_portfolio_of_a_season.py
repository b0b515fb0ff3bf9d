"""The portfolio's order and columns use the same history, with last year's season and estimates."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from app.contracts.models import Contract
from app.extensions import db
from app.overview.attention import Matter
from app.overview.portfolio import load_rows, portfolio, reserves_of
from app.ranges.models import NumberDraw, NumberRange
from app.ranges.usage import use_up_to
from tests.cast import ALICE, BOB, Cast

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

DAY = timedelta(days=1)
BEGAN = datetime(2025, 1, 6, 12, tzinfo=UTC)


def drew_until(contract: Contract, today: date, left: int, usual: int, in_season: int) -> None:
    """Make the draws of a shop since it began, with `left` numbers left."""
    (known,) = NumberRange.of(contract)
    day, drawn = BEGAN.date(), 0
    while day < today:
        count = in_season if (day.month, day.day) >= (11, 20) else usual
        if count:
            db.session.add(
                NumberDraw(
                    range_id=known.id,
                    first_serial=known.first_serial + drawn,
                    count=count,
                    drawn_on=day,
                    purpose="test",
                )
            )
        drawn, day = drawn + count, day + DAY
    known.last_serial = known.first_serial + drawn + left - 1
    known.last_position = known.first_position + drawn + left - 1
    db.session.flush()
    known.next_serial = known.first_serial + drawn
    db.session.commit()


@pytest.mark.parametrize(
    ("today", "usual", "in_season", "left", "is_low"),
    [
        (date(2026, 11, 20), 5, 25, 200, True),  # eight days in season; forty by eight weeks
        (date(2026, 11, 20), 5, 25, 900, False),
        (date(2026, 11, 23), 0, 60, 500, True),  # the season began three days ago: ten times more
        (date(2026, 11, 20), 0, 60, 300, True),  # it rests still
        (date(2026, 11, 20), 5, 5, 200, False),
    ],
)
def test_the_season_of_last_year_sets_the_order_too(
    cast: Cast, today: date, usual: int, in_season: int, left: int, is_low: bool
) -> None:
    with time_machine.travel(BEGAN, tick=False):
        calm = cast.active(BOB, first=5_000_000, size=100_000)
        contract = cast.active(ALICE, first=1_000, size=100_000)
    drew_until(contract, today, left, usual, in_season)
    drew_until(calm, today, 3_000, 5, 5)
    with time_machine.travel(datetime(today.year, today.month, today.day, 12, tzinfo=UTC)):
        rows = load_rows(portfolio())
        found = reserves_of(rows)[contract.id].forecast
    assert found is not None
    row = next(one for one in rows if one.contract and one.contract.id == contract.id)
    assert (row.attention.matter is Matter.LOW) == is_low
    assert (found.days_left is not None and found.days_left <= 10) == is_low
    if is_low:
        assert rows[0] is row
        assert row.attention.ends_on == found.day


@pytest.mark.parametrize(
    ("silent_days", "left", "matter"),
    [
        (0, 700, Matter.NOTHING),
        (20, 500, Matter.NOTHING),
        (62, 80, Matter.LOW),
        (90, 1, Matter.LOW),
    ],
)
def test_what_sendcloud_has_used_since_it_was_told_is_gone_here_too(
    cast: Cast, silent_days: int, left: int, matter: Matter
) -> None:
    """Ten numbers a day for thirty days, then no reports: an estimate is never shown as exhausted."""
    with time_machine.travel(BEGAN, tick=False):
        contract = cast.active_at_sendcloud(first=1_000, size=1_000)
    (known,) = NumberRange.all_of(contract)
    last = BEGAN + 30 * DAY
    with time_machine.travel(last, tick=False):
        days = {(BEGAN + n * DAY).date(): 999 + 10 * n for n in range(1, 31)}
        use_up_to(known, 1_299, by=contract.merchant.owner, days=days)
        db.session.commit()
    with time_machine.travel(last + (silent_days + 1) * DAY, tick=False):
        (row,) = load_rows(portfolio())
    assert row.status.reserve is not None
    assert row.status.reserve.all_left == left
    assert row.attention.matter is matter
