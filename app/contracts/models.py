"""The contract with La Poste and the places where its mail is handed over."""

from datetime import datetime
from typing import Self

from flask_babel import LazyString
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _

LINE = 38  # characters of a line of an address, NF Z10-011
DEFAULT_PRODUCT = "LETTRE SUIVIE"


class Contract(Model):
    """A merchant's *port payé* contract. A number that is not known yet is None."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("length(coclico) = 8", name="coclico"),
        CheckConstraint("length(tracking_account) = 6", name="tracking_account"),
        Index(
            "uq_contract_active_account",
            "merchant_id",
            "tracking_account",
            unique=True,
            sqlite_where=text("activated_at IS NOT NULL"),
            postgresql_where=text("activated_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id), index=True)
    contract_number: Mapped[str | None] = mapped_column(String(20))
    coclico: Mapped[str | None] = mapped_column(String(8))
    tracking_account: Mapped[str | None] = mapped_column(String(6))
    sender_name: Mapped[str | None] = mapped_column(String(LINE))
    sender_complement: Mapped[str | None] = mapped_column(String(LINE))
    sender_street: Mapped[str | None] = mapped_column(String(LINE))
    sender_postcode: Mapped[str | None] = mapped_column(String(5))
    sender_town: Mapped[str | None] = mapped_column(String(32))

    # La Poste has been asked and has not answered: since when.
    waiting_since: Mapped[datetime | None]
    described_at: Mapped[datetime | None]
    described_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    requested_at: Mapped[datetime | None] = mapped_column(index=True)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    requested_to: Mapped[str | None] = mapped_column(String(254))
    # The mail of the request, so that what follows joins its thread.
    requested_message_id: Mapped[str | None] = mapped_column(String(120))
    # Somebody at Sendcloud looks after the request.
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    activated_at: Mapped[datetime | None]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    merchant: Mapped[Merchant] = relationship()
    requested_by: Mapped[User | None] = relationship(foreign_keys=[requested_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    activated_by: Mapped[User | None] = relationship(foreign_keys=[activated_by_id])
    sites: Mapped[list["DepositSite"]] = relationship(
        back_populates="contract", order_by="DepositSite.id"
    )

    @classmethod
    def of(cls, merchant: Merchant) -> Self | None:
        """The contract this merchant works with, or is setting up."""
        newest = select(cls).where(cls.merchant_id == merchant.id).order_by(cls.id.desc())
        return db.session.scalar(newest.limit(1))

    @classmethod
    def requested(cls) -> "list[Self]":
        """Every contract whose activation was asked for: those waiting first, oldest first."""
        asked = select(cls).where(cls.requested_at.is_not(None))
        order = (cls.activated_at.is_not(None), cls.requested_at, cls.id)
        shown = asked.options(joinedload(cls.merchant), selectinload(cls.sites))
        return list(db.session.scalars(shown.order_by(*order)))

    @property
    def is_described(self) -> bool:
        """Whether the merchant has told what the contract says."""
        return self.described_at is not None

    @property
    def is_waiting_for_la_poste(self) -> bool:
        """Whether the contract is still to be signed with La Poste."""
        return self.waiting_since is not None and not self.is_described

    @property
    def is_requested(self) -> bool:
        """Whether an advisor was asked to activate it."""
        return self.requested_at is not None

    @property
    def is_active(self) -> bool:
        """Whether labels may be made."""
        return self.activated_at is not None

    @property
    def missing_numbers(self) -> list[LazyString]:
        """The names of the numbers that are not known yet."""
        known = (
            (_("COCLICO"), self.coclico),
            (_("numéro de contrat"), self.contract_number),
            (_("compte de suivi"), self.tracking_account),
            (_("code du site de dépôt"), self.site and self.site.code),
        )
        return [name for name, number in known if not number]

    @property
    def site(self) -> "DepositSite | None":
        """The usual deposit site."""
        return self.sites[0] if self.sites else None

    @property
    def sender_lines(self) -> tuple[str, ...]:
        """The sender's address as printed, empty lines closed up."""
        town = f"{self.sender_postcode or ''} {self.sender_town or ''}".strip()
        lines = (self.sender_name, self.sender_complement, self.sender_street, town)
        return tuple(line for line in lines if line)

    @property
    def franking_lines(self) -> tuple[str, ...]:
        """The *port payé* mention. Its exact wording is not public: these words are a default."""
        return ("PORT PAYÉ", f"Contrat {self.contract_number}")

    @property
    def product_mention(self) -> str:
        """The product's name as the label must carry it."""
        return DEFAULT_PRODUCT

    def wait_for_la_poste(self, by: User) -> None:
        """No contract yet: the merchant has asked, or is about to ask, La Poste."""
        if not self.is_waiting_for_la_poste:
            self.waiting_since = now()
            self.described_at = self.described_by_id = None
            record("contract.waiting_for_la_poste", self, self.merchant, by)

    def describe(self, by: User) -> None:
        """The merchant has told what they know of their contract."""
        self.described_at, self.described_by_id = now(), by.id
        record("contract.described", self, self.merchant, by)

    def request_activation(self, to: str, by: User) -> bool:
        """Ask an advisor, once: False where it was asked before."""
        if self.is_requested:
            return False
        self.requested_at, self.requested_by_id, self.requested_to = now(), by.id, to
        record("contract.requested", self, self.merchant, by)
        return True

    def take(self, by: User) -> bool:
        """Look after this request: False where this advisor does already."""
        return self._hand_to(by, "contract.taken", by)

    def assign(self, advisor: User, by: User) -> bool:
        """Give this request to an advisor to look after: False where they do already."""
        return self._hand_to(advisor, "contract.assigned", by)

    def _hand_to(self, advisor: User, act: str, by: User) -> bool:
        if self.taken_by_id == advisor.id:
            return False
        self.taken_at, self.taken_by = now(), advisor
        record(act, self, self.merchant, by, advisor=advisor.id)
        return True

    def mark_active(self, by: User) -> None:
        """The advisor has activated it."""
        self.activated_at, self.activated_by_id = now(), by.id
        record("contract.activated", self, self.merchant, by)

    def set_site(self, name: str, code: str | None) -> None:
        """Name the usual deposit site."""
        if self.site is None:
            self.sites.append(DepositSite(name=name, code=code))
        else:
            self.site.name, self.site.code = name, code


class DepositSite(Model):
    """A post office or platform where the mail is handed over."""

    __tablename__ = "deposit_site"
    __table_args__ = (UniqueConstraint("contract_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(10))

    contract: Mapped[Contract] = relationship(back_populates="sites")
