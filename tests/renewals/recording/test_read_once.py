"""A request reads the certificate once, and the numbers that were typed once."""

import sys
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import func, select

from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import read_mailbox
from app.ranges.bounds import read_bounds
from app.ranges.models import NumberRange
from app.renewals import forwarding
from app.renewals.certificate.parse import read_certificate
from app.renewals.models import Renewal
from tests.cast import ALICE
from tests.mail.letter_box import LetterBox
from tests.page_client import PageClient
from tests.renewals.renewing import as_file, as_html, as_pdf, begun, certificate, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]
ONCE = {"read_certificate": 1, "read_bounds": 1}


@pytest.fixture
def address(contract: Contract, alice: PageClient) -> str:
    """The page of a renewal whose certificate grants two ranges."""
    page = begun(alice, contract.id)
    text = certificate((5_000, 500), (7_000, 500))
    assert alice.send(f"{page}/certificate", {"text": text}).status_code == 303
    return page


@pytest.fixture
def reads(contract: Contract, address: str, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the two readers was called, whichever module called it by whatever name."""
    calls: Counter[str] = Counter()
    for reader in (read_certificate, read_bounds):
        _replace_everywhere(monkeypatch, reader, _counting(reader, calls))
    return calls


def _counting(reader: Callable[..., Any], calls: Counter[str]) -> Callable[..., Any]:
    def counting(*args: Any) -> Any:
        calls[reader.__name__] += 1
        return reader(*args)

    return counting


def _replace_everywhere(
    monkeypatch: pytest.MonkeyPatch, reader: Callable[..., Any], instead: Callable[..., Any]
) -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith("app.")]
    for module in modules:
        for name, value in list(vars(module).items()):
            if value is reader:
                monkeypatch.setattr(module, name, instead)


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(NumberRange)) or 0


def test_recording_from_a_certificate_reads_it_once(
    alice: PageClient, address: str, reads: Counter[str]
) -> None:
    answer = alice.send(f"{address}/range", typed_range(5_000, 500))
    assert (answer.status_code, answer.location) == (303, f"{address}/range")
    assert _count() == 2
    assert reads == ONCE


def test_recording_with_the_pencil_reads_the_open_renewals_certificate_once(
    alice: PageClient, contract: Contract, reads: Counter[str]
) -> None:
    answer = alice.send(f"/settings/contracts/{contract.id}", typed_range(5_000, 500))
    assert answer.status_code == 303
    assert _count() == 2
    assert db.session.scalars(select(Renewal)).one().recorded_at
    assert reads == ONCE


def test_what_is_refused_reads_them_once_too(
    alice: PageClient, address: str, contract: Contract, reads: Counter[str]
) -> None:
    for path in (f"{address}/range", f"/settings/contracts/{contract.id}"):
        assert alice.send(path, typed_range(5_000, 400)).status_code == 422
        assert reads == ONCE
        reads.clear()
    assert _count() == 1


def test_what_is_uploaded_is_read_once(
    alice: PageClient, address: str, reads: Counter[str]
) -> None:
    """A text is one reading, a page of HTML too; a PDF is read by its layout and by its words."""
    text = certificate((8_000, 500))
    for sent in ({"text": text}, as_file(as_html(text), "c.html")):
        assert alice.send(f"{address}/certificate", sent).status_code == 303
        assert reads == {"read_certificate": 1}
        reads.clear()
    alice.send(f"{address}/certificate", as_file(as_pdf(text), "c.pdf"))
    assert reads == {"read_certificate": 2}


def test_what_is_forwarded_is_read_once(
    letter_box: LetterBox, contract: Contract, reads: Counter[str]
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = ALICE, forwarding.address_for(contract) or ""
    mail.set_content(certificate((8_000, 500)))
    letter_box.drop(mail)
    read_mailbox()
    assert reads == {"read_certificate": 1}


def test_the_page_reads_them_once(alice: PageClient, address: str, reads: Counter[str]) -> None:
    assert alice.get(f"{address}/range").status_code == 200
    assert reads == ONCE
