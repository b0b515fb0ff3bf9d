"""Reminders of a renewal under way: the link that wants a click, the certificate that is late.

Swept by the workers; a reminder is claimed in the transaction that writes its mail.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from app.clock import now
from app.database import begin_write
from app.extensions import db
from app.renewals import mails
from app.renewals.la_poste_form import CERTIFICATE_HOURS, LINK_MINUTES
from app.renewals.models import Renewal
from app.renewals.sweeping import for_each


def remind_of_links() -> int:
    """Ask, ten minutes after the form, whether the link was clicked; return how many mails."""
    waiting = (
        Renewal.link_reminded_at.is_(None),
        Renewal.submitted_at <= now() - timedelta(minutes=LINK_MINUTES),
        Renewal.confirmed_at.is_(None),
        Renewal.received_at.is_(None),
        *Renewal.is_going_on(),
    )
    return _remind("link_reminded_at", waiting, mails.link_to_click)


def remind_of_certificates() -> int:
    """Ask, a day after the link, whether the certificate has come; return how many mails.

    The advisor is told in the same transaction.
    """
    waiting = (
        Renewal.certificate_reminded_at.is_(None),
        Renewal.confirmed_at <= now() - timedelta(hours=CERTIFICATE_HOURS),
        Renewal.received_at.is_(None),
        *Renewal.is_going_on(),
    )
    return _remind("certificate_reminded_at", waiting, mails.certificate_late)


def _remind(
    moment: str, waiting: Sequence[ColumnElement[bool]], mail: Callable[[Renewal], object]
) -> int:
    ids = list(db.session.scalars(select(Renewal.id).where(*waiting).order_by(Renewal.id)))
    return for_each(ids, lambda one: _claim(one, moment, waiting, mail))


def _claim(
    renewal_id: int,
    moment: str,
    waiting: Sequence[ColumnElement[bool]],
    mail: Callable[[Renewal], object],
) -> int:
    """Write the mail if the renewal still waits and no other worker was first."""
    begin_write(db.session)
    claimed = db.session.scalar(
        update(Renewal)
        .where(Renewal.id == renewal_id, *waiting)
        .values({moment: now()})
        .returning(Renewal.id)
        .execution_options(synchronize_session=False)
    )
    if claimed:
        mail(db.session.get_one(Renewal, renewal_id))
    db.session.commit()
    return int(claimed is not None)
