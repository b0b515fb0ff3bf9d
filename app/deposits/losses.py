"""Slip numbers lost with a restore, and the counters of slips with their high-water marks."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User, record
from app.clock import now
from app.database import Model, insert_new
from app.deposits.models import DepositCounter
from app.extensions import db
from app.high_water.checking import note_values

KIND = "slips"
_NAME = re.compile(rf"^{KIND}-([0-9]{{8}})-([0-9]{{4}})$")
# Billing COCLICO, year, number.
SlipNumber = tuple[str, int, int]


class SlipLoss(Model):
    """Slip numbers that were given, and of which the restored database knows nothing."""

    __tablename__ = "slip_loss"
    __table_args__ = (
        CheckConstraint("first_number <= last_number", name="numbers"),
        Index("ix_slip_loss_counter", "coclico", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    coclico: Mapped[str] = mapped_column(String(8))
    year: Mapped[int]
    first_number: Mapped[int]
    last_number: Mapped[int]
    reason: Mapped[str] = mapped_column(String(500))
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    @property
    def count(self) -> int:
        """How many numbers were lost."""
        return self.last_number - self.first_number + 1


def read_counters() -> dict[str, int]:
    """Return the last number of each billing COCLICO and year."""
    counters = db.session.scalars(select(DepositCounter)).all()
    return {counter.counter: counter.last_number for counter in counters}


def advance_slips(
    marks: Mapping[str, int],
    given: Iterable[SlipNumber],
    *,
    margin: int,
    by: User,
    reason: str,
) -> list[SlipLoss]:
    """Move every counter to its mark, and to the given numbers; note those in between as lost.

    `margin` more are given up beyond each mark. Call it in a write transaction.
    """
    wanted: dict[tuple[str, int], int] = {}
    for coclico, year, number in (*_read_marks(marks, margin), *given):
        wanted[coclico, year] = max(number, wanted.get((coclico, year), 0))
    losses = [
        _lose(coclico, year, number, by, reason)
        for (coclico, year), number in sorted(wanted.items())
    ]
    return [loss for loss in losses if loss is not None]


def _read_marks(marks: Mapping[str, int], margin: int) -> Iterator[SlipNumber]:
    for name, mark in marks.items():
        found = _NAME.match(name)
        if found:
            yield found[1], int(found[2]), mark + margin


def _lose(coclico: str, year: int, number: int, by: User, reason: str) -> SlipLoss | None:
    """Move one counter to a number, unless it is there already."""
    counter = _locked_counter(coclico, year)
    if counter.last_number >= number:
        return None
    loss = SlipLoss(
        coclico=coclico,
        year=year,
        first_number=counter.last_number + 1,
        last_number=number,
        reason=reason,
        noted_by_id=by.id,
    )
    counter.last_number = number
    db.session.add(loss)
    note_values({counter.counter: number})
    record("deposit_slip.lost", loss, None, by, quantity=loss.count)
    return loss


def _locked_counter(coclico: str, year: int) -> DepositCounter:
    insert_new(db.session, DepositCounter, [{"coclico": coclico, "year": year, "last_number": 0}])
    own = select(DepositCounter).where(
        DepositCounter.coclico == coclico, DepositCounter.year == year
    )
    locked = own.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(locked).one()
