"""Releasing what is left of a range that was recorded wrongly, so that its rightful owner can record it."""

from app.accounts.models import User, record
from app.database import take_turn
from app.extensions import db
from app.ranges.models import CHANGING_BOUNDS, NumberRange


def release_remainder(known: NumberRange, *, by: User) -> int:
    """Take every number that was not drawn from a range; return how many. Twice is once.

    What was drawn stays the contract's for ever, with whatever lies before it: those numbers are on
    letters. A range that nobody has drawn from is released as a whole. The bounds stay as recorded.
    Call it with the contract locked.
    """
    take_turn(db.session, CHANGING_BOUNDS)
    db.session.refresh(known, with_for_update=True)
    if known.is_released:
        return 0
    known.released_serial = known.next_serial if known.is_touched else known.first_serial
    released = known.last_serial - known.released_serial + 1
    record("range.released", known, known.contract.merchant, by, quantity=released)
    return released
