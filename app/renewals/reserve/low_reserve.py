"""Warnings of reserves that end: to the merchants, and to the advisors in a daily digest.

The workers sweep for them, each contract in a transaction of its own that locks it: what a mail says
is read there and noted with the mail, so that any number of workers send it once. After an outage
only what is true now is sent, once.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import User
from app.accounts.replacement import mail_reader
from app.clock import PARIS, now, today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.reserve import Reserve
from app.ranges.warnings import Threshold, crossed_thresholds
from app.renewals import reminders
from app.renewals.models import Renewal
from app.renewals.reserve import mails
from app.renewals.reserve.mails import DigestLine
from app.renewals.reserve.models import (
    ADVISOR,
    claim_digest,
    claim_warnings,
    newest_warnings,
    warned_thresholds,
)
from app.renewals.sweeping import for_each

CHUNK = 200
# The projected end changes at midnight, when nobody wants a mail: mails go out from this hour on, in
# Paris. Only that nothing is left is mailed at any hour.
FROM_HOUR = 7
# After so many days without another threshold crossed, a reserve leaves the digest: whoever reads it has
# read that line as often.
DIGEST_DAYS = 30
# Stands in place of an advisor's id for the support, which has no account.
SUPPORT = 0


def warn_of_low_reserves() -> int:
    """Warn the merchants whose reserve has crossed a threshold; return how many mails."""
    due = [one for chunk in _active_contracts() for one in _due(chunk)]
    return for_each(due, _warn)


def tell_advisors() -> int:
    """Send each advisor, once a day, the list of reserves that end; return how many mails.

    The list of an advisor who stands in for others has theirs too. Merchants without an advisor are on
    that of the support. A reserve of which there is nothing new for `DIGEST_DAYS` is left out.
    """
    if not _is_day():
        return 0
    low: dict[int, list[int]] = defaultdict(list)
    for chunk in _active_contracts():
        newest = newest_warnings(chunk)
        for contract, reserve in _reserves(chunk):
            warned_at = newest.get((contract.id, reserve.newest_range_id))
            if _thresholds_below(contract, reserve) and _is_news(warned_at):
                reader = mail_reader(contract.taken_by, today())
                low[reader.id if reader else SUPPORT].append(contract.id)
    return for_each(low, lambda reader_id: _digest(reader_id, low[reader_id]))


def _is_news(warned_at: datetime | None) -> bool:
    """Whether a threshold was crossed lately, or nobody was warned of it yet."""
    return warned_at is None or warned_at > now() - timedelta(days=DIGEST_DAYS)


def _active_contracts() -> Iterator[list[Contract]]:
    """The active contracts, some at a time: there may be thousands."""
    last = 0
    while True:
        query = select(Contract).where(Contract.id > last, *Contract.active()).order_by(Contract.id)
        chunk = list(db.session.scalars(query.limit(CHUNK)))
        if not chunk:
            return
        last = chunk[-1].id
        yield chunk
        db.session.rollback()


def _reserves(contracts: Sequence[Contract]) -> list[tuple[Contract, Reserve]]:
    found = Reserve.of_all(contracts)
    return [(contract, found[contract.id]) for contract in contracts]


def _thresholds_below(contract: Contract, reserve: Reserve) -> list[Threshold]:
    return crossed_thresholds(reserve.level, contract.warning_days, contract.warning_percents)


def _due(contracts: Sequence[Contract]) -> list[int]:
    """The numbers of the contracts with something to warn of; read without a lock."""
    known = warned_thresholds(contracts)
    return [
        contract.id
        for contract, reserve in _reserves(contracts)
        if _to_tell(contract, reserve, known[contract.id, reserve.newest_range_id])
    ]


def _to_tell(contract: Contract, reserve: Reserve, told: set[str]) -> list[str]:
    """The crossed thresholds nobody was warned of yet, the gravest first; none at night."""
    if reserve.left and not _is_day():
        return []
    reached_now = [str(threshold) for threshold in _thresholds_below(contract, reserve)]
    if contract.taken_by_id and reserve.level.is_urgent:
        reached_now.append(ADVISOR)
    return [threshold for threshold in reached_now if threshold not in told]


def _is_day() -> bool:
    return datetime.now(PARIS).hour >= FROM_HOUR


def _warn(contract_id: int) -> int:
    written = _write_warnings(lock_contract(contract_id))
    db.session.commit()
    return written


def _write_warnings(contract: Contract) -> int:
    """Call it with the contract locked: what is read of it stays true until the commit."""
    if not contract.is_active:
        return 0
    reserve = Reserve.of(contract)
    armed_by = reserve.newest_range_id
    fresh = _to_tell(contract, reserve, warned_thresholds([contract])[contract.id, armed_by])
    advisor = mail_reader(contract.taken_by, today()) if ADVISOR in fresh else None
    to_merchant = [threshold for threshold in fresh if threshold != ADVISOR]
    renewal = Renewal.open_of(contract)
    written = 0
    if claim_warnings(contract, armed_by, to_merchant):
        written += _tell_merchant(contract, reserve, renewal)
    if advisor and claim_warnings(contract, armed_by, [ADVISOR]):
        _tell_advisor(contract, reserve, renewal, advisor)
        written += 1
    return written


def _tell_merchant(contract: Contract, reserve: Reserve, renewal: Renewal | None) -> int:
    """Write a warning, or the next step of the open renewal instead; return how many mails.

    A step that has just had its own mail is not mailed again, unless no number is left.
    """
    if renewal is None:
        return len(mails.reserve_low(contract, reserve))
    reminded = reminders.remind_now(renewal)
    if reserve.left and (reminded or reminders.was_just_told(renewal)):
        return int(reminded)
    return len(mails.renewal_step(renewal, reserve)) + reminded


def _tell_advisor(
    contract: Contract, reserve: Reserve, renewal: Renewal | None, advisor: User
) -> None:
    if renewal:
        mails.renewal_step_urgent(renewal, reserve, advisor)
    else:
        mails.reserve_urgent(contract, reserve, advisor)


def _digest(reader_id: int, contract_ids: Sequence[int]) -> int:
    begin_write(db.session)
    reader = db.session.get_one(User, reader_id) if reader_id != SUPPORT else None
    contracts = [db.session.get_one(Contract, one) for one in contract_ids]
    lines = [
        DigestLine(
            contract,
            reserve.level,
            reserve.forecast.ends_by if reserve.forecast else None,
            Renewal.open_of(contract),
        )
        for contract, reserve in _reserves(contracts)
        if _thresholds_below(contract, reserve)
    ]
    claimed = bool(lines) and claim_digest(reader, today())
    if claimed:
        mails.reserve_digest(reader, sorted(lines, key=lambda line: line.level.urgency))
    db.session.commit()
    return int(claimed)
