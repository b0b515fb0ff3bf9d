"""The checklist of an activation: its items as data, and the advisors' ticks.

A tick is stored with the value that was verified. It lapses when that value changes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask_babel import LazyString
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.forms import trace_of
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.ranges.models import NumberRange
from app.ranges.tracking_number import in_groups


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One item to verify: its title, the action that is still to do, and its value."""

    slug: str
    title: LazyString
    action: LazyString
    # Independent of the language; None while there is nothing to verify.
    value: Callable[[Answers], str | None]
    # Whether the advisor types the value into the same form as the tick.
    is_typed: bool = False
    # The first range needs no tick: its numbers are validated when it is opened.
    is_ticked: bool = True


class AlreadyActivated(Exception):
    """The ticks of an activated contract cannot be changed."""


class NothingToVerify(Exception):
    """Items were ticked that have no value yet."""

    def __init__(self, items: Sequence[ChecklistItem]) -> None:
        super().__init__(", ".join(item.slug for item in items))
        self.items = items


class ChecklistIncomplete(Exception):
    """Items are not verified, or have changed since."""

    def __init__(self, items: Sequence[ChecklistItem]) -> None:
        super().__init__(", ".join(item.slug for item in items))
        self.items = items


class ChecklistMark(Model):
    """An advisor's tick: an item of a contract's checklist, and the value that was verified."""

    __tablename__ = "checklist_mark"
    __table_args__ = (UniqueConstraint("contract_id", "item"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    item: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(Text)
    marked_at: Mapped[datetime] = mapped_column(default=now)
    marked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    marked_by: Mapped[User] = relationship()

    @classmethod
    def of(cls, contracts: Iterable[Contract]) -> list[Self]:
        """Every tick of these contracts."""
        ids = [contract.id for contract in contracts if contract.id]
        return list(db.session.scalars(select(cls).where(cls.contract_id.in_(ids))))


@dataclass(frozen=True, slots=True)
class ItemCheck:
    """An item for one contract: its current value, and its tick if there is one."""

    item: ChecklistItem
    value: str | None
    mark: ChecklistMark | None

    @property
    def is_verified(self) -> bool:
        """Whether the current value was verified."""
        return self.mark is not None and self.mark.value == self.value

    @property
    def trace(self) -> str:
        """A hash of the value shown beside a tick, to tell later whether it is still the same."""
        return trace_of(self.value or "")

    @property
    def has_lapsed(self) -> bool:
        """Whether another value was verified: it has changed since."""
        return self.mark is not None and not self.is_verified


def checks(answers: Answers, marks: Sequence[ChecklistMark] | None = None) -> list[ItemCheck]:
    """Every item to tick. With the `marks` of many contracts at hand, no query is made."""
    known = ChecklistMark.of([answers.contract]) if marks is None else marks
    own = {mark.item: mark for mark in known if mark.contract_id == answers.contract.id}
    return [ItemCheck(item, item.value(answers), own.get(item.slug)) for item in TICKED]


def unverified_items(answers: Answers) -> list[ChecklistItem]:
    """The items to verify before the contract can be activated."""
    return [check.item for check in checks(answers) if not check.is_verified]


def verify(answers: Answers, ticked: Iterable[str], by: User) -> None:
    """Save an advisor's ticks: these items with their current values, and no others.

    The contract must be locked. A tick whose value has not changed keeps its date. A lapsed tick
    that was not ticked again stays, so that the page can show its date. Raises `NothingToVerify`
    and `AlreadyActivated`.
    """
    if answers.contract.is_activated:
        raise AlreadyActivated
    chosen, listed = set(ticked), checks(answers)
    empty = [check.item for check in listed if check.item.slug in chosen and not check.value]
    if empty:
        raise NothingToVerify(empty)
    for check in listed:
        if check.item.slug in chosen and not check.is_verified:
            _mark(answers.contract, check, by)
        elif check.item.slug not in chosen and check.is_verified:
            _unmark(answers.contract, check, by)


def verify_again(contract: Contract, slug: str, seen: str, by: User) -> bool:
    """Verify an item again whose value has changed since the activation.

    `seen` is the `trace` that was shown. Returns False if the value is no longer that one. The
    contract must be locked.
    """
    for check in checks(Answers.about(contract)):
        if check.item.slug == slug and check.has_lapsed and check.value and check.trace == seen:
            _mark(contract, check, by)
            return True
    return False


def verify_all(contract: Contract, by: User) -> None:
    """Tick every item; raises what `verify` raises."""
    verify(Answers.about(contract), [item.slug for item in TICKED], by)


def record_numbers(contract: Contract, by: User) -> None:
    """Write into the journal that an advisor has completed the contract, if anything changed."""
    if db.session.is_modified(contract) or any(map(db.session.is_modified, contract.sites)):
        record("contract.completed", contract, contract.merchant, by)


def _mark(contract: Contract, check: ItemCheck, by: User) -> None:
    mark = check.mark or ChecklistMark(contract=contract, item=check.item.slug)
    mark.value, mark.marked_at, mark.marked_by = check.value or "", now(), by
    db.session.add(mark)
    record("checklist.verified", contract, contract.merchant, by, item=check.item.slug)


def _unmark(contract: Contract, check: ItemCheck, by: User) -> None:
    db.session.delete(check.mark)
    record("checklist.unverified", contract, contract.merchant, by, item=check.item.slug)


def _plan(answers: Answers) -> str | None:
    plan = answers.plan.plan if answers.plan.is_confirmed else None
    return plan.name if plan else None


def _number_and_dates(answers: Answers) -> str | None:
    contract = answers.contract
    if not (contract.contract_number and contract.starts_on):
        return None
    end = contract.ends_on.isoformat() if contract.ends_on else "…"
    return f"{contract.contract_number}, {contract.starts_on.isoformat()} – {end}"


def _sites(answers: Answers) -> str | None:
    sites = answers.contract.open_sites
    return " ; ".join(" ".join(filter(None, (s.name, s.code, s.postcode))) for s in sites) or None


def _label(answers: Answers) -> str | None:
    contract = answers.contract
    if not contract.contract_number:
        return None
    settings, stored = contract.label_settings, contract.stored_label_settings
    artwork = stored and stored.artwork
    franking = (f"{artwork.filename} ({artwork.sha256[:8]})",) if artwork else settings.franking
    return " / ".join((*franking, settings.product, f"{settings.bar_height_mm} mm"))


def _specimen(answers: Answers) -> str | None:
    """The label and the sites: the specimen must be accepted again when either changes."""
    label, sites = _label(answers), _sites(answers)
    return f"{label} – {sites}" if label and sites else None


def _first_range(answers: Answers) -> str | None:
    ranges = NumberRange.all_of(answers.contract)[:1] if answers.contract.id else []
    bounds = [(opened.first_number, opened.last_number) for opened in ranges]
    return next((f"{in_groups(first)} – {in_groups(last)}" for first, last in bounds), None)


CHECKLIST = (
    ChecklistItem("plan", _("Abonnement confirmé"), _("Vérifier l'abonnement"), _plan),
    ChecklistItem(
        "coclico",
        _("COCLICO vérifié"),
        _("Vérifier le COCLICO"),
        lambda answers: answers.contract.coclico,
        is_typed=True,
    ),
    ChecklistItem(
        "tracking_account",
        _("Compte de suivi vérifié"),
        _("Vérifier le compte de suivi"),
        lambda answers: answers.contract.tracking_account,
        is_typed=True,
    ),
    ChecklistItem(
        "contract",
        _("Numéro et dates du contrat vérifiés"),
        _("Vérifier le contrat"),
        _number_and_dates,
        is_typed=True,
    ),
    ChecklistItem("sites", _("Sites de dépôt autorisés"), _("Vérifier les sites de dépôt"), _sites),
    ChecklistItem("label", _("Mentions de l'étiquette relues"), _("Relire les mentions"), _label),
    ChecklistItem(
        "specimen",
        _("Spécimen accepté par le site"),
        _("Faire accepter le spécimen"),
        _specimen,
    ),
    ChecklistItem(
        "first_range",
        _("Première plage de numéros"),
        _("Activer"),
        _first_range,
        is_typed=True,
        is_ticked=False,
    ),
)
TICKED = tuple(item for item in CHECKLIST if item.is_ticked)
