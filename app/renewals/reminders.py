"""Reminders of an open renewal: a link to click, a late certificate, a refusal, an unrecorded range.

The workers sweep for them; a reminder is claimed in the transaction that writes its mail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.clock import now
from app.contracts.locking import lock_contract
from app.extensions import db
from app.renewals import mails
from app.renewals.la_poste_form import CERTIFICATE_HOURS, LINK_ASKED_MINUTES
from app.renewals.models import Moment, Renewal
from app.renewals.sweeping import for_each

# How long a certificate may wait for its range to be recorded.
RANGE_HOURS = 24
# How long a refusal may wait for the corrected form.
REFUSAL_HOURS = 24
# A step that was mailed within this time is not mailed again for a threshold.
JUST_TOLD = timedelta(days=1)

MomentColumn = InstrumentedAttribute[datetime | None]


@dataclass(frozen=True, slots=True)
class Reminder:
    """Of one step: since when it waits, how long it may, what ends it, where the mail is noted."""

    since: MomentColumn
    patience: timedelta
    ended_by: tuple[MomentColumn, ...]
    noted: MomentColumn
    write: Callable[[Renewal], object]

    def is_due(self) -> tuple[ColumnElement[bool], ...]:
        """The conditions of a query."""
        return (
            self.noted.is_(None),
            self.since <= now() - self.patience,
            *(moment.is_(None) for moment in self.ended_by),
            *Renewal.is_going_on(),
        )


REMINDERS = {
    Moment.LINK: Reminder(
        Renewal.submitted_at,
        timedelta(minutes=LINK_ASKED_MINUTES),
        (Renewal.confirmed_at, Renewal.received_at, Renewal.refused_at),
        Renewal.link_reminded_at,
        mails.link_to_click,
    ),
    Moment.CERTIFICATE: Reminder(
        Renewal.confirmed_at,
        timedelta(hours=CERTIFICATE_HOURS),
        (Renewal.received_at, Renewal.refused_at),
        Renewal.certificate_reminded_at,
        mails.certificate_late,
    ),
    Moment.CORRECTION: Reminder(
        Renewal.refused_at,
        timedelta(hours=REFUSAL_HOURS),
        (Renewal.received_at,),
        Renewal.refusal_reminded_at,
        mails.refusal_to_answer,
    ),
    Moment.RANGE: Reminder(
        Renewal.received_at,
        timedelta(hours=RANGE_HOURS),
        (),
        Renewal.range_reminded_at,
        mails.range_to_record,
    ),
}


def remind_of_links() -> int:
    """Ask, a quarter of an hour after the form, whether the link has come; return how many mails."""
    return _remind(Moment.LINK)


def remind_of_certificates() -> int:
    """Ask, a day after the link, whether the certificate has come; return how many mails.

    The advisor is told in the same transaction.
    """
    return _remind(Moment.CERTIFICATE)


def remind_of_ranges() -> int:
    """Ask, a day after the certificate, for its range; return how many mails."""
    return _remind(Moment.RANGE)


def remind_of_refusals() -> int:
    """Ask, a day after La Poste's refusal, for the corrected form; return how many mails."""
    return _remind(Moment.CORRECTION)


def remind_now(renewal: Renewal) -> bool:
    """Write the reminder of the next step if it is due. Call it with the contract locked."""
    reminder = REMINDERS.get(renewal.waits_for)
    if reminder is None:
        return False
    claimed = db.session.scalar(
        update(Renewal)
        .where(Renewal.id == renewal.id, *reminder.is_due())
        .values({reminder.noted: now()})
        .returning(Renewal.id)
        .execution_options(synchronize_session=False)
    )
    if claimed:
        db.session.refresh(renewal)
        reminder.write(renewal)
    return claimed is not None


def was_just_told(renewal: Renewal) -> bool:
    """Whether the next step had its mail within the last day, so that a warning adds nothing."""
    told = renewal.reminded_at
    return told is not None and told > now() - JUST_TOLD


def _remind(step: Moment) -> int:
    due = select(Renewal.id, Renewal.contract_id).where(*REMINDERS[step].is_due())
    contract_of = {row.id: row.contract_id for row in db.session.execute(due.order_by(Renewal.id))}
    return for_each(contract_of, lambda one: _write(one, contract_of[one]))


def _write(renewal_id: int, contract_id: int) -> int:
    """Locks the contract, as a warning of its reserve does: only one of both names the step."""
    lock_contract(contract_id)
    written = remind_now(db.session.get_one(Renewal, renewal_id, populate_existing=True))
    db.session.commit()
    return int(written)
