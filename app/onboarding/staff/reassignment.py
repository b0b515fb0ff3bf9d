"""Giving the merchants of one advisor to another, all of them at once."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Merchant, User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding import mails
from app.onboarding.staff import mails as handover_mails


class NobodyToReassignTo(Exception):
    """Merchants are left, and nobody was named to look after them."""


def counts(people: Sequence[User]) -> dict[int, int]:
    """How many contracts each of these people looks after, or was written to about."""
    counted = (
        select(User.id, func.count(Contract.id))
        .join(Contract, _looks_after(User.id, User.email))
        .where(User.id.in_([person.id for person in people]))
        .group_by(User.id)
    )
    return dict(db.session.execute(counted).all())


def reassign(advisor: User, to: User | None, by: User) -> int:
    """Give every contract that an advisor looks after to another; how many those were.

    Those that only wrote to the advisor go along: their letters would reach nobody. The merchants
    and both advisors read who looks after them now. Call it in a write transaction. Raises
    `NobodyToReassignTo`.
    """
    theirs = _locked(advisor)
    if theirs and (to is None or to.id == advisor.id or not to.is_active or not to.is_advisor):
        raise NobodyToReassignTo
    for contract in theirs:
        if to and contract.assign(to, by):
            mails.handled_by(contract, to)
    if to and theirs:
        handover_mails.reassigned(to, advisor, len(theirs), by)
    return len(theirs)


def _locked(advisor: User) -> list[Contract]:
    """Their contracts; the companies are locked first, as wherever a contract is changed."""
    theirs = _looks_after(advisor.id, advisor.email)
    companies = select(Contract.merchant_id).where(theirs)
    locked = select(Merchant).where(Merchant.id.in_(companies)).order_by(Merchant.id)
    db.session.scalars(locked.with_for_update()).all()
    contracts = select(Contract).where(theirs).order_by(Contract.id).with_for_update(of=Contract)
    return list(db.session.scalars(contracts.execution_options(populate_existing=True)))


def _looks_after(user_id: object, email: object) -> ColumnElement[bool]:
    written_to = and_(
        Contract.taken_by_id.is_(None),
        Contract.requested_to == email,
        Contract.requested_at.is_not(None),
    )
    return or_(Contract.taken_by_id == user_id, written_to)
