"""Labels, and the batches in which they are made."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import (
    JSON,
    BigInteger,
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
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.accounts.ownership import MerchantOwned
from app.clock import now
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.contracts.models import Contract, DepositSite
from app.database import Model
from app.extensions import db
from app.ranges.models import NumberRange
from app.shipments.models import Shipment
from app.uploads.models import Upload


class AlreadyOnSlip(Exception):
    """The label is on a deposit slip, so it cannot be voided."""


class Batch(MerchantOwned, Model):
    """Labels made together, for one deposit site and one day."""

    __tablename__ = "batch"
    __table_args__ = (
        UniqueConstraint("merchant_id", "request_key"),
        CheckConstraint("format IN ('100x150')", name="format"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id))
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    site_id: Mapped[int] = mapped_column(ForeignKey(DepositSite.id))
    deposit_date: Mapped[date]
    format: Mapped[str] = mapped_column(String(10))
    # Sent with the form: a second request with the same key is a double click.
    request_key: Mapped[str] = mapped_column(String(36))
    # What every label of the batch says: a copy, so that later changes do not affect it.
    sender_lines: Mapped[list[str]] = mapped_column(JSON)
    franking_lines: Mapped[list[str]] = mapped_column(JSON)
    product_mention: Mapped[str] = mapped_column(String(40))
    bar_height_mm: Mapped[int] = mapped_column(
        default=DEFAULT_BARS_MM, server_default=str(DEFAULT_BARS_MM)
    )
    # Printed instead of the franking lines.
    artwork_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    site_name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    site: Mapped[DepositSite] = relationship()
    artwork: Mapped[Upload | None] = relationship()
    labels: Mapped[list["Label"]] = relationship(back_populates="batch", order_by="Label.id")

    @classmethod
    def requested_as(cls, merchant: Merchant, request_key: str) -> Self | None:
        """Return the batch that an earlier request with this key has made."""
        asked = select(cls).where(cls.merchant_id == merchant.id, cls.request_key == request_key)
        return db.session.scalar(asked)

    @property
    def live_labels(self) -> "list[Label]":
        """The labels that are not voided, in the order of their ids."""
        return [label for label in self.labels if not label.is_voided]

    def live_label_ids(self) -> list[int]:
        """Return the ids of the labels that are not voided, without loading the labels."""
        live = select(Label.id).where(Label.batch_id == self.id, Label.voided_at.is_(None))
        return list(db.session.scalars(live.order_by(Label.id)))


class Label(MerchantOwned, Model):
    """One label. Its tracking number is never used again, and its address never changes."""

    __tablename__ = "label"
    __table_args__ = (
        Index(
            "uq_label_live_shipment",
            "shipment_id",
            unique=True,
            sqlite_where=text("voided_at IS NULL"),
            postgresql_where=text("voided_at IS NULL"),
        ),
        UniqueConstraint("range_id", "serial"),
        Index("ix_label_merchant", "merchant_id", "id"),
        Index(
            "ix_label_to_deposit",
            "merchant_id",
            "id",
            sqlite_where=text("listed_at IS NULL AND voided_at IS NULL"),
            postgresql_where=text("listed_at IS NULL AND voided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id))
    batch_id: Mapped[int] = mapped_column(ForeignKey(Batch.id), index=True)
    shipment_id: Mapped[int] = mapped_column(ForeignKey(Shipment.id))
    range_id: Mapped[int] = mapped_column(ForeignKey(NumberRange.id))
    serial: Mapped[int] = mapped_column(BigInteger)
    tracking_number: Mapped[str] = mapped_column(String(15), unique=True)
    # What is printed: a copy of the shipment's data.
    recipient_lines: Mapped[list[str]] = mapped_column(JSON)
    postcode: Mapped[str] = mapped_column(String(5))
    reference: Mapped[str] = mapped_column(String(40))
    grams: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # Since when it is on a deposit slip; the package `deposits` sets it.
    listed_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship(back_populates="labels")
    shipment: Mapped[Shipment] = relationship()
    range: Mapped[NumberRange] = relationship()

    @property
    def recipient(self) -> str:
        """The recipient's name or company."""
        return self.recipient_lines[0]

    @property
    def is_voided(self) -> bool:
        """Whether it must not be used. Its number stays used."""
        return self.voided_at is not None

    @property
    def is_listed(self) -> bool:
        """Whether it is on a deposit slip."""
        return self.listed_at is not None

    @classmethod
    def created(cls, merchant: Merchant) -> Select[Self]:
        """Return the query of all labels of a merchant, newest first."""
        own = select(cls).where(cls.merchant_id == merchant.id)
        return own.options(joinedload(cls.batch)).order_by(cls.id.desc())

    @classmethod
    def to_deposit(cls, merchant: Merchant) -> Select[Self]:
        """Return the query of the labels that are not voided and on no deposit slip, newest first."""
        return cls.created(merchant).where(cls.listed_at.is_(None), cls.voided_at.is_(None))

    @classmethod
    def count_to_deposit(cls, merchant: Merchant) -> int:
        """Return how many labels are not voided and on no deposit slip."""
        waiting = select(func.count(cls.id)).where(
            cls.merchant_id == merchant.id, cls.listed_at.is_(None), cls.voided_at.is_(None)
        )
        return db.session.scalar(waiting) or 0

    def void(self, by: User) -> None:
        """Void the label, so that its shipment can get another one. Raises `AlreadyOnSlip`."""
        if self.is_voided:
            return
        if self.is_listed:
            raise AlreadyOnSlip
        self.voided_at, self.voided_by_id = now(), by.id
        self.shipment.labelled_at = None
        record("label.voided", self, self.batch.contract.merchant, by)
