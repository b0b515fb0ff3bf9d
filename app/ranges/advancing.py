"""Moving ranges past the numbers that were issued after a backup, once it is restored."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select

from app.accounts.models import User, record
from app.extensions import db
from app.high_water.checking import note_row, note_values
from app.ranges.counters import read_name
from app.ranges.losses import NumberLoss, counters_of_unknown_ranges
from app.ranges.models import LOST, Issuer, NumberDraw, NumberRange
from app.ranges.tracking_number import TrackingNumber


class UnknownNumber(Exception):
    """No range issued here holds the number."""


def advance_ranges(
    marks: Mapping[str, int],
    last_used: Sequence[TrackingNumber],
    *,
    margin: int,
    by: User,
    reason: str,
) -> list[NumberLoss]:
    """Move every range past its mark, and past the number last used where one of its own is given.

    The numbers are noted as lost. `margin` more are given up in each range in use, for those that
    were issued after the last mark. Call it in a write transaction. Raises `UnknownNumber`.
    """
    ranges = _locked_ranges()
    reached = dict(marks)
    for number in last_used:
        counter = _holding(ranges, number).counter
        reached[counter] = max(number.serial + 1, reached.get(counter, 0))
    losses = [
        _lose(known, target, by, reason)
        for known in ranges
        if (target := _target(known, reached.get(known.counter, 0), margin)) > known.next_serial
    ]
    return losses + list(_lose_unknown(ranges, marks, margin, by, reason))


def _locked_ranges() -> Sequence[NumberRange]:
    own = select(NumberRange).where(NumberRange.issuer == Issuer.SILLAGE).order_by(NumberRange.id)
    locked = own.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).all()


def _holding(ranges: Sequence[NumberRange], number: TrackingNumber) -> NumberRange:
    for known in ranges:
        is_within = known.first_serial <= number.serial < known.held_until
        if known.product_code == number.product_code and is_within:
            return known
    raise UnknownNumber(f"{number.product_code} {number.serial}")


def _target(known: NumberRange, mark: int, margin: int) -> int:
    """The next serial that a range is to have: never before its own, nor beyond its end.

    A released range has given its last number: it stays.
    """
    if known.is_released:
        return known.next_serial
    target = max(known.next_serial, mark)
    if target > known.first_free_serial:
        target += margin
    return min(target, known.last_serial + 1)


def _lose(known: NumberRange, target: int, by: User, reason: str) -> NumberLoss:
    loss = NumberLoss(
        range_id=known.id,
        product_code=known.product_code,
        first_serial=known.next_serial,
        last_serial=target - 1,
        reason=reason,
        noted_by_id=by.id,
    )
    draw = NumberDraw(
        range_id=known.id,
        first_serial=known.next_serial,
        count=loss.count,
        drawn_by_id=by.id,
        purpose=LOST,
    )
    known.next_serial = target
    db.session.add_all([loss, draw])
    record("range.lost", known, known.contract.merchant, by, quantity=loss.count)
    note_values({known.counter: target})
    note_row("draws", draw.id)
    return loss


def _lose_unknown(
    ranges: Sequence[NumberRange], marks: Mapping[str, int], margin: int, by: User, reason: str
) -> Iterator[NumberLoss]:
    """Note what was drawn from ranges that were recorded after the backup."""
    ends = {known.counter: known.last_serial + 1 for known in ranges}
    settled = counters_of_unknown_ranges() | ends
    for counter, mark in marks.items():
        named = read_name(counter)
        if named is None or mark <= settled.get(counter, named.first_serial):
            continue
        loss = NumberLoss(
            counter=counter,
            product_code=named.product_code,
            first_serial=named.first_serial,
            last_serial=min(mark + margin - 1, named.last_serial),
            reason=reason,
            noted_by_id=by.id,
        )
        db.session.add(loss)
        record("range.lost", loss, None, by, quantity=loss.count)
        yield loss
        for known in _meeting(ranges, loss):
            yield _lose(known, min(loss.last_serial, known.last_serial) + 1, by, reason)


def _meeting(ranges: Sequence[NumberRange], loss: NumberLoss) -> Iterator[NumberRange]:
    """The ranges recorded since, with other bounds, that would issue some of the lost numbers."""
    for known in ranges:
        is_within = (
            known.first_serial <= loss.last_serial and known.last_serial >= loss.first_serial
        )
        is_free = known.left > 0 and known.next_serial <= min(loss.last_serial, known.last_serial)
        if known.product_code == loss.product_code and is_within and is_free:
            yield known
