"""What a contract's labels say, the height of their bars, and the limits of both. Pure.

They are settings because no public document gives the wording of the port-payé block, or the height
of the bars on letters. Lowest height: ISO/IEC 15417 asks that a Code 128 scanned by hand be at least
15 % as high as it is wide, and it is 50.25 mm wide here. Highest: what La Poste asks for on parcels
(Colissimo). At both heights an address of six lines fits on the label.
"""

from dataclasses import dataclass

LOWEST_BARS_MM = 8
HIGHEST_BARS_MM = 27
DEFAULT_BARS_MM = 15

DEFAULT_PRODUCT = "LETTRE SUIVIE"

# Lengths of the columns. `labels` also checks that the text fits its frame on paper.
LONGEST_FRANKING = 200
LONGEST_PRODUCT = 40


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """The lines of the port-payé block, the product's name, and the height of the bars in mm.

    `artwork_id`: the upload of a picture supplied by La Poste, printed instead of the lines.
    """

    franking: tuple[str, ...]
    product: str
    bar_height_mm: int
    artwork_id: int | None = None


def default_franking(contract_number: str | None) -> tuple[str, ...]:
    """The lines of the *port payé* block by default. La Poste's exact wording is not public."""
    return ("PORT PAYÉ", *((f"Contrat {contract_number}",) if contract_number else ()))


def default_settings(contract_number: str | None) -> LabelSettings:
    """What the labels say as long as no advisor has set anything."""
    return LabelSettings(default_franking(contract_number), DEFAULT_PRODUCT, DEFAULT_BARS_MM)
