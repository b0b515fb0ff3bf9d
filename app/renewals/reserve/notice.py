"""The notice on top of a merchant's pages while their reserve needs something done."""

from dataclasses import dataclass, replace

from flask import request
from flask_login import current_user
from sqlalchemy import ColumnElement, and_, exists, func, select

from app.accounts.guards import current_merchant, current_role, may_renew, reads_only
from app.accounts.models import Merchant
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import Issuer, NumberRange
from app.ranges.reserve import Reserve
from app.renewals.models import Moment, Renewal
from app.renewals.reserve.models import ADVISOR, ReserveWarning

# The pages that say the same in their own place.
_OF_A_RENEWAL = frozenset({"renewals", "recording"})
_OF_THE_RESERVE = frozenset({"reserve"})


@dataclass(frozen=True, slots=True)
class ReserveNotice:
    """What is left of a contract, the renewal under way, and whether this reader may go on with it."""

    contract_id: int
    left: int
    renewal: Renewal | None
    may_renew: bool
    # Whose owner to ask, for those who may not.
    merchant: Merchant
    # Sendcloud issues the numbers: the use since the last report is an estimate.
    is_presumed: bool = False

    @property
    def owner(self) -> str:
        """The owner's name; read from the database only where it is shown."""
        return self.merchant.owner.name

    @property
    def is_about_link(self) -> bool:
        """Whether La Poste's link waits for a click: nothing is more urgent."""
        return self.renewal is not None and self.renewal.waits_for is Moment.LINK

    @property
    def is_urgent(self) -> bool:
        """Whether no label can be made, or a click is missing."""
        return self.is_about_link or not self.left


def reserve_notice() -> ReserveNotice | None:
    """The notice for the person signed in; one query, on pages of a company only.

    A notice that is shown takes more where Sendcloud issues the numbers.
    """
    if not _is_for_a_company() or request.blueprint in _OF_A_RENEWAL:
        return None
    found = _read_state(current_merchant())
    if found is None:
        return None
    contract_id, left, renewal, is_warned, is_elsewhere = found
    notice = ReserveNotice(contract_id, left, renewal, may_renew(), current_merchant())
    if notice.is_about_link:
        return notice
    says_it_itself = request.blueprint in _OF_THE_RESERVE
    if says_it_itself or not (is_warned or not left):
        return None
    return _presume(notice) if is_elsewhere else notice


def _presume(notice: ReserveNotice) -> ReserveNotice:
    """The notice with the estimate of what is left, as on the page of the reserve."""
    reserve = Reserve.of(db.session.get_one(Contract, notice.contract_id))
    return replace(notice, left=reserve.presumed_left, is_presumed=reserve.is_presumed)


def _is_for_a_company() -> bool:
    if not current_user.is_authenticated:
        return False
    return reads_only() or (not current_user.is_advisor and current_role() is not None)


def _read_state(merchant: Merchant) -> tuple[int, int, Renewal | None, bool, bool] | None:
    """Contract, numbers left, open renewal, whether warned of, whether Sendcloud issues some.

    None without an active contract. Only warnings since the newest range count.
    """
    left = _of_ranges(func.sum(NumberRange.left_column()))
    warned = exists().where(
        ReserveWarning.contract_id == Contract.id,
        ReserveWarning.armed_by == _of_ranges(func.max(NumberRange.id)),
        ReserveWarning.threshold != ADVISOR,
    )
    elsewhere = exists().where(
        NumberRange.contract_id == Contract.id,
        NumberRange.issuer == Issuer.SENDCLOUD,
        NumberRange.left_column() > 0,
    )
    query = (
        select(
            Contract.id, left, Renewal, warned.correlate(Contract), elsewhere.correlate(Contract)
        )
        .select_from(Contract)
        .outerjoin(Renewal, and_(Renewal.contract_id == Contract.id, *Renewal.is_going_on()))
        .where(Contract.merchant_id == merchant.id, *Contract.active())
        .order_by(Contract.id.desc())
    )
    row = db.session.execute(query.limit(1)).first()
    return (row[0], int(row[1]), row[2], bool(row[3]), bool(row[4])) if row else None


def _of_ranges(figure: ColumnElement[int]) -> ColumnElement[int]:
    """A figure over the ranges of the contract in the outer query, 0 where it has none."""
    own = select(func.coalesce(figure, 0)).where(NumberRange.contract_id == Contract.id)
    return own.correlate(Contract).scalar_subquery()
