"""Batches of labels, and labels."""

from collections.abc import Sequence
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
from app.clock import now
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.contracts.models import Contract, DepositSite
from app.database import Model
from app.extensions import db
from app.ranges.models import NumberRange
from app.shipments.models import Shipment
from app.uploads.models import Upload


class AlreadyOnSlip(Exception):
    """The label stands on a deposit slip: it cannot be voided."""


class Batch(Model):
    """Labels made at once, for one deposit site and one day."""

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
    # Says that two clicks are one request.
    request_key: Mapped[str] = mapped_column(String(36))
    # What every label of the batch says, as it was when they were made.
    sender_lines: Mapped[list[str]] = mapped_column(JSON)
    franking_lines: Mapped[list[str]] = mapped_column(JSON)
    product_mention: Mapped[str] = mapped_column(String(40))
    bar_height_mm: Mapped[int] = mapped_column(
        default=DEFAULT_BARS_MM, server_default=str(DEFAULT_BARS_MM)
    )
    # Printed in place of the franking lines; a file in the store never changes.
    artwork_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    site_name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    site: Mapped[DepositSite] = relationship()
    artwork: Mapped[Upload | None] = relationship()
    labels: Mapped[list["Label"]] = relationship(back_populates="batch", order_by="Label.id")

    @classmethod
    def of(cls, merchant: Merchant, batch_id: int) -> Self | None:
        """This merchant's batch with this number."""
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id == batch_id)
        return db.session.scalar(own)

    @classmethod
    def requested_as(cls, merchant: Merchant, request_key: str) -> Self | None:
        """The batch that this request has made before."""
        asked = select(cls).where(cls.merchant_id == merchant.id, cls.request_key == request_key)
        return db.session.scalar(asked)

    @property
    def live_labels(self) -> "list[Label]":
        """Those that are not voided, in the order of their numbers."""
        return [label for label in self.labels if not label.is_voided]

    def live_label_ids(self) -> list[int]:
        """The numbers of those that are not voided, in their order, without reading them."""
        live = select(Label.id).where(Label.batch_id == self.id, Label.voided_at.is_(None))
        return list(db.session.scalars(live.order_by(Label.id)))


class Label(Model):
    """One label. Its number is unique for ever, its address never changes."""

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
    # The snapshot: what was printed.
    recipient_lines: Mapped[list[str]] = mapped_column(JSON)
    postcode: Mapped[str] = mapped_column(String(5))
    reference: Mapped[str] = mapped_column(String(40))
    grams: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=now)
    voided_at: Mapped[datetime | None]
    voided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # It stands on a deposit slip since then: `deposits` says so.
    listed_at: Mapped[datetime | None]

    batch: Mapped[Batch] = relationship(back_populates="labels")
    shipment: Mapped[Shipment] = relationship()
    range: Mapped[NumberRange] = relationship()

    @property
    def recipient(self) -> str:
        """The person or the company it goes to."""
        return self.recipient_lines[0]

    @property
    def is_voided(self) -> bool:
        """Whether it must not be used; its number is spent all the same."""
        return self.voided_at is not None

    @property
    def is_listed(self) -> bool:
        """Whether it stands on a deposit slip."""
        return self.listed_at is not None

    @classmethod
    def of(cls, merchant: Merchant, ids: Sequence[int], *, lock: bool = False) -> list[Self]:
        """Those of these labels that are this merchant's, in the order they were made.

        With `lock`, read anew, and nobody else changes them before the commit.
        """
        own = select(cls).where(cls.merchant_id == merchant.id, cls.id.in_(ids)).order_by(cls.id)
        if lock:
            own = own.with_for_update().execution_options(populate_existing=True)
        return list(db.session.scalars(own))

    @classmethod
    def created(cls, merchant: Merchant) -> Select[Self]:
        """All labels of a merchant, the newest first."""
        own = select(cls).where(cls.merchant_id == merchant.id)
        return own.options(joinedload(cls.batch)).order_by(cls.id.desc())

    @classmethod
    def to_deposit(cls, merchant: Merchant) -> Select[Self]:
        """The labels that stand on no deposit slip yet, the newest first."""
        return cls.created(merchant).where(cls.listed_at.is_(None), cls.voided_at.is_(None))

    @classmethod
    def count_to_deposit(cls, merchant: Merchant) -> int:
        """How many stand on no deposit slip yet."""
        waiting = select(func.count(cls.id)).where(
            cls.merchant_id == merchant.id, cls.listed_at.is_(None), cls.voided_at.is_(None)
        )
        return db.session.scalar(waiting) or 0

    def void(self, by: User) -> None:
        """Take it back, once: the shipment may get another label, the number is spent."""
        if self.is_voided:
            return
        if self.is_listed:
            raise AlreadyOnSlip
        self.voided_at, self.voided_by_id = now(), by.id
        self.shipment.labelled_at = None
        record("label.voided", self, self.batch.contract.merchant, by)
