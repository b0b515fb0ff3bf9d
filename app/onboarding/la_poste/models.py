"""Waiting for La Poste: the checklist of what to obtain, and the merchant's reminder."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from flask import current_app
from flask_babel import LazyString
from sqlalchemy import Date, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.clock import PARIS, now, today
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.language import lazy_gettext as _

# The time of day, in Paris, from which a day's reminders are sent: nobody wants a mail at midnight.
FROM_HOUR = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class LaPosteItem:
    """An item of the checklist: something to obtain from La Poste, or to do for it."""

    code: str
    title: LazyString


LETTER_SENT = "letter_sent"
LA_POSTE_ITEMS = (
    LaPosteItem(LETTER_SENT, _("Lettre envoyée au conseiller commercial de La Poste")),
    LaPosteItem("minimum_volume", _("Volume minimum connu")),
    LaPosteItem("sites", _("Sites de dépôt autorisés, avec leur heure limite")),
    LaPosteItem("collection", _("Collecte : possible ou non")),
    LaPosteItem("artwork", _("Visuel ou mentions du port payé reçus")),
    LaPosteItem("tracking_account", _("Compte de suivi reçu (6 chiffres)")),
    LaPosteItem("contract_signed", _("Contrat signé")),
)


class LaPosteTick(Model):
    """A merchant's tick: this item of the checklist is done."""

    __tablename__ = "la_poste_tick"
    __table_args__ = (UniqueConstraint("contract_id", "thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    thing: Mapped[str] = mapped_column(String(30))
    ticked_at: Mapped[datetime] = mapped_column(default=now)
    ticked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()
    ticked_by: Mapped[User] = relationship()


class LaPosteReminder(Model):
    """When the merchant is next reminded, unless they have silenced the reminders."""

    __tablename__ = "la_poste_reminder"

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), unique=True)
    due_on: Mapped[date] = mapped_column(Date, index=True)
    sent_at: Mapped[datetime | None]
    silenced_at: Mapped[datetime | None]
    silenced_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    contract: Mapped[Contract] = relationship()

    @classmethod
    def of(cls, contract: Contract) -> Self | None:
        """The reminder of this contract; None if the merchant has never waited for La Poste."""
        return db.session.scalar(select(cls).where(cls.contract_id == contract.id))

    @classmethod
    def get_or_create(cls, contract: Contract) -> Self:
        """The reminder of this contract, added to the session if it is new."""
        reminder = cls.of(contract) or cls(contract=contract, due_on=_usual_day())
        db.session.add(reminder)
        return reminder

    @classmethod
    def next_due(cls) -> Self | None:
        """The next reminder that is due, locked so that no other worker sends it too.

        Its company and contract are locked with it. Rows that somebody else has locked are skipped
        until the next run, so there is no waiting and no deadlock.
        """
        due = (
            select(cls)
            .join(cls.contract)
            .join(Merchant, Contract.merchant_id == Merchant.id)
            .where(cls.due_on <= _day_of_reminding(), cls.silenced_at.is_(None))
            .where(Contract.waiting_since.is_not(None), Contract.described_at.is_(None))
            .where(Contract.activated_at.is_(None))
            .order_by(cls.due_on, cls.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        return db.session.scalar(due)

    @property
    def is_silenced(self) -> bool:
        """Whether the merchant has stopped the reminders."""
        return self.silenced_at is not None

    def choose(self, day: date, by: User) -> None:
        """Set the day of the next reminder; this also resumes silenced reminders."""
        if self.due_on == day and not self.is_silenced:
            return
        self.due_on = day
        self.silenced_at = self.silenced_by_id = None
        record("la_poste.reminder_chosen", self, self.contract.merchant, by)

    def silence(self, by: User) -> None:
        """Stop the reminders."""
        if not self.is_silenced:
            self.silenced_at, self.silenced_by_id = now(), by.id
            record("la_poste.reminder_silenced", self, self.contract.merchant, by)

    def resume(self, by: User) -> None:
        """Resume the reminders: on the chosen day, or after the usual delay if it has passed."""
        if self.is_silenced:
            self.choose(self.due_on if self.due_on > today() else _usual_day(), by)

    def mark_sent(self) -> None:
        """Record that the mail was sent; the next is due after the usual delay from today."""
        self.sent_at, self.due_on = now(), _usual_day()
        record("la_poste.reminded", self, self.contract.merchant, None)


def start_waiting(contract: Contract, by: User) -> None:
    """Record that the merchant waits for La Poste, and plan the first reminder."""
    if not contract.is_waiting_for_la_poste:
        contract.wait_for_la_poste(by)
        LaPosteReminder.get_or_create(contract).choose(_usual_day(), by)


def ticks_of(contract: Contract) -> dict[str, LaPosteTick]:
    """The merchant's ticks, by the code of their item."""
    ticked = select(LaPosteTick).where(LaPosteTick.contract_id == contract.id)
    return {tick.thing: tick for tick in db.session.scalars(ticked)}


def missing_items(contract: Contract) -> list[LazyString]:
    """The titles of the items not ticked yet, in the order of the list."""
    ticks = ticks_of(contract)
    return [item.title for item in LA_POSTE_ITEMS if item.code not in ticks]


def set_ticks(contract: Contract, codes: Collection[str], by: User) -> None:
    """Tick these items and no others; unknown codes are ignored."""
    ticks = ticks_of(contract)
    for item in LA_POSTE_ITEMS:
        if item.code in codes and item.code not in ticks:
            db.session.add(LaPosteTick(contract=contract, thing=item.code, ticked_by=by))
            record("la_poste.ticked", contract, contract.merchant, by, thing=item.code)
        elif item.code in ticks and item.code not in codes:
            db.session.delete(ticks[item.code])
            record("la_poste.unticked", contract, contract.merchant, by, thing=item.code)


def _day_of_reminding() -> date:
    return (now().astimezone(PARIS) - FROM_HOUR).date()


def _usual_day() -> date:
    return today() + timedelta(days=current_app.config["LA_POSTE_REMINDER_DAYS"])
