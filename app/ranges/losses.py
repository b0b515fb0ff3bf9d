"""Numbers whose draws were lost with a restore: they are on letters, and are never issued again."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.clock import now
from app.database import Model
from app.extensions import db
from app.ranges.bounds import Bounds


class NumberLoss(Model):
    """Neighbouring numbers that were issued, and of which the restored database knows nothing.

    The range moves past them by a `NumberDraw` of the same numbers. A range that was recorded after
    the backup is not in the database: its counter is kept by name, and whoever records it again
    begins after these numbers.
    """

    __tablename__ = "number_loss"
    __table_args__ = (
        CheckConstraint("first_serial <= last_serial", name="serials"),
        CheckConstraint("(range_id IS NULL) <> (counter IS NULL)", name="known_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    range_id: Mapped[int | None] = mapped_column(ForeignKey("number_range.id"))
    counter: Mapped[str | None] = mapped_column(String(40))
    product_code: Mapped[str] = mapped_column(String(2))
    first_serial: Mapped[int] = mapped_column(BigInteger)
    last_serial: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(500))
    noted_at: Mapped[datetime] = mapped_column(default=now)
    noted_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    @property
    def count(self) -> int:
        """How many numbers were lost."""
        return self.last_serial - self.first_serial + 1


def after_losses(bounds: Bounds) -> Bounds:
    """Return the bounds with the first free number after those lost with a range not recorded yet."""
    lost = select(func.max(NumberLoss.last_serial)).where(
        NumberLoss.range_id.is_(None),
        NumberLoss.product_code == bounds.product_code,
        NumberLoss.first_serial <= bounds.last,
        NumberLoss.last_serial >= bounds.first,
    )
    last = db.session.scalar(lost)
    if last is None:
        return bounds
    return replace(bounds, first_free=max(bounds.first_free, min(last, bounds.last) + 1))


def counters_of_unknown_ranges() -> dict[str, int]:
    """Return how far the ranges had come that were lost and are not recorded again."""
    known = select(NumberLoss.counter, func.max(NumberLoss.last_serial) + 1)
    known = known.where(NumberLoss.counter.is_not(None)).group_by(NumberLoss.counter)
    return {name: int(value) for name, value in db.session.execute(known) if name}
