"""Correcting the bounds of a range that nobody has drawn from yet."""

from sqlalchemy import select

from app.accounts.models import User, record
from app.database import take_turn
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.losses import after_losses
from app.ranges.models import CHANGING_BOUNDS, NumberRange, RangeOverlap, SpecimenNumbers
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE


class RangeTouched(Exception):
    """A number was drawn from the range, or it is released: its bounds never change any more."""


def correct_range(
    known: NumberRange, bounds: Bounds, *, by: User, reason: str | None = None
) -> bool:
    """Give an untouched range other bounds; False where they were these already.

    Call it with the contract locked. Raises `RangeTouched`, `RangeOverlap` and `SpecimenNumbers`.
    """
    if bounds.product_code == SPECIMEN_PRODUCT_CODE:
        raise SpecimenNumbers
    take_turn(db.session, CHANGING_BOUNDS)
    db.session.refresh(known, with_for_update=True)
    if bounds == bounds_of(known):
        return False
    if known.is_touched or known.is_released:
        raise RangeTouched
    met = meeting_another(known, bounds)
    if met:
        raise RangeOverlap(met)
    bounds = after_losses(bounds)
    known.product_code = bounds.product_code
    known.first_serial, known.last_serial = bounds.first, bounds.last
    known.first_free_serial = known.next_serial = bounds.first_free
    known.first_position, known.last_position = bounds.first_position, bounds.last_position
    known.override_reason = reason or None
    merchant = known.contract.merchant
    record("range.corrected", known, merchant, by, first=known.first_number, last=known.last_number)
    return True


def bounds_of(known: NumberRange) -> Bounds:
    """The bounds of a range as they were recorded."""
    return Bounds(
        known.product_code, known.first_serial, known.last_serial, known.first_free_serial
    )


def meeting_another(known: NumberRange, bounds: Bounds) -> NumberRange | None:
    """A range other than this one, of whichever merchant, that shares a number with these bounds."""
    met = select(NumberRange).where(NumberRange.id != known.id, *NumberRange.meets(bounds))
    return db.session.scalar(met.limit(1))
