"""The day of a draw is the day in Paris, also between 22 and 24 o'clock in UTC."""

import pytest
import time_machine

from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberDraw, draw_numbers
from app.ranges.reserve import Reserve
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-10T21:59Z", "2026-07-10"),
        ("2026-07-10T22:00Z", "2026-07-11"),  # midnight, in summer
        ("2026-07-10T23:59Z", "2026-07-11"),
        ("2026-01-10T22:30Z", "2026-01-10"),
        ("2026-01-10T23:00Z", "2026-01-11"),  # midnight, in winter
        ("2026-03-29T22:00Z", "2026-03-30"),  # the clocks were changed that morning
        ("2026-10-25T22:30Z", "2026-10-25"),
        ("2026-12-31T23:30Z", "2027-01-01"),
    ],
)
def test_a_draw_is_of_its_day_in_paris(cast: Cast, moment: str, day: str) -> None:
    contract = cast.active(first=1_000)
    with time_machine.travel(moment, tick=False):
        _draw(contract)
        reserve = Reserve.of(contract)
        (kept,) = db.session.query(NumberDraw.drawn_on).one()
    assert kept.isoformat() == day
    assert list(reserve.history.counts) == [kept] == [reserve.history.today]


def _draw(contract: Contract) -> None:
    draw_numbers(contract, 1, by=contract.merchant.owner, purpose="test")
    db.session.commit()
