"""A range that Sendcloud issues, entered there too: who has done it, and whether they were reminded."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.ranges.models import Issuer, NumberRange

# How long a recorded range may wait for its entry at Sendcloud.
PATIENCE = timedelta(days=1)
# A range that has waited for longer is old news: nobody is asked about it any more.
STALE = timedelta(days=14)


class SendcloudEntry(Model):
    """The entry of one range on Sendcloud's pages, which must be made once: twice makes two contracts."""

    __tablename__ = "sendcloud_entry"
    __table_args__ = (
        CheckConstraint("(entered_at IS NULL) = (entered_by_id IS NULL)", name="entered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    range_id: Mapped[int] = mapped_column(ForeignKey(NumberRange.id), unique=True)
    entered_at: Mapped[datetime | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    reminded_at: Mapped[datetime | None]

    range: Mapped[NumberRange] = relationship()
    entered_by: Mapped[User | None] = relationship()

    @classmethod
    def by_range(cls, ranges: Iterable[NumberRange]) -> dict[int, Self]:
        """The entries that were made, by the number of their range."""
        of_these = select(cls).where(
            cls.range_id.in_([known.id for known in ranges]), cls.entered_at.is_not(None)
        )
        return {entry.range_id: entry for entry in db.session.scalars(of_these)}

    @classmethod
    def of(cls, known: NumberRange) -> Self | None:
        """The entry of this range; None while nobody has made it."""
        return cls.by_range([known]).get(known.id)


def note_entry(known: NumberRange, by: User) -> bool:
    """Note that the range was entered at Sendcloud; False if that was noted, or is not to be done.

    Call it with the contract locked.
    """
    if known.is_issued_here or SendcloudEntry.of(known):
        return False
    entry = _entry(known)
    entry.entered_at, entry.entered_by = now(), by
    record("range.entered_at_sendcloud", known, known.contract.merchant, by)
    return True


def claim_reminder(known: NumberRange) -> bool:
    """Note that the merchant is reminded of the entry now; False if nothing is due any more.

    Call it with the contract locked.
    """
    if db.session.scalar(due_entries().where(NumberRange.id == known.id)) is None:
        return False
    _entry(known).reminded_at = now()
    return True


def due_entries() -> Select[int]:
    """The ids of the ranges that wait for their entry since a day, and nobody was reminded of.

    A range whose use was reported is in use there. The first range of a contract is left out: an advisor
    enters it with the contract (inferred from the article, where the contract comes active).
    """
    earlier = aliased(NumberRange)
    follows = select(earlier.id).where(
        earlier.contract_id == NumberRange.contract_id, earlier.id < NumberRange.id
    )
    return (
        select(NumberRange.id)
        .join(Contract, Contract.id == NumberRange.contract_id)
        .outerjoin(SendcloudEntry, SendcloudEntry.range_id == NumberRange.id)
        .where(
            *Contract.active(),
            NumberRange.issuer == Issuer.SENDCLOUD,
            NumberRange.released_serial.is_(None),
            NumberRange.next_serial == NumberRange.first_free_serial,
            NumberRange.opened_at <= now() - PATIENCE,
            NumberRange.opened_at > now() - STALE,
            follows.exists(),
            SendcloudEntry.entered_at.is_(None),
            SendcloudEntry.reminded_at.is_(None),
        )
        .order_by(NumberRange.id)
    )


def _entry(known: NumberRange) -> SendcloudEntry:
    found = db.session.scalar(select(SendcloudEntry).where(SendcloudEntry.range_id == known.id))
    if found is None:
        found = SendcloudEntry(range=known)
        db.session.add(found)
    return found
