"""The documents of a contract: proofs on the way, and what comes along with an answer."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _
from app.onboarding.dialogue.models import Message
from app.uploads.models import Stored, Upload

# A contract of several pages photographed one by one, and some room.
MOST_PROOFS = 8


TOO_MANY = _(
    "Il y a déjà %(most)s documents : retirez-en un, ou réunissez-les en un PDF.", most=MOST_PROOFS
)


class DocumentKind(StrEnum):
    """Why a document is here."""

    PROOF = "proof"
    ANSWER = "answer"


class TooManyProofs(Exception):
    """There are `MOST_PROOFS` already."""


class AlreadySent(Exception):
    """An advisor may have read it: it stays."""


class Document(Model):
    """A file that belongs to a contract; it is withdrawn, never deleted."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("kind IN ('proof', 'answer')", name="kind"),
        CheckConstraint("(kind = 'answer') = (message_id IS NOT NULL)", name="message"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey(Upload.id), unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    message_id: Mapped[int | None] = mapped_column(ForeignKey(Message.id), index=True)
    added_at: Mapped[datetime] = mapped_column(default=now)
    # Nobody where it came by mail from an address without account.
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    upload: Mapped[Upload] = relationship(lazy="joined")
    message: Mapped[Message | None] = relationship(back_populates="documents")

    @classmethod
    def proofs(cls, contract: Contract) -> list[Self]:
        """The proofs that were not withdrawn, oldest first."""
        shown = select(cls).where(cls.contract_id == contract.id, cls.kind == DocumentKind.PROOF)
        shown = shown.where(cls.withdrawn_at.is_(None)).order_by(cls.id)
        return list(db.session.scalars(shown)) if contract.id else []

    @classmethod
    def of_merchant(cls, merchant: Merchant, document_id: int) -> Self | None:
        """A document of this merchant, also one that was withdrawn."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        return db.session.scalar(own.where(cls.id == document_id))

    @classmethod
    def of_contract(cls, contract: Contract, document_id: int) -> Self | None:
        """A document of this contract, also one that was withdrawn."""
        own = select(cls).where(cls.contract_id == contract.id, cls.id == document_id)
        return db.session.scalar(own)

    @property
    def is_withdrawn(self) -> bool:
        """Whether its owner has taken it back: nobody reads it any more."""
        return self.withdrawn_at is not None

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether it is a proof that nobody was sent yet."""
        return self.kind == DocumentKind.PROOF and not self.contract.is_requested

    def withdraw(self, by: User) -> None:
        """Take a proof back; twice is once. Raises `AlreadySent`."""
        if self.is_withdrawn:
            return
        if not self.can_be_withdrawn:
            raise AlreadySent
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("document.withdrawn", self, self.contract.merchant, by)


def add_proof(contract: Contract, file: Stored, by: User) -> Document:
    """Add a proof; the same file twice is once. Raises `TooManyProofs`.

    Call it with the company locked. The contract may be new: its row is written here.
    """
    db.session.add(contract)
    db.session.flush()
    proofs = Document.proofs(contract)
    for known in proofs:
        if known.upload.sha256 == file.sha256:
            return known
    if len(proofs) >= MOST_PROOFS:
        raise TooManyProofs
    return _add(contract, DocumentKind.PROOF, file, by, None)


def attach(message: Message, files: Sequence[Stored], by: User | None) -> list[Document]:
    """Add the files that come along with a message."""
    return [_add(message.contract, DocumentKind.ANSWER, file, by, message) for file in files]


def _add(
    contract: Contract, kind: DocumentKind, file: Stored, by: User | None, message: Message | None
) -> Document:
    document = Document(
        contract=contract,
        upload=Upload.add(file),
        kind=kind,
        message=message,
        added_by_id=by.id if by else None,
    )
    db.session.add(document)
    record("document.added", document, contract.merchant, by, kind=kind)
    return document
