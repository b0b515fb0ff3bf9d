"""Makes a batch of labels in one transaction: draws numbers, and stores what is printed."""

from collections.abc import Sequence
from datetime import date

from app.accounts.models import User, record
from app.clock import now
from app.contracts.locking import lock_alone
from app.contracts.models import Contract, DepositSite
from app.extensions import db
from app.labels.models import Batch, Label
from app.labels.paper_formats import ROLL
from app.ranges.models import ContractSuspended, DrawnNumber, draw_numbers
from app.shipments.models import Shipment


class ContractNotActive(Exception):
    """The contract is not activated, so no label can be made."""


class SiteWithdrawn(Exception):
    """The deposit site was withdrawn."""


class ShipmentsChanged(Exception):
    """Some shipments have a label or do not exist; `left` are the ids of the others."""

    def __init__(self, left: Sequence[Shipment]) -> None:
        super().__init__(f"{len(left)} left")
        self.left = [shipment.id for shipment in left]


class CustomsUnanswered(Exception):
    """Some shipments go overseas without a confirmed customs declaration."""


def make_labels(
    contract: Contract,
    shipment_ids: Sequence[int],
    *,
    site: DepositSite,
    deposit_date: date,
    request_key: str,
    customs_cleared: bool,
    by: User,
) -> Batch:
    """Make a label with the next tracking number for each shipment; all or none.

    Call it in a write transaction. A second call with the same request key returns the same batch.
    Raises `ContractNotActive`, `ContractSuspended`, `SiteWithdrawn`, `ShipmentsChanged`,
    `CustomsUnanswered` and `RangeExhausted`.
    """
    lock_alone(contract.id)
    made = Batch.requested_as(contract.merchant, request_key)
    if made:
        return made
    if not contract.is_activated:
        raise ContractNotActive
    if contract.is_suspended:
        raise ContractSuspended
    if site.is_withdrawn:
        raise SiteWithdrawn
    shipments = _still_to_prepare(contract, shipment_ids)
    _answer_for_customs(shipments, customs_cleared, by)
    batch = _batch(contract, site, deposit_date, request_key, by)
    db.session.add(batch)
    db.session.flush()
    numbers = draw_numbers(contract, len(shipments), by=by, purpose=f"batch:{batch.id}")
    for shipment, number in zip(shipments, numbers, strict=True):
        db.session.add(_label(batch, shipment, number))
        shipment.labelled_at = now()
    record("batch.created", batch, contract.merchant, by, labels=len(shipments))
    return batch


def _still_to_prepare(contract: Contract, shipment_ids: Sequence[int]) -> list[Shipment]:
    shipments = Shipment.of(contract.merchant, shipment_ids, lock=True)
    left = [shipment for shipment in shipments if shipment.labelled_at is None]
    if not left or len(left) != len(set(shipment_ids)):
        raise ShipmentsChanged(left)
    return left


def _answer_for_customs(shipments: Sequence[Shipment], cleared: bool, by: User) -> None:
    """Note the confirmation of the customs declaration. Raises `CustomsUnanswered`.

    Goods sent overseas without a declaration are returned. Source: La Poste's help pages.
    """
    for shipment in shipments:
        if shipment.goes_overseas and shipment.customs_cleared_at is None:
            if not cleared:
                raise CustomsUnanswered
            shipment.clear_customs(by)


def _batch(
    contract: Contract, site: DepositSite, deposit_date: date, request_key: str, by: User
) -> Batch:
    settings = contract.label_settings
    return Batch(
        merchant_id=contract.merchant_id,
        contract=contract,
        site_id=site.id,
        deposit_date=deposit_date,
        format=ROLL,
        request_key=request_key,
        sender_lines=list(contract.sender_lines),
        franking_lines=list(settings.franking),
        product_mention=settings.product,
        bar_height_mm=settings.bar_height_mm,
        artwork_id=settings.artwork_id,
        site_name=site.name,
        created_by_id=by.id,
    )


def _label(batch: Batch, shipment: Shipment, drawn: DrawnNumber) -> Label:
    return Label(
        merchant_id=batch.merchant_id,
        batch_id=batch.id,
        shipment_id=shipment.id,
        range_id=drawn.range_id,
        serial=drawn.serial,
        tracking_number=drawn.number,
        recipient_lines=list(shipment.address.printed_lines()),
        postcode=shipment.postcode,
        reference=shipment.reference,
        grams=shipment.grams,
    )
