"""The messages and documents of a contract."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from flask_babel import LazyString
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_LENGTH, Merchant, User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _
from app.uploads.models import Upload

LONGEST_MESSAGE = 2_000


class MessageKind(StrEnum):
    """What a message is."""

    QUESTION = "question"
    MESSAGE = "message"  # from an advisor, expects no answer
    ANSWER = "answer"
    REMINDER = "reminder"
    NOTE = "note"  # seen by advisors only


# What a merchant may change after the request is sent; the advisor is told its label.
COMPLETED: Mapping[str, LazyString] = {
    "coclico": _("N° COCLICO"),
    "contract_number": _("Numéro de contrat"),
    "tracking_account": _("Compte de suivi"),
    "starts_on": _("Début du contrat"),
    "ends_on": _("Fin du contrat"),
    "site": _("Site de dépôt"),
    "sender": _("Expéditeur"),
}
# Who writes which kind. Whoever wrote last is not the one to act next.
OF_ADVISORS = frozenset({MessageKind.QUESTION, MessageKind.MESSAGE, MessageKind.NOTE})
OF_MERCHANTS = frozenset({MessageKind.ANSWER, MessageKind.REMINDER})


class DocumentKind(StrEnum):
    """What a document is."""

    PROOF = "proof"  # of the contract
    ANSWER = "answer"  # attached to a message


class Message(Model):
    """A message of the dialogue about a contract."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('question', 'answer', 'reminder', 'note', 'message')", name="kind"
        ),
        CheckConstraint("(written_by_id IS NULL) <> (written_as IS NULL)", name="author"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # The address it came from, if that has no account: the support's, for example.
    written_as: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    # The names of attachments of a mail that were refused.
    refused_files: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What the merchant has changed on their page: keys of `COMPLETED`.
    completed: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    contract: Mapped[Contract] = relationship()
    written_by: Mapped[User | None] = relationship()
    documents: Mapped[list["Document"]] = relationship(
        back_populates="message", order_by="Document.id"
    )

    @property
    def completed_in_words(self) -> str:
        """What the merchant has changed, in the reader's language."""
        return ", ".join(str(COMPLETED.get(name, name)) for name in self.completed)

    @property
    def author(self) -> str:
        """Who wrote it: a name, or an address that has no account."""
        return self.written_by.name if self.written_by else self.written_as or ""

    @property
    def author_address(self) -> str:
        """The address that an answer goes to."""
        return self.written_by.email if self.written_by else self.written_as or ""

    @classmethod
    def about(cls, contract: Contract) -> list[Self]:
        """Every message about a contract, oldest first."""
        messages = (
            select(cls).where(cls.contract_id == contract.id).order_by(cls.written_at, cls.id)
        )
        return list(db.session.scalars(messages)) if contract.id else []

    @classmethod
    def open_question(cls, contract: Contract) -> Self | None:
        """The last question, if the merchant has not answered since."""
        asked = cls.newest(contract, MessageKind.QUESTION)
        answered = cls.newest(contract, MessageKind.ANSWER)
        return asked if asked and (answered is None or answered.id < asked.id) else None

    @classmethod
    def newest(cls, contract: Contract, kind: MessageKind) -> Self | None:
        """The last message of this kind; None if there is none."""
        messages = select(cls).where(cls.contract_id == contract.id, cls.kind == kind)
        return db.session.scalar(messages.order_by(cls.id.desc()).limit(1))


class AlreadySent(Exception):
    """The document is part of a request that was sent, and cannot be withdrawn."""


class Document(Model):
    """An uploaded file of a contract. It can be withdrawn, but is never deleted."""

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
    # None if it came by mail from an address that has no account.
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    upload: Mapped[Upload] = relationship(lazy="joined")
    message: Mapped[Message | None] = relationship(back_populates="documents")

    @classmethod
    def proofs(cls, contract: Contract) -> list[Self]:
        """The proofs of this contract that are not withdrawn, oldest first."""
        shown = select(cls).where(cls.contract_id == contract.id, cls.kind == DocumentKind.PROOF)
        shown = shown.where(cls.withdrawn_at.is_(None)).order_by(cls.id)
        return list(db.session.scalars(shown)) if contract.id else []

    @classmethod
    def of_merchant(cls, merchant: Merchant, document_id: int) -> Self | None:
        """This document if it belongs to the merchant, even if it is withdrawn; else None."""
        own = select(cls).join(Contract).where(Contract.merchant_id == merchant.id)
        return db.session.scalar(own.where(cls.id == document_id))

    @classmethod
    def of_contract(cls, contract: Contract, document_id: int) -> Self | None:
        """This document if it belongs to the contract, even if it is withdrawn; else None."""
        own = select(cls).where(cls.contract_id == contract.id, cls.id == document_id)
        return db.session.scalar(own)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the merchant has withdrawn it: nobody can download it any more."""
        return self.withdrawn_at is not None

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether it is a proof and the request is not sent yet."""
        return self.kind == DocumentKind.PROOF and not self.contract.is_requested

    def withdraw(self, by: User) -> None:
        """Withdraw a proof; do nothing if it is withdrawn already. Raises `AlreadySent`."""
        if self.is_withdrawn:
            return
        if not self.can_be_withdrawn:
            raise AlreadySent
        self.withdrawn_at, self.withdrawn_by_id = now(), by.id
        record("document.withdrawn", self, self.contract.merchant, by)
