"""Shipments: orders to send."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Self

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User
from app.clock import now
from app.database import Model
from app.extensions import db
from app.selection import Selection
from app.shipments.address import Address
from app.shipments.zones import Zone, zone_of

LINE = 76  # an address line as written; in print it is at most 38 characters
FILE = "file"


class Shipment(Model):
    """One order to send. Its address is as the customer wrote it."""

    __tablename__ = "shipment"
    __table_args__ = (
        UniqueConstraint("merchant_id", "source", "reference"),
        CheckConstraint("grams BETWEEN 1 AND 3000", name="grams"),
        Index(
            "ix_shipment_to_prepare",
            "merchant_id",
            "id",
            sqlite_where=text("labelled_at IS NULL"),
            postgresql_where=text("labelled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id))
    # Where the order came from: its reference is unique there.
    source: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(String(40))
    line1: Mapped[str] = mapped_column(String(LINE))
    line2: Mapped[str] = mapped_column(String(LINE))
    line3: Mapped[str] = mapped_column(String(LINE))
    line4: Mapped[str] = mapped_column(String(LINE))
    line5: Mapped[str] = mapped_column(String(LINE))
    postcode: Mapped[str] = mapped_column(String(5))
    town: Mapped[str] = mapped_column(String(LINE))
    grams: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    # It has a live label since then: `labels` says so, and takes it back when that is voided.
    labelled_at: Mapped[datetime | None]
    # Goods sent overseas need a customs declaration: the merchant has said that it is attached,
    # or that there are only documents.
    customs_cleared_at: Mapped[datetime | None]
    customs_cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    merchant: Mapped[Merchant] = relationship()

    @property
    def address(self) -> Address:
        """The address, to be printed."""
        return Address(
            self.line1, self.line2, self.line3, self.line4, self.line5, self.postcode, self.town
        )

    @property
    def recipient(self) -> str:
        """The person or the company it goes to."""
        return self.line1

    @property
    def zone(self) -> Zone:
        """Where it goes, in La Poste's terms."""
        return zone_of(self.postcode)

    @property
    def goes_overseas(self) -> bool:
        """Whether customs may want a declaration."""
        return self.zone is not Zone.METROPOLE

    def clear_customs(self, by: User) -> None:
        """The merchant answers for the customs declaration."""
        if self.customs_cleared_at is None:
            self.customs_cleared_at, self.customs_cleared_by_id = now(), by.id

    @classmethod
    def of(cls, merchant: Merchant, ids: Sequence[int], *, lock: bool = False) -> list[Self]:
        """Those of these shipments that are this merchant's, oldest first.

        With `lock`, read anew, and nobody else changes them before the commit.
        """
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id.in_(ids)).order_by(cls.id)
        if lock:
            own = own.with_for_update().execution_options(populate_existing=True)
        return list(db.session.scalars(own))

    @classmethod
    def to_prepare(cls, merchant: Merchant) -> Select[Self]:
        """This merchant's shipments that have no label yet, oldest first."""
        waiting = select(cls).where(cls.merchant_id == merchant.id, cls.labelled_at.is_(None))
        return waiting.order_by(cls.id)

    @classmethod
    def count_to_prepare(cls, merchant: Merchant) -> int:
        """How many have no label yet."""
        waiting = cls.to_prepare(merchant).order_by(None).subquery()
        return db.session.scalar(select(func.count()).select_from(waiting)) or 0

    @classmethod
    def ticked(cls, merchant: Merchant, selection: Selection, limit: int) -> Select[Self]:
        """The ticked shipments that have no label yet, oldest first, at most `limit`."""
        waiting = cls.to_prepare(merchant).limit(limit)
        return waiting if selection.everything else waiting.where(cls.id.in_(selection.ids))

    @classmethod
    def count_ticked(cls, merchant: Merchant, selection: Selection, limit: int) -> int:
        """How many are ticked and have no label yet, at most `limit`."""
        if not selection:
            return 0
        ticked = cls.ticked(merchant, selection, limit).subquery()
        return db.session.scalar(select(func.count()).select_from(ticked)) or 0

    @classmethod
    def known_references(cls, merchant: Merchant, source: str, references: list[str]) -> set[str]:
        """Which of these references were imported before."""
        known = select(cls.reference).where(
            cls.merchant_id == merchant.id, cls.source == source, cls.reference.in_(references)
        )
        return set(db.session.scalars(known))


class ShipmentImport(Model):
    """One file that was imported: what came of it, and every row that was refused."""

    __tablename__ = "shipment_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), index=True)
    filename: Mapped[str] = mapped_column(String(100))
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created: Mapped[int]
    known: Mapped[int]
    # Postcodes whose leading zero a spreadsheet had eaten.
    restored: Mapped[int]
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    @classmethod
    def of(cls, merchant: Merchant, import_id: int) -> Self | None:
        """This merchant's import with this number."""
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id == import_id)
        return db.session.scalar(own)
