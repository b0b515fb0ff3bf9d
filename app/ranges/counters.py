"""Each range as a counter with a high-water mark outside the database."""

import re
from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.ranges.losses import counters_of_unknown_ranges
from app.ranges.models import Issuer, NumberRange

KIND = "ranges"
_NAME = re.compile(rf"^{KIND}-([0-9][A-Z])-([0-9]{{10}})-([0-9]{{10}})$")


@dataclass(frozen=True, slots=True)
class NamedRange:
    """What the name of a counter says of its range."""

    product_code: str
    first_serial: int
    last_serial: int


def read_name(counter: str) -> NamedRange | None:
    """Return the range of a counter's name; None for a counter of another kind."""
    found = _NAME.match(counter)
    return NamedRange(found[1], int(found[2]), int(found[3])) if found else None


def read_counters() -> dict[str, int]:
    """Return the next serial of every range that this program has drawn from.

    The bounds of others may still be corrected, which changes the name of the counter.
    """
    touched = select(NumberRange).where(
        NumberRange.issuer == Issuer.SILLAGE,
        NumberRange.next_serial > NumberRange.first_free_serial,
    )
    found = dict(counters_of_unknown_ranges())
    for known in db.session.scalars(touched):
        found[known.counter] = max(known.next_serial, found.get(known.counter, 0))
    return found
