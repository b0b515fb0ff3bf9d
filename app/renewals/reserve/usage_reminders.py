"""Asking for the last number used, where Sendcloud issues the numbers and no use was reported lately.

The workers sweep for it. The question is noted in the transaction that writes its mail, with the
contract locked, so that any number of workers ask once.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select

from app.clock import PARIS, now, today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import Issuer, NumberRange
from app.ranges.reserve import Reserve
from app.renewals.reserve import mails
from app.renewals.reserve.low_reserve import FROM_HOUR
from app.renewals.sweeping import for_each

SILENCE = timedelta(days=7)


def ask_for_last_numbers() -> int:
    """Ask merchants who have reported nothing for a week, at most once a week; return how many mails."""
    if datetime.now(PARIS).hour < FROM_HOUR:
        return 0
    elsewhere = select(NumberRange.contract_id).where(
        NumberRange.issuer == Issuer.SENDCLOUD, NumberRange.left_column() > 0
    )
    silent = select(Contract.id).where(
        *Contract.active(),
        Contract.id.in_(elsewhere),
        or_(Contract.usage_asked_at.is_(None), Contract.usage_asked_at <= now() - SILENCE),
    )
    return for_each(list(db.session.scalars(silent.order_by(Contract.id))), _ask)


def _ask(contract_id: int) -> int:
    contract = lock_contract(contract_id)
    reserve = Reserve.of(contract)
    is_due = contract.is_active and _is_silent(reserve) and not _was_asked(contract)
    if is_due:
        contract.usage_asked_at = now()
        mails.usage_to_tell(contract, reserve)
    db.session.commit()
    return int(is_due)


def _is_silent(reserve: Reserve) -> bool:
    """More than seven whole days: who reports every Monday is not asked on Monday morning."""
    return reserve.told is not None and reserve.told < today() - SILENCE


def _was_asked(contract: Contract) -> bool:
    return contract.usage_asked_at is not None and contract.usage_asked_at > now() - SILENCE
