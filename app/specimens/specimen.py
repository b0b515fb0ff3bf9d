"""The specimens of a merchant, as PDFs and pictures."""

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

# Labels are shown larger than in print; A4 sheets small enough to be seen as a whole.
LABEL_DPI, SLIP_DPI = 150, 100


class SenderUnknown(Exception):
    """The merchant has not given the sender's address, without which nothing can be printed."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of specimen: the function that makes its PDF, its file name, and its resolution."""

    pdf: Callable[[Contract, date], bytes]
    filename: str
    dpi: int

    def of(self, merchant: Merchant) -> bytes:
        """Return the PDF for a merchant, dated today. Raises `SenderUnknown`."""
        return self.pdf(_contract_of(merchant), today())

    def picture_of(self, merchant: Merchant) -> bytes:
        """Return its first page as a PNG. Raises `SenderUnknown`."""
        return page_picture(self.of(merchant), dpi=self.dpi)


PAPERS = {
    "label": Paper(label.specimen_pdf, "specimen-etiquette", LABEL_DPI),
    "slip": Paper(slip.specimen_pdf, "specimen-bordereau", SLIP_DPI),
}


def enclosure(merchant: Merchant) -> bytes:
    """Return label and slip as one PDF, to enclose with a letter. Raises `SenderUnknown`."""
    return join_pdfs(*(paper.of(merchant) for paper in PAPERS.values()))


def _contract_of(merchant: Merchant) -> Contract:
    contract = Contract.of(merchant)
    if contract is None or not contract.sender_lines:
        raise SenderUnknown
    return contract
