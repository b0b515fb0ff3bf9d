"""Looking after the reserves: warnings, the advisors' digest, reminders of a renewal under way.

Swept by the workers. Each finding is claimed in the transaction that writes its mail, so that any
number of workers send it once; after days off, what is true now is told, once.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, select, update

from app.accounts.models import User
from app.clock import now, today
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.reserve import Reserve
from app.ranges.warnings import URGENT_DAYS, Level, Threshold, crossed, not_yet_warned
from app.renewals import mails
from app.renewals.la_poste_form import CERTIFICATE_HOURS, LINK_MINUTES
from app.renewals.models import Renewal
from app.renewals.warned import claim_digest, claim_warnings, warned_of

CHUNK = 200


def warn_of_low_reserves() -> int:
    """Warn the merchants whose reserve has crossed a threshold; return how many mails."""
    return sum(_warn(chunk) for chunk in _active_contracts())


def tell_advisors() -> int:
    """Send each advisor, once a day, the list of their merchants whose reserve ends."""
    low: dict[int, list[tuple[int, Level]]] = defaultdict(list)
    for chunk in _active_contracts():
        for contract, reserve in _reserves(chunk):
            if contract.taken_by_id and _below(contract, reserve.level):
                low[contract.taken_by_id].append((contract.id, reserve.level))
    return sum(_digest(advisor_id, found) for advisor_id, found in low.items())


def remind_of_links() -> int:
    """Ask, ten minutes after the form, whether the link was clicked; return how many mails."""
    due = now() - timedelta(minutes=LINK_MINUTES)
    waiting = (
        Renewal.link_reminded_at.is_(None),
        Renewal.submitted_at <= due,
        Renewal.confirmed_at.is_(None),
        Renewal.received_at.is_(None),
        *Renewal.is_going_on(),
    )
    ids = list(db.session.scalars(select(Renewal.id).where(*waiting)))
    return sum(_claim(one, "link_reminded_at", waiting, mails.link_to_click) for one in ids)


def remind_of_certificates() -> int:
    """Ask, a day after the link, whether the certificate has come; return how many mails."""
    due = now() - timedelta(hours=CERTIFICATE_HOURS)
    waiting = (
        Renewal.certificate_reminded_at.is_(None),
        Renewal.confirmed_at <= due,
        Renewal.received_at.is_(None),
        *Renewal.is_going_on(),
    )
    ids = list(db.session.scalars(select(Renewal.id).where(*waiting)))
    return sum(
        _claim(one, "certificate_reminded_at", waiting, mails.certificate_late) for one in ids
    )


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


def _below(contract: Contract, level: Level) -> list[Threshold]:
    return crossed(level, contract.warning_days, contract.warning_percents)


def _warn(contracts: Sequence[Contract]) -> int:
    known = warned_of(contracts)
    due = []
    for contract, reserve in _reserves(contracts):
        armed_by = reserve.newest_range_id
        fresh = not_yet_warned(_below(contract, reserve.level), known[contract.id, armed_by])
        if fresh:
            due.append((contract.id, armed_by, reserve, [str(threshold) for threshold in fresh]))
    return sum(_warn_one(*one) for one in due)


def _warn_one(contract_id: int, armed_by: int, reserve: Reserve, thresholds: list[str]) -> int:
    level = reserve.level
    begin_write(db.session)
    contract = db.session.get_one(Contract, contract_id)
    claimed = claim_warnings(contract, armed_by, thresholds)
    if claimed:
        renewal = Renewal.open_of(contract)
        mails.reserve_low(contract, reserve, renewal)
        if _is_urgent(level) and contract.taken_by:
            mails.reserve_urgent(contract, reserve, renewal)
    db.session.commit()
    return int(claimed)


def _is_urgent(level: Level) -> bool:
    return level.left <= 0 or (level.days_left is not None and level.days_left <= URGENT_DAYS)


def _digest(advisor_id: int, low: Sequence[tuple[int, Level]]) -> int:
    begin_write(db.session)
    advisor = db.session.get_one(User, advisor_id)
    claimed = claim_digest(advisor, today())
    if claimed:
        lines = [(db.session.get_one(Contract, one), level) for one, level in low]
        mails.reserve_digest(advisor, sorted(lines, key=lambda line: _soonest(line[1])))
    db.session.commit()
    return int(claimed)


def _soonest(level: Level) -> tuple[float, float]:
    days = level.days_left if level.days_left is not None else float("inf")
    return (0.0 if level.left <= 0 else days, level.percent)


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
