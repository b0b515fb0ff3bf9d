"""What a contract decides about its labels, and within which bounds. Pure.

No public document gives the wording of the port-payé block or the height of the bars for letters,
hence settings. Sources of the bounds: ISO/IEC 15417 asks of Code 128 that is read by hand a height
of 15 % of its width, 50.25 mm here; La Poste asks 27 mm on parcels (Colissimo), the most that
anybody would want. At both the label still carries an address of six lines.
"""

from dataclasses import dataclass

LOWEST_BARS_MM = 8
HIGHEST_BARS_MM = 27
DEFAULT_BARS_MM = 15

DEFAULT_PRODUCT = "LETTRE SUIVIE"

# What the columns hold. That the text fits its frame on paper is stricter, and is for `labels`.
LONGEST_FRANKING = 200
LONGEST_PRODUCT = 40


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """The lines of the port-payé block, the product's name, and the height of the bars in mm.

    `artwork_id`: the picture that La Poste has supplied, printed in place of the lines.
    """

    franking: tuple[str, ...]
    product: str
    bar_height_mm: int
    artwork_id: int | None = None


def default_franking(contract_number: str | None) -> tuple[str, ...]:
    """The *port payé* mention. Its exact wording is not public: these words are a default."""
    return ("PORT PAYÉ", *((f"Contrat {contract_number}",) if contract_number else ()))


def default_settings(contract_number: str | None) -> LabelSettings:
    """What the labels say as long as no advisor has set anything."""
    return LabelSettings(default_franking(contract_number), DEFAULT_PRODUCT, DEFAULT_BARS_MM)
