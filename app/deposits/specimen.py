"""The specimen deposit slip of a contract, before its first deposit."""

from dataclasses import replace
from datetime import date

from app.contracts.models import Contract
from app.deposits.list_pages import SlipLine
from app.deposits.paper import SlipSheet
from app.deposits.printing import slip_pdf
from app.deposits.sheet import grid_of
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, write

# Made-up items in several bands and zones, so that the grid has entries.
_ITEMS = (
    ("Camille Exemple", "33000", 120, "COMMANDE-0001"),
    ("Dominique Modèle", "69002", 85, "COMMANDE-0002"),
    ("Société Exemple", "59000", 240, "COMMANDE-0003"),
    ("Claude Spécimen", "35000", 18, "COMMANDE-0004"),
    ("Sacha Démonstration", "97400", 95, "COMMANDE-0005"),
    ("Maxime Échantillon", "13001", 610, "COMMANDE-0006"),
)
FIRST_SERIAL = 123_456_789
# The first slip has number 1.
NO_SLIP = 0


def example_sheet(on: date) -> SlipSheet:
    """Return a made-up slip with an entry in every place."""
    items = [_line(rank, *item) for rank, item in enumerate(_ITEMS)]
    return SlipSheet(
        company="Société Exemple",
        address=("12 rue du Spécimen", "33000 Bordeaux"),
        phone="",
        email="exemple@exemple.fr",
        tracking_account="123456",
        contract_number="D-1234567-8",
        coclico="00123456",
        coclico_billing="00123456",
        site_name="Bordeaux PIC",
        site_code="33000A",
        site_s3c_code="",
        deposit_date=on,
        number=NO_SLIP,
        description="",
        franking_authorisation="D-1234567-8",
        **grid_of(items, on),
        items=items,
    )


def sheet_of(contract: Contract, on: date) -> SlipSheet:
    """Return a specimen with what is known of the contract."""
    site = contract.site
    return replace(
        example_sheet(on),
        company=contract.merchant.company,
        address=contract.sender_lines[1:],
        email=contract.merchant.owner.email,
        tracking_account=contract.tracking_account or "",
        contract_number=contract.contract_number or "",
        coclico=contract.coclico or "",
        coclico_billing=contract.coclico or "",
        site_name=site.name if site else "",
        site_code=(site.code or "") if site else "",
        franking_authorisation=contract.contract_number or "",
        specimen=True,
    )


def specimen_pdf(contract: Contract, on: date) -> bytes:
    """Return the specimen as PDF, the form and its list. Raises what `slip_pdf` raises."""
    return slip_pdf(sheet_of(contract, on))


def _line(rank: int, recipient: str, postcode: str, grams: int, reference: str) -> SlipLine:
    number = write(SPECIMEN_PRODUCT_CODE, FIRST_SERIAL + rank)
    return SlipLine(number, recipient, postcode, grams, reference)
