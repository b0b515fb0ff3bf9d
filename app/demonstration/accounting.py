"""Made-up prices for the active merchant, and an invoice of last month."""

from datetime import date

from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.demonstration.photos import photo_of_an_invoice
from app.deposits.price_grids import set_prices
from app.formats import month
from app.invoices.models import add_invoice
from app.months import first_of, month_after
from app.shipments.weight_bands import bands
from app.shipments.zones import Zone
from app.uploads.models import check_upload, write_file

# Ten-thousandths of a euro, by weight band. Made up, not La Poste's.
_METROPOLE = (11_125, 19_875, 26_340, 38_450, 51_275, 63_890, 79_915, 94_500)
_FURTHER = 4_275


def load(contract: Contract, person: User) -> None:
    """Set prices for last year and, higher, for this year, and add an invoice."""
    for year, rise in ((today().year - 1, 0), (today().year, 215)):
        prices = {}
        for band, price in zip(bands(today()), _METROPOLE, strict=True):
            prices[band, Zone.METROPOLE] = price + rise
            prices[band, Zone.OM1] = price + rise + _FURTHER
        set_prices(contract, date(year, 1, 1), prices, instead_of=None, by=person)
    last = month_after(first_of(today()), -1)
    photo = photo_of_an_invoice(contract.coclico or "", month(last))
    file = write_file(check_upload(photo), f"facture-{last:%Y-%m}.jpg")
    add_invoice(contract, file, last, person)
