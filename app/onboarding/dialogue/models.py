"""The messages and documents of a contract, as the database keeps them."""

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
    """What a message is: a note is seen by advisors only."""

    QUESTION = "question"
    MESSAGE = "message"  # of an advisor, and asks for no answer
    ANSWER = "answer"
    REMINDER = "reminder"
    NOTE = "note"


# What the advisor is told of by name when the merchant completes it.
COMPLETED: Mapping[str, LazyString] = {
    "coclico": _("N° COCLICO"),
    "contract_number": _("Numéro de contrat"),
    "tracking_account": _("Compte de suivi"),
    "starts_on": _("Début du contrat"),
    "ends_on": _("Fin du contrat"),
    "site": _("Site de dépôt"),
    "sender": _("Expéditeur"),
}
# What advisors say; whoever speaks last has nothing to answer.
OF_ADVISORS = frozenset({MessageKind.QUESTION, MessageKind.MESSAGE, MessageKind.NOTE})
OF_MERCHANTS = frozenset({MessageKind.ANSWER, MessageKind.REMINDER})


class DocumentKind(StrEnum):
    """Why a document is here."""

    PROOF = "proof"
    ANSWER = "answer"


class Message(Model):
    """Something said about a contract."""

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
    # The address it came from, where that has no account: the support's.
    written_as: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH))
    # The names of files that came along by mail and were not taken.
    refused_files: Mapped[list[str]] = mapped_column(JSON, default=list)
    # What the merchant has completed on their page: names of `COMPLETED`.
    completed: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")

    contract: Mapped[Contract] = relationship()
    written_by: Mapped[User | None] = relationship()
    documents: Mapped[list["Document"]] = relationship(
        back_populates="message", order_by="Document.id"
    )

    @property
    def completed_in_words(self) -> str:
        """What the merchant has completed, as the reader calls it."""
        return ", ".join(str(COMPLETED.get(name, name)) for name in self.completed)

    @property
    def author(self) -> str:
        """Who wrote it, as it is shown: a name, or an address without account."""
        return self.written_by.name if self.written_by else self.written_as or ""

    @property
    def author_address(self) -> str:
        """Where an answer to it goes."""
        return self.written_by.email if self.written_by else self.written_as or ""

    @classmethod
    def about(cls, contract: Contract) -> list[Self]:
        """Everything said about a contract, oldest first."""
        said = select(cls).where(cls.contract_id == contract.id).order_by(cls.written_at, cls.id)
        return list(db.session.scalars(said)) if contract.id else []

    @classmethod
    def open_question(cls, contract: Contract) -> Self | None:
        """The question that the merchant has not answered yet."""
        asked, said = (
            cls.newest(contract, MessageKind.QUESTION),
            cls.newest(contract, MessageKind.ANSWER),
        )
        return asked if asked and (said is None or said.id < asked.id) else None

    @classmethod
    def newest(cls, contract: Contract, kind: MessageKind) -> Self | None:
        """The last message of a kind."""
        said = select(cls).where(cls.contract_id == contract.id, cls.kind == kind)
        return db.session.scalar(said.order_by(cls.id.desc()).limit(1))


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
