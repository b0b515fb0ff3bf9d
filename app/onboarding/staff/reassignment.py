"""Giving all merchants of one advisor to another."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from app.accounts.models import Merchant, User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.mails import send_handler_notice
from app.onboarding.staff.mails import send_reassignment_notice


class NobodyToReassignTo(Exception):
    """The advisor has merchants, and no active colleague was named to take them over."""


def count_contracts(people: Sequence[User]) -> dict[int, int]:
    """How many contracts each of these people has, by their id; people without any are left out.

    A contract that nobody has taken counts for the advisor its request was sent to.
    """
    counted = (
        select(User.id, func.count(Contract.id))
        .join(Contract, _looks_after(User.id, User.email))
        .where(User.id.in_([person.id for person in people]))
        .group_by(User.id)
    )
    return dict(db.session.execute(counted).all())


def reassign(advisor: User, to: User | None, by: User) -> int:
    """Give every contract of an advisor to another; return how many.

    This includes requests sent to the advisor that nobody has taken. The merchants and both
    advisors are told by mail. Call it in a write transaction. Raises `NobodyToReassignTo`.
    """
    theirs = _lock_contracts(advisor)
    if theirs and (to is None or to.id == advisor.id or not to.is_active or not to.is_advisor):
        raise NobodyToReassignTo
    for contract in theirs:
        if to and contract.assign(to, by):
            send_handler_notice(contract, to)
    if to and theirs:
        send_reassignment_notice(to, advisor, len(theirs), by)
    return len(theirs)


def _lock_contracts(advisor: User) -> list[Contract]:
    """Lock and return their contracts. Companies are locked first, as everywhere else."""
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
