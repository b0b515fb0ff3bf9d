"""What a deposit slip says on paper, in the order of La Poste's form. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.deposits.amounts import Amounts
from app.deposits.list_pages import SlipLine

NUMBER_DIGITS = 6

# Lower and upper bound in grams, both included.
Band = tuple[int, int]


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What a deposit slip says, in the order of La Poste's form.

    Whatever is not known yet is an empty text, and leaves a line to write on. `counts` holds the
    declared items of each band and zone that has any; an empty `items` prints the form alone.
    `prices` holds what is known of the unit prices, in ten-thousandths of a euro.
    A `specimen` says so across each page, and has no unique key.
    """

    company: str
    address: tuple[str, ...]
    phone: str
    email: str
    tracking_account: str
    contract_number: str
    coclico: str
    coclico_billing: str
    site_name: str
    site_code: str
    site_s3c_code: str
    deposit_date: date
    number: int
    description: str
    franking_authorisation: str
    bands: tuple[Band, ...]
    zones: tuple[str, ...]
    counts: Mapping[tuple[Band, str], int]
    items: Sequence[SlipLine]
    specimen: bool = False
    prices: Mapping[tuple[Band, str], int] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """What the document is called."""
        if self.specimen:
            return "Spécimen de bordereau de dépôt"
        return f"Bordereau de dépôt n° {self.padded_number} du {self.deposit_date:%d/%m/%Y}"

    @property
    def padded_number(self) -> str:
        """The slip's number on 6 digits."""
        return f"{self.number:0{NUMBER_DIGITS}d}"

    @property
    def unique_key(self) -> str:
        """`site;COCLICO facturation;year and number`; empty while a part of it is not known.

        The site stands by its S3C code, else by its own. Form seen in third-party code only.
        """
        site = self.site_s3c_code or self.site_code
        billing = self.coclico_billing or self.coclico
        if not (site and billing):
            return ""
        return f"{site};{billing};{self.deposit_date.year}{self.padded_number}"

    @property
    def printed_key(self) -> str:
        """The unique key as the paper carries it: none on a specimen."""
        return "" if self.specimen else self.unique_key

    def count(self, band: Band, zone: str) -> int:
        """The items declared in one cell of the grid."""
        return self.counts.get((band, zone), 0)

    def zone_total(self, zone: str) -> int:
        """The items declared in one zone."""
        return sum(self.count(band, zone) for band in self.bands)

    @property
    def amounts(self) -> Amounts[tuple[Band, str]]:
        """What its items cost, as far as the prices are known."""
        return Amounts(self.counts, self.prices)

    def zone_amount(self, zone: str) -> int | None:
        """What the items of one zone cost, in cents."""
        return self.amounts.sum_of([(band, zone) for band in self.bands])

    @property
    def total(self) -> int:
        """All items declared."""
        return sum(self.counts.values())
