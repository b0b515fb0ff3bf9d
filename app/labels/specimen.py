"""The specimen label of a contract, before it has numbers or shipments."""

from dataclasses import replace
from datetime import date

from app.contracts.label_settings import LabelSettings
from app.contracts.models import Contract
from app.extensions import db
from app.labels.printing import LabelContent, labels_pdf
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, write
from app.uploads.models import Upload

TITLE = "Spécimen d’étiquette Lettre Suivie"
NUMBER = write(SPECIMEN_PRODUCT_CODE, 123_456_789)
# A made-up address.
RECIPIENT = ("Camille Exemple", "RESIDENCE LE MODELE", "12 RUE DU SPECIMEN", "33000 BORDEAUX")
REFERENCE = "COMMANDE-0001"
GRAMS = 120

# Printed for what is not known of the contract yet.
UNKNOWN_SENDER = ("Expéditeur à indiquer", "NUMERO ET RUE", "CODE POSTAL ET VILLE")
UNKNOWN_NUMBER = "Contrat à venir"
UNKNOWN_SITE = "À convenir"


def specimen_content(
    contract: Contract,
    on: date,
    settings: LabelSettings | None = None,
    artwork: bytes | None = None,
) -> LabelContent:
    """Return the content of a specimen label, by default with the contract's settings.

    `artwork` is a picture that is not stored yet.
    """
    settings = settings or label_settings_of(contract)
    return LabelContent(
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
    """Return the contract's settings; without a contract number, a placeholder is printed."""
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
    """Return the specimen label as PDF. Raises what `labels_pdf` raises."""
    return labels_pdf([specimen_content(contract, on, settings, artwork)], TITLE)
