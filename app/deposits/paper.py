"""The content of a printed deposit slip, in the order of La Poste's form. Pure."""

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
    """The content of a deposit slip, in the order of La Poste's form.

    An unknown text is empty, and printed as a line to write on. `counts` are the declared items by
    band and zone. Without `items` only the form is printed. `prices` are the known unit prices, in
    ten-thousandths of a euro. A `specimen` is marked as such on each page, and has no unique key.
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
        """The title of the document."""
        if self.specimen:
            return "Spécimen de bordereau de dépôt"
        return f"Bordereau de dépôt n° {self.padded_number} du {self.deposit_date:%d/%m/%Y}"

    @property
    def padded_number(self) -> str:
        """The slip's number, padded to 6 digits."""
        return f"{self.number:0{NUMBER_DIGITS}d}"

    @property
    def unique_key(self) -> str:
        """`site;COCLICO facturation;year and number`; empty if a part is unknown.

        The site is given by its S3C code, or else by its own code. Source: third-party code only;
        no document of La Poste is known.
        """
        site = self.site_s3c_code or self.site_code
        billing = self.coclico_billing or self.coclico
        if not (site and billing):
            return ""
        return f"{site};{billing};{self.deposit_date.year}{self.padded_number}"

    @property
    def printed_key(self) -> str:
        """The unique key to print; empty on a specimen."""
        return "" if self.specimen else self.unique_key

    def count(self, band: Band, zone: str) -> int:
        """Return the number of items in a band and zone."""
        return self.counts.get((band, zone), 0)

    def zone_total(self, zone: str) -> int:
        """Return the number of items in a zone."""
        return sum(self.count(band, zone) for band in self.bands)

    @property
    def amounts(self) -> Amounts[tuple[Band, str]]:
        """What the items cost, as far as prices are known."""
        return Amounts(self.counts, self.prices)

    def zone_amount(self, zone: str) -> int | None:
        """Return what the items of a zone cost, in cents; None if a price is missing."""
        return self.amounts.sum_of([(band, zone) for band in self.bands])

    @property
    def total(self) -> int:
        """The number of all items."""
        return sum(self.counts.values())
