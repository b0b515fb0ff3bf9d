"""La Poste's invoices, each with the month that it charges."""

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

# Enough for an invoice photographed page by page, and its credit notes.
MOST_A_MONTH = 20


class TooManyInvoices(Exception):
    """The month has `MOST_A_MONTH` invoices."""


class Invoice(Model):
    """The file of an invoice. It can be withdrawn, but is never deleted."""

    __tablename__ = "invoice"
    __table_args__ = (Index("ix_invoice_contract_id", "contract_id", "month"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    upload_id: Mapped[int] = mapped_column(ForeignKey(Upload.id), unique=True)
    # The first day of the month.
    month: Mapped[date]
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    upload: Mapped[Upload] = relationship(lazy="joined")

    @classmethod
    def all_of(cls, merchant: Merchant) -> Sequence[Self]:
        """Return a merchant's invoices that are not withdrawn, latest month first."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        kept = own.where(cls.withdrawn_at.is_(None))
        return db.session.scalars(kept.order_by(cls.month.desc(), cls.id.desc())).all()

    @classmethod
    def of_merchant(cls, merchant: Merchant, invoice_id: int) -> Self | None:
        """Return the merchant's invoice with this id, even if it is withdrawn."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        return db.session.scalar(own.where(cls.id == invoice_id))

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn, so that it is no longer shown."""
        return self.withdrawn_at is not None

    def withdraw(self, by: User) -> None:
        """Withdraw it, once."""
        if self.is_withdrawn:
            return
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("invoice.withdrawn", self, self.contract.merchant, by, month=self.month.isoformat())


def add_invoice(contract: Contract, file: Stored, month: date, by: User) -> Invoice:
    """Add an invoice, or return the one with the same file and month.

    Call it with the contract locked. Raises `TooManyInvoices`.
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
