"""The invoices of La Poste that a company keeps, each with its month."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.uploads.models import Stored, Upload

# An invoice of several pages photographed one by one, its credit notes, and some room.
MOST_A_MONTH = 20


class TooManyInvoices(Exception):
    """There are `MOST_A_MONTH` already."""


class Invoice(Model):
    """A file that La Poste has charged a month by; it is withdrawn, never deleted."""

    __tablename__ = "invoice"
    __table_args__ = (Index("ix_invoice_contract_id", "contract_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    upload_id: Mapped[int] = mapped_column(ForeignKey(Upload.id), unique=True)
    # Its first day.
    month: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    upload: Mapped[Upload] = relationship(lazy="joined")

    @classmethod
    def all_of(cls, merchant: Merchant) -> Sequence[Self]:
        """Those that were not withdrawn, the latest month first."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        kept = own.where(cls.withdrawn_at.is_(None))
        return db.session.scalars(kept.order_by(cls.month.desc(), cls.id.desc())).all()

    @classmethod
    def of_merchant(cls, merchant: Merchant, invoice_id: int) -> Self | None:
        """An invoice of this merchant, also one that was withdrawn."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        return db.session.scalar(own.where(cls.id == invoice_id))

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken back: nobody reads it any more."""
        return self.withdrawn_at is not None

    def withdraw(self, by: User) -> None:
        """Take it back; twice is once."""
        if self.is_withdrawn:
            return
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("invoice.withdrawn", self, self.contract.merchant, by, month=self.month.isoformat())


def add_invoice(contract: Contract, file: Stored, month: date, by: User) -> Invoice:
    """Keep an invoice; the same file for the same month twice is once. Raises `TooManyInvoices`.

    Call it with the contract locked.
    """
    known = [i for i in Invoice.all_of(contract.merchant) if i.month == month]
    for invoice in known:
        if invoice.upload.sha256 == file.sha256:
            return invoice
    if len(known) >= MOST_A_MONTH:
        raise TooManyInvoices
    invoice = Invoice(contract=contract, upload=Upload.add(file), month=month, added_by_id=by.id)
    db.session.add(invoice)
    record("invoice.added", invoice, contract.merchant, by, month=month.isoformat())
    return invoice
