"""Reminding a merchant, a day after a range was recorded here, to enter it at Sendcloud.

The workers sweep for it; the reminder is claimed in the transaction that writes its mail.
"""

from app.contracts.locking import lock_contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals import mails
from app.renewals.sendcloud.models import claim_reminder, due_entries
from app.renewals.sweeping import for_each


def remind_of_entries() -> int:
    """Ask whether the ranges that Sendcloud issues were entered there; return how many mails."""
    return for_each(list(db.session.scalars(due_entries())), _write)


def _write(range_id: int) -> int:
    known = db.session.get_one(NumberRange, range_id)
    lock_contract(known.contract_id)
    claimed = claim_reminder(known)
    if claimed:
        mails.entry_to_make(known)
    db.session.commit()
    return int(claimed)
