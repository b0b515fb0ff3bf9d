"""The certificate of the range in use does not end a renewal: the new one is still to be found."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import read_mailbox
from app.ranges.models import NumberRange, draw_numbers
from app.renewals import forwarding, reminders
from app.renewals.models import Moment, Renewal
from tests.cast import ALICE, Cast
from tests.mail.letter_box import LetterBox
from tests.page_client import PageClient, text_of
from tests.renewals.renewing import as_file, as_pdf, begun, certificate, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]
IN_USE = "C’est la plage en cours (il reste 300 numéros) : cherchez le nouveau certificat"
OLD = (10_000, 500)


@pytest.fixture
def contract(cast: Cast, letter_box: LetterBox) -> Contract:
    """A range of 500 of which 200 are used, recorded a month before."""
    contract = cast.active(first=OLD[0], size=OLD[1])
    contract.coclico, contract.tracking_account = "00001000", "118402"
    owner = contract.merchant.owner
    for known in NumberRange.all_of(contract):
        known.opened_at = now() - timedelta(days=30)
    draw_numbers(contract, 200, by=owner, purpose="test")
    db.session.commit()
    return contract


@pytest.fixture
def address(contract: Contract, cast: Cast) -> str:
    """A renewal that waits for its certificate since two days."""
    alice = cast.browser()
    page = begun(alice, contract.id)
    alice.send(f"{page}/submission")
    alice.send(f"{page}/confirmation")
    return page


def waiting(contract: Contract) -> Renewal:
    db.session.expire_all()
    renewal = Renewal.open_of(contract)
    assert renewal and renewal.waits_for is Moment.CERTIFICATE
    return renewal


@pytest.mark.parametrize("as_upload", [True, False])
def test_uploaded_or_pasted_it_is_named_and_nothing_is_noted(
    contract: Contract, cast: Cast, address: str, as_upload: bool
) -> None:
    alice, text = cast.browser(), certificate(OLD)
    sent = as_file(as_pdf(text), "c.pdf") if as_upload else {"text": text}
    answer = alice.send(f"{address}/certificate", sent)
    assert answer.status_code == 422
    assert IN_USE in text_of(answer) and "C’est fait" not in text_of(answer)
    renewal = waiting(contract)
    renewal.confirmed_at = now() - timedelta(days=2)
    db.session.commit()
    assert reminders.remind_of_certificates() == 1
    # The new one is taken.
    answer = alice.send(f"{address}/certificate", {"text": certificate((11_000, 500))})
    assert answer.status_code == 303


def test_forwarded_it_is_answered_with_what_to_look_for(
    contract: Contract, cast: Cast, address: str, letter_box: LetterBox
) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = ALICE, forwarding.address_for(contract) or ""
    mail.set_content(certificate(OLD))
    letter_box.drop(mail)
    read_mailbox()
    waiting(contract)
    (sent,) = cast.mails("certificate_known")
    assert IN_USE in sent.text.replace("\u00a0", " ") and "rien à faire" not in sent.text


def test_typed_on_the_page_of_the_renewal_it_is_refused(
    contract: Contract, cast: Cast, address: str
) -> None:
    answer = cast.browser().send(f"{address}/range", typed_range(*OLD))
    assert answer.status_code == 422 and IN_USE in text_of(answer)
    waiting(contract)
    answer = cast.browser().send(f"/settings/contracts/{contract.id}", typed_range(*OLD))
    assert answer.status_code == 303
    waiting(contract)


def test_one_that_was_noted_before_says_so_on_the_page(
    contract: Contract, cast: Cast, address: str
) -> None:
    waiting(contract).receive(certificate(OLD), None)
    db.session.commit()
    page = text_of(cast.browser().get(f"{address}/range"))
    assert IN_USE in page and "tout concorde" not in page


def test_an_exhausted_range_and_one_that_waits_are_told_apart(
    contract: Contract, alice: PageClient, address: str
) -> None:
    draw_numbers(contract, 300, by=contract.merchant.owner, purpose="test")
    db.session.commit()
    answer = alice.send(f"{address}/certificate", {"text": certificate(OLD)})
    assert "C’est une plage épuisée : cherchez le nouveau certificat" in text_of(answer)


def test_one_that_names_the_old_range_and_a_new_one_is_taken(
    contract: Contract, alice: PageClient, address: str
) -> None:
    text = certificate(OLD, (11_000, 500))
    assert alice.send(f"{address}/certificate", {"text": text}).status_code == 303
    assert alice.send(f"{address}/range", typed_range(11_000, 500)).status_code == 303
    db.session.expire_all()
    assert Renewal.open_of(contract) is None
