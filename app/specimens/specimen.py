"""The specimens of a merchant: their paper, and how it looks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.accounts.models import Merchant
from app.clock import today
from app.contracts.models import Contract
from app.deposits import specimen as slip
from app.labels import specimen as label
from app.printing.joining import join_pdfs
from app.printing.pictures import page_picture

# A label is seen in its true size and more, a sheet of A4 as a whole.
LABEL_DPI, SLIP_DPI = 150, 100


class SenderUnknown(Exception):
    """The merchant has not told their address yet: nothing could be printed in their name."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of specimen: what makes its PDF, what a download is called, how it is looked at."""

    pdf: Callable[[Contract, date], bytes]
    filename: str
    dpi: int

    def of(self, merchant: Merchant) -> bytes:
        """The PDF in the name of this merchant, of today. Raises `SenderUnknown`."""
        return self.pdf(_contract_of(merchant), today())

    def picture_of(self, merchant: Merchant) -> bytes:
        """Its first page as a PNG. Raises `SenderUnknown`."""
        return page_picture(self.of(merchant), dpi=self.dpi)


PAPERS = {
    "label": Paper(label.specimen_pdf, "specimen-etiquette", LABEL_DPI),
    "slip": Paper(slip.specimen_pdf, "specimen-bordereau", SLIP_DPI),
}


def enclosure(merchant: Merchant) -> bytes:
    """The label and the slip as one PDF, to go with a letter. Raises `SenderUnknown`."""
    return join_pdfs(*(paper.of(merchant) for paper in PAPERS.values()))


def _contract_of(merchant: Merchant) -> Contract:
    contract = Contract.of(merchant)
    if contract is None or not contract.sender_lines:
        raise SenderUnknown
    return contract
