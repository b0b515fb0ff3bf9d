"""Who was warned of what: written in the mail's transaction, so that no mail goes twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Self

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User
from app.clock import now
from app.contracts.models import Contract
from app.database import Model, insert_new
from app.extensions import db
from app.ranges.models import NumberRange

# Stands in place of a threshold for the mail to the advisor, which the merchant does not get.
ADVISOR = "advisor"


class ReserveWarning(Model):
    """A threshold that somebody was warned of. A new or corrected range starts the warnings over."""

    __tablename__ = "reserve_warning"
    __table_args__ = (UniqueConstraint("contract_id", "armed_by", "threshold"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    # The newest range at that time, 0 where there was none.
    armed_by: Mapped[int]
    threshold: Mapped[str] = mapped_column(String(20))
    warned_at: Mapped[datetime] = mapped_column(default=now)

    @classmethod
    def of(cls, contract: Contract) -> list[Self]:
        """Every warning that a merchant had about a contract, oldest first."""
        own = select(cls).where(cls.contract_id == contract.id, cls.threshold != ADVISOR)
        return list(db.session.scalars(own.order_by(cls.id)))


class AdvisorDigest(Model):
    """A day on which an advisor had the digest of reserves that end."""

    __tablename__ = "advisor_digest"
    __table_args__ = (UniqueConstraint("advisor_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    advisor_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    day: Mapped[date]


class SupportDigest(Model):
    """A day on which the support had the digest of the merchants without an advisor."""

    __tablename__ = "support_digest"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(unique=True)


def newest_warnings(contracts: Sequence[Contract]) -> dict[tuple[int, int], datetime]:
    """When a merchant was last warned of another threshold, by contract and newest range."""
    newest = (
        select(
            ReserveWarning.contract_id,
            ReserveWarning.armed_by,
            func.max(ReserveWarning.warned_at, type_=ReserveWarning.warned_at.type),
        )
        .where(
            ReserveWarning.contract_id.in_([contract.id for contract in contracts]),
            ReserveWarning.threshold != ADVISOR,
        )
        .group_by(ReserveWarning.contract_id, ReserveWarning.armed_by)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(newest)}


def warned_thresholds(contracts: Sequence[Contract]) -> dict[tuple[int, int], set[str]]:
    """The thresholds already warned of, by contract and newest range."""
    ids = [contract.id for contract in contracts]
    found = defaultdict(set)
    for row in db.session.scalars(
        select(ReserveWarning).where(ReserveWarning.contract_id.in_(ids))
    ):
        found[row.contract_id, row.armed_by].add(row.threshold)
    return found


def claim_warnings(contract: Contract, armed_by: int, thresholds: Iterable[str]) -> bool:
    """Note that these are warned of; False if another worker has noted them all."""
    rows = [
        {"contract_id": contract.id, "armed_by": armed_by, "threshold": one, "warned_at": now()}
        for one in thresholds
    ]
    return insert_new(db.session, ReserveWarning, rows) > 0


def reset_warnings(contract: Contract) -> None:
    """Forget the warnings: the newest range has other numbers. Call it with the contract locked."""
    newest = select(func.max(NumberRange.id)).where(NumberRange.contract_id == contract.id)
    db.session.execute(
        delete(ReserveWarning).where(
            ReserveWarning.contract_id == contract.id,
            ReserveWarning.armed_by == newest.scalar_subquery(),
        )
    )


def claim_digest(advisor: User | None, day: date) -> bool:
    """Note that an advisor, or the support, has the digest of this day; False if they have it already."""
    if advisor is None:
        return insert_new(db.session, SupportDigest, [{"day": day}]) > 0
    return insert_new(db.session, AdvisorDigest, [{"advisor_id": advisor.id, "day": day}]) > 0
