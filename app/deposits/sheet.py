"""A slip as its paper wants it: names of zones in La Poste's words, counts, the list."""

from app.deposits.models import DepositSlip
from app.deposits.printing import SlipLine, SlipSheet
from app.labels.models import Label
from app.printing.text_fit import printable
from app.shipments.totals import totals
from app.shipments.zones import Zone

ZONE_NAMES = {Zone.METROPOLE: "Métropole", Zone.OM1: "OM 1", Zone.OM2: "OM 2"}


def sheet_of(slip: DepositSlip) -> SlipSheet:
    """What the paper says, from the committed rows alone: the same as often as it is printed."""
    labels, who = slip.labels, slip.identification
    counted = totals(labels, slip.deposit_date)
    return SlipSheet(
        company=who["company"],
        address=tuple(who["address"]),
        phone="",
        email=who["email"],
        tracking_account=who["tracking_account"],
        contract_number=who["contract_number"],
        coclico=who["coclico"],
        coclico_billing=slip.coclico,
        site_name=who["site_name"],
        site_code=who["site_code"],
        site_s3c_code="",
        deposit_date=slip.deposit_date,
        number=slip.number,
        description="",
        franking_authorisation=who["contract_number"],
        bands=tuple((band.lower, band.upper) for band in counted.bands),
        zones=tuple(ZONE_NAMES.values()),
        counts={
            ((band.lower, band.upper), ZONE_NAMES[zone]): count
            for (band, zone), count in counted.counts.items()
        },
        items=[_line(label) for label in labels],
    )


def _line(label: Label) -> SlipLine:
    return SlipLine(
        tracking_number=label.tracking_number,
        recipient=label.recipient,
        postcode=label.postcode,
        grams=label.grams,
        reference=printable(label.reference),
    )
