"""Shipments, and the imports that created them."""

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
from app.accounts.ownership import MerchantOwned
from app.clock import now
from app.database import Model
from app.extensions import db
from app.selection import Selection
from app.shipments.address import Address, content_of
from app.shipments.zones import Zone, zone_of

LINE = 76  # characters stored of an address line; at most 38 are printed
FILE = "file"


class Shipment(MerchantOwned, Model):
    """One order to send, with its address as the customer wrote it."""

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
    # Where the order came from. References are unique within a source.
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
    # The recipient's, where the file has one. It is never printed.
    recipient_email: Mapped[str | None] = mapped_column(String(254))
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Since when it has a label. The package `labels` sets it, and clears it when it voids the label.
    labelled_at: Mapped[datetime | None]
    # When the merchant confirmed that the customs declaration, which goods sent overseas need, is
    # attached, or that there are only documents.
    customs_cleared_at: Mapped[datetime | None]
    customs_cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    merchant: Mapped[Merchant] = relationship()

    @property
    def address(self) -> Address:
        """The address, for printing."""
        return Address(
            self.line1, self.line2, self.line3, self.line4, self.line5, self.postcode, self.town
        )

    @property
    def recipient(self) -> str:
        """The recipient's name or company."""
        return self.line1

    @property
    def zone(self) -> Zone:
        """La Poste's tariff zone."""
        return zone_of(self.postcode)

    @property
    def goes_overseas(self) -> bool:
        """Whether a customs declaration may be needed."""
        return self.zone is not Zone.METROPOLE

    def clear_customs(self, by: User) -> None:
        """Note that the merchant has confirmed the customs declaration."""
        if self.customs_cleared_at is None:
            self.customs_cleared_at, self.customs_cleared_by_id = now(), by.id

    @classmethod
    def to_prepare(cls, merchant: Merchant) -> Select[Self]:
        """Return the query of a merchant's shipments without a label, oldest first."""
        waiting = select(cls).where(cls.merchant_id == merchant.id, cls.labelled_at.is_(None))
        return waiting.order_by(cls.id)

    @classmethod
    def count_to_prepare(cls, merchant: Merchant) -> int:
        """Return how many shipments have no label."""
        waiting = cls.to_prepare(merchant).order_by(None).subquery()
        return db.session.scalar(select(func.count()).select_from(waiting)) or 0

    @classmethod
    def ticked(cls, merchant: Merchant, selection: Selection, limit: int) -> Select[Self]:
        """Return the query of the ticked shipments without a label, oldest first, up to `limit`."""
        waiting = cls.to_prepare(merchant).limit(limit)
        return waiting if selection.everything else waiting.where(cls.id.in_(selection.ids))

    @classmethod
    def count_ticked(cls, merchant: Merchant, selection: Selection, limit: int) -> int:
        """Return how many ticked shipments have no label, at most `limit`."""
        if not selection:
            return 0
        ticked = cls.ticked(merchant, selection, limit).subquery()
        return db.session.scalar(select(func.count()).select_from(ticked)) or 0

    @property
    def content(self) -> tuple[str, ...]:
        """What makes it the same order as one of a file: see `Order.content`."""
        return content_of(self.address, self.grams)

    @classmethod
    def known_contents(
        cls, merchant: Merchant, source: str, references: list[str]
    ) -> dict[str, tuple[str, ...]]:
        """Return the contents of those of the references that were imported before."""
        known = select(cls).where(
            cls.merchant_id == merchant.id, cls.source == source, cls.reference.in_(references)
        )
        return {shipment.reference: shipment.content for shipment in db.session.scalars(known)}


class ShipmentImport(MerchantOwned, Model):
    """The import of a file: its counts, and every row that was refused."""

    __tablename__ = "shipment_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), index=True)
    filename: Mapped[str] = mapped_column(String(100))
    imported_at: Mapped[datetime] = mapped_column(default=now)
    imported_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    created: Mapped[int]
    known: Mapped[int]
    # Postcodes whose leading zero, removed by a spreadsheet, was restored.
    restored: Mapped[int]
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # Rows that are no orders to send, and remarks about good ones: as `grouping.LeftOut` and
    # `faults.Remark` say them.
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    remarks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
