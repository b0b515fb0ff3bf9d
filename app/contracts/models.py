"""The contract with La Poste and the places where its mail is handed over."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from flask_babel import LazyString
from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    case,
    select,
    text,
)
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.clock import now
from app.contracts.label_settings import (
    DEFAULT_PRODUCT,
    HIGHEST_BARS_MM,
    LONGEST_FRANKING,
    LONGEST_PRODUCT,
    LOWEST_BARS_MM,
    LabelSettings,
    default_franking,
    default_settings,
)
from app.contracts.suspension import SUSPENDED, SuspensionChange
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _
from app.uploads.models import Upload

LINE = 38  # characters of a line of an address, NF Z10-011
# La Poste's own rule for its parcels is 10 days; the others leave time for a forgotten mail.
WARNING_DAYS = (20, 10, 5, 2)
WARNING_PERCENTS = (20, 10, 5)


class LastSite(Exception):
    """The site is the last one open: a contract keeps at least one."""


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
    # As written in the contract. Without an end it is open-ended.
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    sender_name: Mapped[str | None] = mapped_column(String(LINE))
    sender_complement: Mapped[str | None] = mapped_column(String(LINE))
    sender_street: Mapped[str | None] = mapped_column(String(LINE))
    sender_postcode: Mapped[str | None] = mapped_column(String(5))
    sender_town: Mapped[str | None] = mapped_column(String(32))

    # Since when an answer of La Poste is awaited.
    waiting_since: Mapped[datetime | None]
    described_at: Mapped[datetime | None]
    described_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    requested_at: Mapped[datetime | None] = mapped_column(index=True)
    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    requested_to: Mapped[str | None] = mapped_column(String(254))
    # The advisor named by the merchant, if the request went to support instead.
    named_advisor: Mapped[str | None] = mapped_column(String(254))
    # Message-ID of the request's mail: later mails join its thread.
    requested_message_id: Mapped[str | None] = mapped_column(String(120))
    # The advisor who looks after the request.
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    activated_at: Mapped[datetime | None]
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # The first range as an advisor has typed it, before activation opens it.
    noted_range: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    # When to warn that numbers run out: days before the projected end, per cent left without one.
    warning_days: Mapped[list[int]] = mapped_column(
        JSON, default=lambda: list(WARNING_DAYS), server_default=str(list(WARNING_DAYS))
    )
    warning_percents: Mapped[list[int]] = mapped_column(
        JSON, default=lambda: list(WARNING_PERCENTS), server_default=str(list(WARNING_PERCENTS))
    )
    # If Sendcloud issues the numbers: when the merchant was last asked for the last one used.
    usage_asked_at: Mapped[datetime | None]

    # The newest change if it is a suspension, else None. Read by the contract's own statement.
    suspension_id: Mapped[int | None] = column_property(
        select(case((SuspensionChange.change == SUSPENDED, SuspensionChange.id)))
        .where(SuspensionChange.contract_id == id)  # noqa: A003 -- the column above is meant
        .order_by(SuspensionChange.id.desc())
        .limit(1)
        .correlate_except(SuspensionChange)
        .scalar_subquery(),
        expire_on_flush=False,
    )
    merchant: Mapped[Merchant] = relationship()
    requested_by: Mapped[User | None] = relationship(foreign_keys=[requested_by_id])
    taken_by: Mapped[User | None] = relationship(foreign_keys=[taken_by_id])
    activated_by: Mapped[User | None] = relationship(foreign_keys=[activated_by_id])
    suspension_changes: Mapped[list[SuspensionChange]] = relationship(
        back_populates="contract", order_by=SuspensionChange.id
    )
    # None until an advisor has set something. Joined, so that no page needs another statement.
    # PostgreSQL cannot lock an outer join: select a contract FOR UPDATE OF contract alone.
    stored_label_settings: Mapped["StoredLabelSettings | None"] = relationship(
        back_populates="contract", lazy="joined"
    )
    sites: Mapped[list["DepositSite"]] = relationship(
        back_populates="contract", order_by="DepositSite.id"
    )

    @classmethod
    def of(cls, merchant: Merchant) -> Self | None:
        """The newest contract of this merchant."""
        newest = select(cls).where(cls.merchant_id == merchant.id).order_by(cls.id.desc())
        return db.session.scalar(newest.limit(1))

    @classmethod
    def active(cls) -> tuple[ColumnElement[bool], ...]:
        """Conditions of a query for what `is_active` says."""
        return cls.activated_at.is_not(None), cls.suspension_id.is_(None)

    def warn_at(self, days: Sequence[int], percents: Sequence[int], by: User) -> None:
        """Set when to warn: days before the projected end, percentages left if none is projected."""
        self.warning_days, self.warning_percents = list(days), list(percents)
        record("contract.warnings_set", self, self.merchant, by)

    @property
    def rival(self) -> "Contract | None":
        """Another activated contract of this merchant with the same *compte de suivi*."""
        same = select(Contract).where(
            Contract.merchant_id == self.merchant_id,
            Contract.tracking_account == self.tracking_account,
            Contract.activated_at.is_not(None),
            Contract.id != self.id,
        )
        return db.session.scalar(same.limit(1))

    @property
    def is_described(self) -> bool:
        """Whether the merchant has entered what the contract says."""
        return self.described_at is not None

    @property
    def is_waiting_for_la_poste(self) -> bool:
        """Whether the contract is still to be signed with La Poste."""
        return self.waiting_since is not None and not self.is_described

    @property
    def is_requested(self) -> bool:
        """Whether the merchant has asked an advisor to activate it."""
        return self.requested_at is not None

    @property
    def is_activated(self) -> bool:
        """Whether an advisor has activated it; a suspended contract stays activated."""
        return self.activated_at is not None

    @property
    def is_suspended(self) -> bool:
        """Whether it is suspended: no label can be made, everything else goes on."""
        return self.suspension_id is not None

    @property
    def suspension(self) -> SuspensionChange | None:
        """When, why and by whom it was suspended; None where it is not."""
        own = (change for change in self.suspension_changes if change.id == self.suspension_id)
        return next(own, None) if self.is_suspended else None

    @property
    def is_active(self) -> bool:
        """Whether labels may be made."""
        return self.is_activated and not self.is_suspended

    @property
    def missing_numbers(self) -> list[LazyString]:
        """The names of the numbers, and of the date, that are not known yet."""
        known = (
            (_("COCLICO"), self.coclico),
            (_("numéro de contrat"), self.contract_number),
            (_("compte de suivi"), self.tracking_account),
            (_("code du site de dépôt"), self.site and self.site.code),
            (_("date de début"), self.starts_on),
        )
        return [name for name, number in known if not number]

    @property
    def open_sites(self) -> "list[DepositSite]":
        """The sites not withdrawn, the usual one first."""
        return [site for site in self.sites if not site.is_withdrawn]

    @property
    def site(self) -> "DepositSite | None":
        """The usual deposit site."""
        return next(iter(self.open_sites), None)

    @property
    def sender_lines(self) -> tuple[str, ...]:
        """The sender's address as printed, without empty lines."""
        town = f"{self.sender_postcode or ''} {self.sender_town or ''}".strip()
        lines = (self.sender_name, self.sender_complement, self.sender_street, town)
        return tuple(line for line in lines if line)

    @property
    def label_settings(self) -> LabelSettings:
        """What new labels say, and the height of their bars."""
        stored, number = self.stored_label_settings, self.contract_number
        return stored.for_number(number) if stored else default_settings(number)

    def set_label_settings(self, settings: LabelSettings, by: User) -> bool:
        """Set what new labels say; return False if nothing changes."""
        if settings == self.label_settings:
            return False
        self.stored_label_settings = self.stored_label_settings or StoredLabelSettings()
        self.stored_label_settings.write(settings, self.contract_number, by)
        record(
            "contract.label_settings_changed",
            self,
            self.merchant,
            by,
            bar_height_mm=settings.bar_height_mm,
        )
        return True

    def give_sender(self, by: User) -> None:
        """Record that the merchant has entered the sender's address."""
        record("contract.sender_given", self, self.merchant, by)

    def wait_for_la_poste(self, by: User) -> None:
        """Record that the merchant has no contract yet, and is asking La Poste for one."""
        if not self.is_waiting_for_la_poste:
            self.waiting_since = now()
            self.described_at = self.described_by_id = None
            record("contract.waiting_for_la_poste", self, self.merchant, by)

    def describe(self, by: User) -> None:
        """Record that the merchant has entered what the contract says."""
        self.described_at, self.described_by_id = now(), by.id
        record("contract.described", self, self.merchant, by)

    def request_activation(self, to: str, by: User) -> bool:
        """Record the request to an advisor; return False if there is one already."""
        if self.is_requested:
            return False
        self.requested_at, self.requested_by_id, self.requested_to = now(), by.id, to
        record("contract.requested", self, self.merchant, by)
        return True

    def take(self, by: User) -> bool:
        """Let this advisor look after the request; return False if they do already."""
        return self._hand_to(by, "contract.taken", by)

    def assign(self, advisor: User, by: User) -> bool:
        """Let another advisor look after the request; return False if they do already."""
        return self._hand_to(advisor, "contract.assigned", by)

    def _hand_to(self, advisor: User, act: str, by: User) -> bool:
        if self.taken_by_id == advisor.id:
            return False
        self.taken_at, self.taken_by = now(), advisor
        record(act, self, self.merchant, by, advisor=advisor.id)
        return True

    def mark_active(self, by: User) -> None:
        """Record the activation."""
        self.activated_at, self.activated_by_id = now(), by.id
        record("contract.activated", self, self.merchant, by)

    def set_site(self, name: str, code: str | None) -> "DepositSite":
        """Name or rename the usual deposit site. If another site has this name, correct that one."""
        if self.site is None or any(site.name == name for site in self.sites):
            return self.allow_site(name, code)
        self.site.name, self.site.code = name, code
        return self.site

    def allow_site(self, name: str, code: str | None) -> "DepositSite":
        """Add a deposit site; if there is one of this name, set its code and reopen it."""
        site = next((known for known in self.sites if known.name == name), None)
        if site is None:
            site = DepositSite(name=name)
            self.sites.append(site)
        site.code, site.withdrawn_at, site.withdrawn_by_id = code, None, None
        return site

    def withdraw_site(self, site: "DepositSite", by: User) -> bool:
        """Close a deposit site; batches and slips made there keep it.

        Return False if it was closed before. Raises `LastSite`.
        """
        if site.is_withdrawn:
            return False
        if self.open_sites == [site]:
            raise LastSite
        site.withdrawn_at, site.withdrawn_by_id = now(), by.id
        record("site.withdrawn", site, self.merchant, by)
        return True


class DepositSite(Model):
    """A post office or platform where mail is deposited."""

    __tablename__ = "deposit_site"
    __table_args__ = (UniqueConstraint("contract_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str | None] = mapped_column(String(10))
    postcode: Mapped[str | None] = mapped_column(String(5))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship(back_populates="sites")

    @property
    def is_withdrawn(self) -> bool:
        """Whether no mail can be deposited here any more."""
        return self.withdrawn_at is not None


class StoredLabelSettings(Model):
    """What an advisor has set for the labels of a contract. None: the default applies."""

    __tablename__ = "label_settings"
    __table_args__ = (
        CheckConstraint(
            f"bar_height_mm BETWEEN {LOWEST_BARS_MM} AND {HIGHEST_BARS_MM}", name="bar_height_mm"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), unique=True)
    # Lines separated by line breaks.
    franking: Mapped[str | None] = mapped_column(String(LONGEST_FRANKING))
    product: Mapped[str | None] = mapped_column(String(LONGEST_PRODUCT))
    bar_height_mm: Mapped[int]
    # A picture supplied by La Poste, printed instead of the lines.
    artwork_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    changed_at: Mapped[datetime | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship(back_populates="stored_label_settings")
    changed_by: Mapped[User | None] = relationship()
    artwork: Mapped[Upload | None] = relationship()

    def for_number(self, contract_number: str | None) -> LabelSettings:
        """The settings with defaults filled in; the default lines name the contract's number."""
        own = tuple(self.franking.splitlines()) if self.franking else None
        return LabelSettings(
            own or default_franking(contract_number),
            self.product or DEFAULT_PRODUCT,
            self.bar_height_mm,
            self.artwork_id,
        )

    def write(self, settings: LabelSettings, contract_number: str | None, by: User) -> None:
        """Store these settings. What equals a default becomes None: it follows the default."""
        is_default = settings.franking == default_franking(contract_number)
        self.franking = None if is_default else "\n".join(settings.franking)
        self.product = None if settings.product == DEFAULT_PRODUCT else settings.product
        self.bar_height_mm, self.artwork_id = settings.bar_height_mm, settings.artwork_id
        self.changed_at, self.changed_by = now(), by
