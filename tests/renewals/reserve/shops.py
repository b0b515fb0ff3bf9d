"""Shops that draw the same quantity each day: their true last day is known beforehand."""

from datetime import date, datetime, timedelta

import time_machine

from app.accounts.models import User
from app.clock import PARIS
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.models import Issuer, NumberDraw, NumberRange, draw_numbers, left_for, open_range
from tests.cast import ALICE, CLAIRE, Cast

BEGAN = date(2026, 1, 5)  # a Monday
A_DAY = 10
MONTH = 30


def at(day: int, hour: int = 18) -> time_machine.travel:
    """So many days after the shops began, in Paris."""
    moment = datetime(BEGAN.year, BEGAN.month, BEGAN.day, hour, tzinfo=PARIS)
    return time_machine.travel(moment + timedelta(days=day), tick=False)


def shop(cast: Cast, *, size: int, email: str = ALICE, first: int = 1_000) -> Contract:
    """A shop that begins with so many numbers, looked after by Claire."""
    with at(0, hour=8):
        claire = User.by_email(CLAIRE) or cast.advisor()
        contract = cast.active(email, first=first, size=size)
        contract.take(claire)
        db.session.commit()
    return contract


def ending(cast: Cast, days: int, *, email: str = ALICE, first: int = 1_000) -> Contract:
    """A shop that on day 30 has numbers for so many days more, that day among them."""
    contract = shop(cast, size=(MONTH + days) * A_DAY, email=email, first=first)
    drew(contract, 0, MONTH)
    return contract


def drew(contract: Contract, first_day: int, days: int) -> None:
    """What a shop has drawn on each of these days, written at once."""
    used = next(one for one in NumberRange.all_of(contract) if one.left)
    db.session.add_all(
        NumberDraw(
            range_id=used.id,
            first_serial=used.next_serial + n * A_DAY,
            count=A_DAY,
            drawn_on=BEGAN + timedelta(days=first_day + n),
            purpose="test",
        )
        for n in range(days)
    )
    used.next_serial += days * A_DAY
    db.session.commit()


def draw(contract: Contract, count: int = A_DAY) -> None:
    """Draw now, through the one door."""
    draw_numbers(contract, count, by=contract.merchant.owner, purpose="test")
    db.session.commit()


def record(contract: Contract, *, first: int, size: int) -> None:
    """A new range, behind those there are."""
    bounds = Bounds("2L", first, first + size - 1, first)
    open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SILLAGE)
    db.session.commit()


def left(contract: Contract) -> int:
    """How many numbers a shop has now."""
    return left_for(contract)
