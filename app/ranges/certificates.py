"""The certificate by which La Poste has allotted a range: a file, or the text of a mail."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.database import Model
from app.extensions import db
from app.ranges.models import NumberRange
from app.uploads.models import Upload


class RangeCertificate(Model):
    """The certificate of one range. A newer one takes its place; none is ever deleted."""

    __tablename__ = "range_certificate"
    __table_args__ = (CheckConstraint("(upload_id IS NULL) <> (text IS NULL)", name="content"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    range_id: Mapped[int] = mapped_column(ForeignKey(NumberRange.id), index=True)
    # The same file may stand for several ranges.
    upload_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    text: Mapped[str | None] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    range: Mapped[NumberRange] = relationship()
    upload: Mapped[Upload | None] = relationship(lazy="joined")

    @classmethod
    def by_range(cls, ranges: Iterable[NumberRange]) -> dict[int, Self]:
        """The certificate of each range that has one, by the range's number."""
        own = select(cls).where(cls.range_id.in_([known.id for known in ranges]))
        return {one.range_id: one for one in db.session.scalars(own.order_by(cls.id))}

    @classmethod
    def of(cls, known: NumberRange) -> Self | None:
        """The certificate of one range; None if it has none."""
        return cls.by_range([known]).get(known.id)


def certify(
    known: NumberRange, *, by: User, upload: Upload | None = None, text: str = ""
) -> RangeCertificate:
    """Attach a certificate to a range: the file if there is one, else the text."""
    certificate = RangeCertificate(
        range_id=known.id, upload=upload, text=None if upload else text, added_by_id=by.id
    )
    db.session.add(certificate)
    record("range.certified", known, known.contract.merchant, by)
    return certificate
