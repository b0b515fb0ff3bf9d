"""Labels and slips of the past weeks, so that reserves have a history to forecast from."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import select, update

from app.accounts.models import User
from app.clock import PARIS, now, today
from app.contracts.models import Contract
from app.deposits.models import make_slip
from app.extensions import db
from app.labels.making import make_labels
from app.labels.models import Batch, Label
from app.onboarding.desk.checklist import ChecklistMark
from app.ranges.models import NumberDraw, NumberRange
from app.ranges.usage import use_up_to
from app.shipments import importing
from app.shipments.models import Shipment

WEEKS = 6
# Labels on each day of the week, Monday to Sunday.
SENT_A_DAY = (7, 4, 4, 3, 5, 0, 0)
# Labels in all weeks.
SENT = WEEKS * sum(SENT_A_DAY)
SENT_AT_SENDCLOUD = (38, 24, 22, 25, 31, 9, 0)
_HEAD = "Order number,Name,Address,House number,City,Postal code,Country,Weight"


def past_days() -> list[date]:
    """Return the days of the past weeks, oldest first."""
    return [today() - timedelta(days=n) for n in range(7 * WEEKS, 0, -1)]


def send_in_past_weeks(contract: Contract, person: User) -> None:
    """Make the labels of the past weeks, and a slip for each week."""
    _open_since(contract, past_days()[0])
    days = [day for day in past_days() if SENT_A_DAY[day.weekday()]]
    _import_orders(contract, SENT, person)
    batches = [_send_day(contract, day, person) for day in days]
    for week in range(WEEKS):
        listed = [batch for batch in batches if _week(batch.deposit_date) == week]
        if listed:
            _hand_in(contract, listed, week, person)


def use_in_past_weeks(of: NumberRange, person: User) -> None:
    """Report what Sendcloud used on each day of the past weeks."""
    _open_since(of.contract, past_days()[0])
    last, days = of.first_serial - 1, {}
    for day in past_days():
        last += SENT_AT_SENDCLOUD[day.weekday()]
        days[day] = last
    use_up_to(of, last, by=person, days=days)


def _open_since(contract: Contract, day: date) -> None:
    since = _noon(day - timedelta(days=1))
    contract.activated_at = since
    contract.requested_at = contract.taken_at = since - timedelta(days=2)
    for mark in ChecklistMark.of([contract]):
        mark.marked_at = since - timedelta(hours=1)
    for known in NumberRange.all_of(contract):
        known.opened_at = since


def _week(day: date) -> int:
    return (day - past_days()[0]).days // 7


def _import_orders(contract: Contract, count: int, person: User) -> None:
    lines = [
        f"PASSE-{n:04d},Camille Passé,rue des Lilas,{n},Lyon,69002,FR,0.{80 + n % 300:03d}"
        for n in range(1, count + 1)
    ]
    reading = importing.read_file("\n".join([_HEAD, *lines]).encode())
    importing.keep(contract.merchant, reading, filename="semaines-passees.csv", by=person)


def _send_day(contract: Contract, day: date, person: User) -> Batch:
    waiting = select(Shipment.id).where(
        Shipment.merchant_id == contract.merchant_id,
        Shipment.labelled_at.is_(None),
        Shipment.reference.startswith("PASSE-"),
    )
    batch = make_labels(
        contract,
        list(db.session.scalars(waiting.order_by(Shipment.id).limit(SENT_A_DAY[day.weekday()]))),
        site=contract.sites[0],
        deposit_date=day,
        request_key=_key(contract, day.toordinal()),
        customs_cleared=True,
        by=person,
    )
    db.session.flush()
    batch.created_at = _noon(day)
    db.session.execute(
        update(NumberDraw)
        .where(NumberDraw.purpose == f"batch:{batch.id}")
        .values(drawn_on=day, drawn_at=_noon(day))
    )
    return batch


def _hand_in(contract: Contract, batches: list[Batch], week: int, person: User) -> None:
    labels = select(Label.id).where(Label.batch_id.in_([batch.id for batch in batches]))
    slip = make_slip(
        contract,
        list(db.session.scalars(labels)),
        site=contract.sites[0],
        deposit_date=batches[-1].deposit_date,
        request_key=_key(contract, week),
        by=person,
    )
    slip.created_at = _noon(slip.deposit_date)


def _key(contract: Contract, number: int) -> str:
    """Return a request key unique to the contract and number."""
    return str(UUID(int=contract.id * 10_000_000 + number))


def _noon(day: date) -> datetime:
    return min(datetime.combine(day, time(12), PARIS).astimezone(now().tzinfo), now())
