"""All merchants at once: how far each is, what is left, and what needs attention first.

As many questions to the database, however many merchants there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeGuard

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Merchant, User
from app.clock import now, today
from app.contracts.models import Contract
from app.deposits.models import DepositSlip
from app.extensions import db
from app.forms import digits
from app.onboarding.dialogue import Kind, Message
from app.overview.attention import LOW_DAYS, Attention, Reserve, Standing, attention
from app.overview.searching import holds
from app.ranges.forecast import forecast
from app.ranges.history import DAY, RECENT, YEAR
from app.ranges.reserve import Reserve as ContractReserve
from app.ranges.reserve import drawn_between
from app.ranges.rhythm import AROUND, MOST_OF_A_SEASON

FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One merchant."""

    merchant: Merchant
    contract: Contract | None
    advisor: str | None
    standing: Standing
    attention: Attention


def portfolio(search: str = "", merchant: Merchant | None = None) -> list[Row]:
    """Every merchant that a search finds, or this one; what needs attention first, by name then."""
    found = _merchants(search, merchant)
    reserves = _reserves([contract for _, contract, _ in found])
    said, deposits = _said(merchant), _last_deposits(merchant)
    moment = now()
    rows = []
    for company, contract, advisor in found:
        standing = _standing(company, contract, reserves, said, deposits)
        rows.append(Row(company, contract, advisor, standing, attention(standing, moment)))
    return sorted(rows, key=_order)


def _order(row: Row) -> tuple[int, str, str]:
    since = row.attention.since or row.attention.ends_on
    return row.attention.matter, since.isoformat() if since else "", row.merchant.company.casefold()


def _merchants(
    search: str, merchant: Merchant | None
) -> Sequence[tuple[Merchant, Contract | None, str | None]]:
    newest = (
        select(Contract.merchant_id, func.max(Contract.id).label("id"))
        .group_by(Contract.merchant_id)
        .subquery()
    )
    advisor = aliased(User)
    query = (
        select(Merchant, Contract, advisor.name)
        .outerjoin(newest, newest.c.merchant_id == Merchant.id)
        .outerjoin(Contract, Contract.id == newest.c.id)
        .outerjoin(advisor, advisor.id == Contract.taken_by_id)
    )
    if merchant:
        query = query.where(Merchant.id == merchant.id)
    if search:
        named = [holds(Merchant.company, search), holds(advisor.name, search)]
        number = digits(search)
        if len(number) >= FEWEST_DIGITS and number.isdecimal():
            named.append(Merchant.siret.contains(number, autoescape=True))
        query = query.where(or_(*named))
    return [(company, contract, name) for company, contract, name in db.session.execute(query)]


def reserves_of(rows: Sequence[Row]) -> dict[int, ContractReserve]:
    """The whole reserve of each activated contract, with all that is remembered of it."""
    return ContractReserve.of_all([row.contract for row in rows if _has_reserve(row.contract)])


def _has_reserve(contract: Contract | None) -> TypeGuard[Contract]:
    return contract is not None and contract.is_activated


def _reserves(contracts: Sequence[Contract | None]) -> dict[int, Reserve]:
    """By contract, as all that is remembered tells; one whose ranges are all used up is absent.

    The last weeks alone are read of those that last beyond `LOW_DAYS` in whatever season, and had
    more left than they used around these days a year ago.
    """
    activated = [contract for contract in contracts if _has_reserve(contract)]
    known = ContractReserve.of_all(activated, remembered=RECENT)
    then = _drawn_a_year_ago(activated)
    near = [one for one in activated if _may_end_soon(known[one.id], then.get(one.id, 0))]
    whole = ContractReserve.of_all(near)
    return {
        one: _in_short(whole.get(one, reserve), is_near=one in whole)
        for one, reserve in known.items()
        if reserve.current
    }


def _drawn_a_year_ago(contracts: Sequence[Contract]) -> dict[int, int]:
    first, last = today() - YEAR - AROUND, today() - YEAR + LOW_DAYS * DAY + AROUND
    return drawn_between(contracts, first, last)


def _may_end_soon(reserve: ContractReserve, then: int) -> bool:
    """Whether what is left might be used within `LOW_DAYS`, as the season may turn out.

    What is used elsewhere is always reckoned with all that is remembered.
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


def _in_short(reserve: ContractReserve, *, is_near: bool) -> Reserve:
    """Of what is not near its end, it is known already that it ends beyond `LOW_DAYS`."""
    current = reserve.in_use[0]
    # What was not told yet is gone as well.
    gone = reserve.left - reserve.presumed_left if reserve.told else 0
    found = reserve.forecast_within(LOW_DAYS) if is_near else None
    return Reserve(
        left=max(0, current.left - gone),
        size=current.size,
        queued=reserve.queued - max(0, gone - current.left),
        is_forecast=found is not None or not is_near,
        ends_on=found.day if found else None,
        is_elsewhere=not current.is_issued_here,
        is_presumed=gone > 0,
    )


def _said(merchant: Merchant | None) -> dict[int, dict[str, datetime]]:
    """When each kind of message was last written, by contract."""
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


def _standing(
    merchant: Merchant,
    contract: Contract | None,
    reserves: Mapping[int, Reserve],
    said: Mapping[int, Mapping[str, datetime]],
    deposits: Mapping[int, date],
) -> Standing:
    if contract is None:
        return Standing(signed_up_at=merchant.created_at)
    spoken = said.get(contract.id, {})
    waits = contract.is_waiting_for_la_poste
    return Standing(
        signed_up_at=merchant.created_at,
        waiting_for_la_poste_since=contract.waiting_since if waits else None,
        requested_at=contract.requested_at,
        asked_at=spoken.get(Kind.QUESTION),
        answered_at=spoken.get(Kind.ANSWER),
        activated_at=contract.activated_at,
        suspended_at=contract.suspended_at,
        reserve=reserves.get(contract.id),
        last_deposit=deposits.get(merchant.id),
    )
