"""The reported examples at every door: the command line, an upload, a forwarded mail."""

import json
from email import message_from_bytes
from email.message import EmailMessage
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from uuid import uuid4

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import Outcome, read_mailbox
from app.renewals import forwarding
from app.renewals.checks import read_certificate_of
from app.renewals.models import Renewal
from tests.cast import ALICE, Cast
from tests.mail.letter_box import LetterBox
from tests.page_client import text_of
from tests.renewals.certificate.test_files import FOUND, REPORTS, WHOLE
from tests.renewals.renewing import as_file, begun

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]
NAMES = tuple(FOUND)
REFUSED = "winmail.dat vient d’un Outlook"


@pytest.fixture
def contract(cast: Cast, letter_box: LetterBox) -> Contract:
    """Alice's contract, with the numbers that the examples name."""
    contract = cast.active(first=7_000_000)
    contract.coclico, contract.tracking_account = "00098765", "118402"
    db.session.commit()
    return contract


def found_in(contract: Contract) -> list[tuple[str, str, int]]:
    db.session.expire_all()
    renewal = Renewal.open_of(contract)
    checked = read_certificate_of(renewal) if renewal else None
    ranges = checked.certificate.ranges if checked else ()
    return [(one.first, one.last, one.count) for one in ranges]


@pytest.mark.parametrize("name", NAMES)
def test_at_the_command_line(app: Flask, name: str) -> None:
    answer = app.test_cli_runner().invoke(args=["read-certificate", str(REPORTS / name)])
    said = json.loads(answer.output)
    found = [(one["first"], one["last"], one["count"]) for one in said["ranges"]]
    ranges, kinds = FOUND[name]
    assert found == (ranges or [])
    assert {one["problem"] for one in said["problems"]} == {str(kind) for kind in kinds}


@pytest.mark.parametrize("name", NAMES)
def test_uploaded(contract: Contract, cast: Cast, name: str) -> None:
    alice, data = cast.browser(), (REPORTS / name).read_bytes()
    page = begun(alice, contract.id)
    answer = alice.send(f"{page}/certificate", as_file(data, name))
    if FOUND[name][0] is None:
        assert answer.status_code == 422 and REFUSED in text_of(answer)
        return
    assert answer.status_code == 303
    assert found_in(contract) == WHOLE
    says_all = "2 500 numéros trouvés, tout concorde" in text_of(alice.get(answer.location))
    assert says_all is not bool(FOUND[name][1])


@pytest.mark.parametrize("name", NAMES)
def test_forwarded(contract: Contract, cast: Cast, letter_box: LetterBox, name: str) -> None:
    letter_box.drop(forwarded(contract, (REPORTS / name).read_bytes(), name))
    assert read_mailbox() == {Outcome.CODED: 1}
    (mail,) = cast.mails("certificate_forwarded")
    assert found_in(contract) == (FOUND[name][0] or [])
    assert (REFUSED in mail.text) is (FOUND[name][0] is None)


def forwarded(contract: Contract, data: bytes, name: str) -> EmailMessage | bytes:
    """The example as the mail itself, as an enclosed mail where it is one, or as a file."""
    address = forwarding.address_for(contract) or ""
    if name.endswith(".eml"):
        outer = MIMEMultipart()
        outer["From"], outer["To"], outer["Subject"] = ALICE, address, "TR:"
        outer["Message-ID"] = f"<{uuid4()}@elsewhere.test>"
        outer.attach(MIMEMessage(message_from_bytes(data.removeprefix(b"\xef\xbb\xbf"))))
        return outer.as_bytes()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = ALICE, address, "TR:"
    mail["Message-ID"] = f"<{uuid4()}@elsewhere.test>"
    if name.endswith(".txt"):
        mail.set_content(data.decode())
    else:
        mail.set_content("Voir ci-joint.")
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    return mail


def test_a_forwarded_table_of_html_is_read(
    contract: Contract, cast: Cast, letter_box: LetterBox
) -> None:
    """Outlook's cells stand side by side, with no space between them."""
    data = (REPORTS / "07-stub-plain-part.eml").read_bytes()
    address = forwarding.address_for(contract) or ""
    letter_box.drop(data.replace(b"To: x@example.com", f"To: {address}".encode()))
    assert read_mailbox() == {Outcome.CODED: 1}
    assert "2 500 numéros" in cast.mails("certificate_forwarded")[0].subject
