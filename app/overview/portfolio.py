"""Advisors' portfolio: all merchants, those that need attention first.

The number of statements does not depend on the number of merchants.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeGuard

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Merchant, User
from app.clock import now, today
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange
from app.deposits.models import DepositSlip
from app.extensions import db
from app.forms import digits
from app.onboarding.dialogue.models import OF_ADVISORS, Message, MessageKind
from app.overview.attention import (
    LOW_DAYS,
    Attention,
    Matter,
    MerchantStatus,
    ReserveSummary,
    attention,
)
from app.overview.searching import contains
from app.ranges.forecast import forecast
from app.ranges.forecast_cache import CachedReserve, RangeFigures, cached_reserves
from app.ranges.history import DAY, RECENT, YEAR
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve, count_draws
from app.ranges.seasonality import AROUND, MOST_OF_A_SEASON

FEWEST_DIGITS = 3
# Sorts after every date.
UNKNOWN_END = "unknown"


@dataclass(frozen=True, slots=True)
class MerchantSummary:
    """What is needed to sort a merchant in the portfolio."""

    merchant_id: int
    contract_id: int | None
    company: str
    advisor: str | None
    status: MerchantStatus
    attention: Attention


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One merchant, for display."""

    merchant: Merchant
    contract: Contract | None
    advisor: str | None
    status: MerchantStatus
    attention: Attention


class _Found(NamedTuple):
    """A merchant with their newest contract: the columns that a `MerchantStatus` needs."""

    merchant_id: int
    company: str
    signed_up_at: datetime
    contract_id: int | None
    waiting_since: datetime | None
    described_at: datetime | None
    requested_at: datetime | None
    activated_at: datetime | None
    suspended_at: datetime | None
    advisor: str | None


def portfolio(search: str = "", merchant: Merchant | None = None) -> list[MerchantSummary]:
    """Return all merchants that match a search, or one merchant, by urgency and name."""
    found = _merchants(search, merchant)
    reserves = _reserves([one.contract_id for one in found if one.contract_id and one.activated_at])
    said, deposits = _last_messages(merchant), _last_deposits(merchant)
    moment = now()
    lines = []
    for one in found:
        status = _status(one, reserves, said, deposits)
        lines.append(
            MerchantSummary(
                one.merchant_id,
                one.contract_id,
                one.company,
                one.advisor,
                status,
                attention(status, moment),
            )
        )
    return sorted(lines, key=_order)


def load_rows(lines: Sequence[MerchantSummary]) -> list[PortfolioRow]:
    """Load the merchants and contracts of these summaries, in their order."""
    whom = select(Merchant).where(Merchant.id.in_([line.merchant_id for line in lines]))
    what = select(Contract).where(Contract.id.in_([line.contract_id for line in lines]))
    merchants = {one.id: one for one in db.session.scalars(whom)}
    contracts = {one.id: one for one in db.session.scalars(what)}
    return [
        PortfolioRow(
            merchants[line.merchant_id],
            contracts[line.contract_id] if line.contract_id else None,
            line.advisor,
            line.status,
            line.attention,
        )
        for line in lines
    ]


def _order(line: MerchantSummary) -> tuple[int, str, str]:
    """By urgency; then who waits longest, or whose numbers end first, an unknown end last."""
    found = line.attention
    since = found.since or found.ends_on
    unknown = UNKNOWN_END if found.matter is Matter.LOW else ""
    return found.matter, since.isoformat() if since else unknown, line.company.casefold()


def _merchants(search: str, merchant: Merchant | None) -> list[_Found]:
    newest = (
        select(Contract.merchant_id, func.max(Contract.id).label("id"))
        .group_by(Contract.merchant_id)
        .subquery()
    )
    advisor = aliased(User)
    query = (
        select(
            Merchant.id,
            Merchant.company,
            Merchant.created_at,
            Contract.id,
            Contract.waiting_since,
            Contract.described_at,
            Contract.requested_at,
            Contract.activated_at,
            SuspensionChange.changed_at,
            advisor.name,
        )
        .outerjoin(newest, newest.c.merchant_id == Merchant.id)
        .outerjoin(Contract, Contract.id == newest.c.id)
        .outerjoin(advisor, advisor.id == Contract.taken_by_id)
        .outerjoin(SuspensionChange, SuspensionChange.id == Contract.suspension_id)
    )
    if merchant:
        query = query.where(Merchant.id == merchant.id)
    if search:
        named = [contains(Merchant.company, search), contains(advisor.name, search)]
        number = digits(search)
        if len(number) >= FEWEST_DIGITS and number.isdecimal():
            named.append(Merchant.siret.contains(number, autoescape=True))
        query = query.where(or_(*named))
    return list(map(_Found._make, db.session.execute(query)))


def reserves_of(rows: Sequence[PortfolioRow]) -> dict[int, Reserve]:
    """Return the full reserve of each activated contract, by its id."""
    return Reserve.of_all([row.contract for row in rows if _has_reserve(row.contract)])


def _has_reserve(contract: Contract | None) -> TypeGuard[Contract]:
    return contract is not None and contract.is_activated


def _reserves(contract_ids: Sequence[int]) -> dict[int, ReserveSummary]:
    """Return the reserves by id of the contract, without those that are used up.

    Workers cache forecasts; those that are missing are computed here.
    """
    kept = cached_reserves(contract_ids)
    missing = [one for one in contract_ids if one not in kept]
    found = {one: _from_cached_forecast(known) for one, known in kept.items() if known.left}
    return found | (_compute_reserves(missing) if missing else {})


def _from_cached_forecast(known: CachedReserve) -> ReserveSummary:
    end = known.end
    return _summarize(
        known.in_use,
        known.presumed_left,
        is_forecast=known.expected_use is not None,
        ends_on=end if end and end <= today() + LOW_DAYS * DAY else None,
    )


def _compute_reserves(contract_ids: Sequence[int]) -> dict[int, ReserveSummary]:
    """Compute reserves with the same result as from the full history, but reading less of it.

    For reserves that last beyond `LOW_DAYS` in any season, and have more left than was used around
    these days a year ago, only the last weeks are read.
    """
    asked = select(Contract).where(Contract.id.in_(contract_ids))
    contracts = db.session.scalars(asked).all()
    known = Reserve.of_all(contracts, remembered=RECENT)
    then = _drawn_a_year_ago(contract_ids)
    near = [one for one in contracts if _may_end_soon(known[one.id], then.get(one.id, 0))]
    whole = Reserve.of_all(near)
    return {
        one: _from_reserve(whole.get(one, reserve), is_near=one in whole)
        for one, reserve in known.items()
        if reserve.current
    }


def _drawn_a_year_ago(contract_ids: Sequence[int]) -> dict[int, int]:
    first, last = today() - YEAR - AROUND, today() - YEAR + LOW_DAYS * DAY + AROUND
    return count_draws(contract_ids, first, last)


def _may_end_soon(reserve: Reserve, then: int) -> bool:
    """Whether the reserve might end within `LOW_DAYS`, given the strongest season.

    True for numbers issued elsewhere, whose use is always computed from the full history.
    """
    if reserve.told:
        return True
    in_season = forecast(
        reserve.history,
        int(max(0, reserve.left - then) / MOST_OF_A_SEASON),
        reserve.peaks,
        horizon=timedelta(days=LOW_DAYS),
    )
    return in_season is None or in_season.day is not None


def _from_reserve(reserve: Reserve, *, is_near: bool) -> ReserveSummary:
    """Summarize a reserve; one that is not near its end is known to last beyond `LOW_DAYS`."""
    found = reserve.forecast_within(LOW_DAYS) if is_near else None
    return _summarize(
        reserve.in_use,
        reserve.presumed_left if reserve.told else reserve.left,
        is_forecast=found is not None or not is_near,
        ends_on=found.day if found else None,
    )


def _summarize(
    in_use: Sequence[NumberRange | RangeFigures],
    presumed_left: int,
    *,
    is_forecast: bool,
    ends_on: date | None,
) -> ReserveSummary:
    current, queued = in_use[0], sum(known.left for known in in_use[1:])
    # Numbers presumed used, although not reported yet.
    gone = current.left + queued - presumed_left
    return ReserveSummary(
        left=max(0, current.left - gone),
        size=current.size,
        queued=queued - max(0, gone - current.left),
        is_forecast=is_forecast,
        ends_on=ends_on,
        is_elsewhere=not current.is_issued_here,
        is_presumed=gone > 0,
    )


def _last_messages(merchant: Merchant | None) -> dict[int, dict[str, datetime]]:
    """Return when the last message of each kind was written, by id of the contract."""
    last = select(Message.contract_id, Message.kind, func.max(Message.written_at)).group_by(
        Message.contract_id, Message.kind
    )
    if merchant:
        last = last.where(Message.contract_id.in_(_contracts(merchant)))
    found: dict[int, dict[str, datetime]] = {}
    for contract_id, kind, at in db.session.execute(last):
        found.setdefault(contract_id, {})[kind] = at
    return found


def _last_deposits(merchant: Merchant | None) -> dict[int, date]:
    last = select(DepositSlip.merchant_id, func.max(DepositSlip.deposit_date))
    if merchant:
        last = last.where(DepositSlip.merchant_id == merchant.id)
    return dict(db.session.execute(last.group_by(DepositSlip.merchant_id)).all())


def _contracts(merchant: Merchant) -> Select[int]:
    return select(Contract.id).where(Contract.merchant_id == merchant.id)


def _status(
    one: _Found,
    reserves: Mapping[int, ReserveSummary],
    said: Mapping[int, Mapping[str, datetime]],
    deposits: Mapping[int, date],
) -> MerchantStatus:
    if one.contract_id is None:
        return MerchantStatus(signed_up_at=one.signed_up_at)
    spoken = said.get(one.contract_id, {})
    return MerchantStatus(
        signed_up_at=one.signed_up_at,
        waiting_for_la_poste_since=None if one.described_at else one.waiting_since,
        requested_at=one.requested_at,
        asked_at=spoken.get(MessageKind.QUESTION),
        answered_at=spoken.get(MessageKind.ANSWER),
        spoken_at=max((at for kind, at in spoken.items() if kind in OF_ADVISORS), default=None),
        activated_at=one.activated_at,
        suspended_at=one.suspended_at,
        reserve=reserves.get(one.contract_id),
        last_deposit=deposits.get(one.merchant_id),
    )
