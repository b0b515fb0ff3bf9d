"""Deposit slips, their items, and their numbers, which have no gaps."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Merchant, User, record
from app.accounts.ownership import MerchantOwned
from app.clock import now
from app.contracts.locking import lock_alone
from app.contracts.models import Contract, DepositSite
from app.database import Model, insert_new
from app.extensions import db
from app.high_water.checking import check_counters, note_row, note_values
from app.labels.models import Batch, Label


class LabelsChanged(Exception):
    """Some labels are on a slip, voided or do not exist; `left` are the ids of the others."""

    def __init__(self, left: Sequence[Label]) -> None:
        super().__init__(f"{len(left)} left")
        self.left = [label.id for label in left]


class OtherSite(Exception):
    """Some labels state another deposit site; a slip is for one site."""

    def __init__(self, labels: Sequence[Label]) -> None:
        super().__init__(f"{len(labels)} labels")
        self.labels = labels


class SeveralProducts(Exception):
    """The labels are of several products; a slip is for one."""


class DepositCounter(Model):
    """The last slip number, by billing COCLICO and year of the deposit.

    So the unique key of a slip (`SlipSheet.unique_key`) is unique whatever its first field is.
    """

    __tablename__ = "deposit_counter"
    __table_args__ = (UniqueConstraint("coclico", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    coclico: Mapped[str] = mapped_column(String(8))
    year: Mapped[int]
    last_number: Mapped[int]

    @property
    def counter(self) -> str:
        """The name of its high-water mark."""
        return _mark_of(self.coclico, self.year)

    @classmethod
    def next_number(cls, coclico: str, year: int) -> int:
        """Return the next number. Other transactions wait until the commit, so there are no gaps.

        Raises `DatabaseRestored`.
        """
        insert_new(db.session, cls, [{"coclico": coclico, "year": year, "last_number": 0}])
        counted = (
            update(cls)
            .where(cls.coclico == coclico, cls.year == year)
            .values(last_number=cls.last_number + 1)
            .returning(cls.last_number)
        )
        number = db.session.scalars(counted).one()
        check_counters({_mark_of(coclico, year): number - 1})
        note_values({_mark_of(coclico, year): number})
        return number


def _mark_of(coclico: str, year: int) -> str:
    return f"slips-{coclico}-{year}"


class DepositSlip(MerchantOwned, Model):
    """What is handed over on one day at one site, under one contract."""

    __tablename__ = "deposit_slip"
    __table_args__ = (
        UniqueConstraint("coclico", "year", "number"),
        UniqueConstraint("merchant_id", "request_key"),
        Index("ix_deposit_slip_merchant", "merchant_id", "deposit_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    merchant_id: Mapped[int] = mapped_column(ForeignKey(Merchant.id))
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id))
    site_id: Mapped[int] = mapped_column(ForeignKey(DepositSite.id))
    coclico: Mapped[str] = mapped_column(String(8))
    year: Mapped[int]
    number: Mapped[int]
    deposit_date: Mapped[date]
    request_key: Mapped[str] = mapped_column(String(36))
    # Company, contract and site: a copy, so that later changes do not affect the slip.
    identification: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    merchant: Mapped[Merchant] = relationship()
    contract: Mapped[Contract] = relationship()
    items: Mapped[list["DepositItem"]] = relationship(
        back_populates="slip", order_by="DepositItem.id"
    )

    @property
    def full_number(self) -> str:
        """The number with its year, as shown: « 2026-000042 »."""
        return f"{self.year}-{self.number:06d}"

    @property
    def labels(self) -> list[Label]:
        """The labels on the slip, by tracking number."""
        live = (item.label for item in self.items if item.released_at is None)
        return sorted(live, key=lambda label: label.tracking_number)

    @classmethod
    def all_of(cls, merchant: Merchant) -> Select[Self]:
        """Return the query of a merchant's slips, newest first."""
        return select(cls).where(cls.merchant_id == merchant.id).order_by(cls.id.desc())

    @classmethod
    def requested_as(cls, merchant: Merchant, request_key: str) -> Self | None:
        """Return the slip that an earlier request with this key has made."""
        asked = select(cls).where(cls.merchant_id == merchant.id, cls.request_key == request_key)
        return db.session.scalar(asked)

    @classmethod
    def counts(cls, slips: "Sequence[DepositSlip]") -> dict[int, int]:
        """Return the number of items on each of these slips, by its id."""
        counted = (
            select(DepositItem.slip_id, func.count())
            .where(DepositItem.slip_id.in_([slip.id for slip in slips]))
            .where(DepositItem.released_at.is_(None))
            .group_by(DepositItem.slip_id)
        )
        return dict(db.session.execute(counted).all())


class DepositItem(Model):
    """A label on a slip."""

    __tablename__ = "deposit_item"
    __table_args__ = (
        Index(
            "uq_deposit_item_live_label",
            "label_id",
            unique=True,
            sqlite_where=text("released_at IS NULL"),
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slip_id: Mapped[int] = mapped_column(ForeignKey(DepositSlip.id), index=True)
    label_id: Mapped[int] = mapped_column(ForeignKey(Label.id))
    released_at: Mapped[datetime | None]

    slip: Mapped[DepositSlip] = relationship(back_populates="items")
    # Joined: the items of a slip are loaded for their labels.
    label: Mapped[Label] = relationship(lazy="joined", innerjoin=True)


def make_slip(
    contract: Contract,
    label_ids: Sequence[int],
    *,
    site: DepositSite,
    deposit_date: date,
    request_key: str,
    by: User,
) -> DepositSlip:
    """Make a slip with these labels; all or none.

    Call it in a write transaction. A second call with the same request key returns the same slip.
    Raises `LabelsChanged`, `OtherSite`, `SeveralProducts` and `DatabaseRestored`.
    """
    lock_alone(contract.id)
    made = DepositSlip.requested_as(contract.merchant, request_key)
    if made:
        return made
    labels = _lock_labels_to_deposit(contract.merchant, label_ids)
    _check_one_site_and_product(labels, site)
    slip = _new_slip(contract, site, deposit_date, request_key, by)
    for label in labels:
        slip.items.append(DepositItem(label_id=label.id))
        label.listed_at = now()
    db.session.add(slip)
    db.session.flush()  # the row needs an id
    note_row("slips", slip.id)
    record("deposit_slip.created", slip, contract.merchant, by, items=len(labels))
    return slip


def _lock_labels_to_deposit(merchant: Merchant, label_ids: Sequence[int]) -> list[Label]:
    labels = Label.of(merchant, label_ids, lock=True)
    left = [label for label in labels if not (label.is_listed or label.is_voided)]
    if not left or len(left) != len(set(label_ids)):
        raise LabelsChanged(left)
    return left


def _check_one_site_and_product(labels: Sequence[Label], site: DepositSite) -> None:
    """Raise `OtherSite` or `SeveralProducts`.

    La Poste refuses a deposit of more than one service. Source: the refusal list on La Poste's
    form; certain.
    """
    batches = select(Batch).where(Batch.id.in_({label.batch_id for label in labels}))
    elsewhere = {batch.id for batch in db.session.scalars(batches) if batch.site_id != site.id}
    if elsewhere:
        raise OtherSite([label for label in labels if label.batch_id in elsewhere])
    if len({label.tracking_number[:2] for label in labels}) > 1:
        raise SeveralProducts


def _new_slip(
    contract: Contract, site: DepositSite, deposit_date: date, request_key: str, by: User
) -> DepositSlip:
    if contract.coclico is None:
        raise LookupError("an active contract has a COCLICO")
    return DepositSlip(
        merchant_id=contract.merchant_id,
        contract_id=contract.id,
        site_id=site.id,
        coclico=contract.coclico,
        year=deposit_date.year,
        number=DepositCounter.next_number(contract.coclico, deposit_date.year),
        deposit_date=deposit_date,
        request_key=request_key,
        identification=_identification(contract, site),
        created_by_id=by.id,
    )


def _identification(contract: Contract, site: DepositSite) -> dict[str, Any]:
    return {
        "company": contract.merchant.company,
        "address": list(contract.sender_lines[1:]),
        "email": contract.merchant.owner.email,
        "tracking_account": contract.tracking_account,
        "contract_number": contract.contract_number,
        "coclico": contract.coclico,
        "site_name": site.name,
        "site_code": site.code or "",
    }
