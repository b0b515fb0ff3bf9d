"""The label of a contract as it will be, before any number or shipment exists."""

from dataclasses import replace
from datetime import date

from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
from app.extensions import db
from app.labels.printing import LabelFace, labels_pdf
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, write
from app.uploads.models import Upload

TITLE = "Spécimen d’étiquette Lettre Suivie"
NUMBER = write(SPECIMEN_PRODUCT_CODE, 123_456_789)
# Nobody lives here: the street is none that a town would name so.
RECIPIENT = ("Camille Exemple", "RESIDENCE LE MODELE", "12 RUE DU SPECIMEN", "33000 BORDEAUX")
REFERENCE = "COMMANDE-0001"
GRAMS = 120

# What stands where the contract does not tell yet.
UNKNOWN_SENDER = ("Expéditeur à indiquer", "NUMERO ET RUE", "CODE POSTAL ET VILLE")
UNKNOWN_NUMBER = "Contrat à venir"
UNKNOWN_SITE = "À convenir"


def face_of(
    contract: Contract,
    on: date,
    settings: LabelSettings | None = None,
    artwork: bytes | None = None,
) -> LabelFace:
    """A specimen with what the contract tells, by default with the settings it has.

    `artwork` is a picture that is not kept yet.
    """
    settings = settings or label_settings_of(contract)
    return LabelFace(
        recipient=RECIPIENT,
        sender=contract.sender_lines or UNKNOWN_SENDER,
        franking=settings.franking,
        product=settings.product,
        tracking_number=NUMBER,
        reference=REFERENCE,
        grams=GRAMS,
        deposit_site=contract.site.name if contract.site else UNKNOWN_SITE,
        deposit_date=on,
        bar_height_mm=settings.bar_height_mm,
        specimen=True,
        artwork=artwork or _artwork(settings),
    )


def _artwork(settings: LabelSettings) -> bytes | None:
    kept = db.session.get(Upload, settings.artwork_id) if settings.artwork_id else None
    return kept.read() if kept else None


def label_settings_of(contract: Contract) -> LabelSettings:
    """Its settings; the mention by default says where the contract's number will stand."""
    settings, stored = contract.label_settings, contract.stored_label_settings
    if contract.contract_number or (stored and stored.franking):
        return settings
    return replace(settings, franking=(*settings.franking, UNKNOWN_NUMBER))


def specimen_pdf(
    contract: Contract,
    on: date,
    settings: LabelSettings | None = None,
    artwork: bytes | None = None,
) -> bytes:
    """The specimen on paper. Raises what `labels_pdf` raises."""
    return labels_pdf([face_of(contract, on, settings, artwork)], TITLE)
