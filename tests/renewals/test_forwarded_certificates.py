"""A certificate forwarded to the program's mailbox: answered with a link, never a range by itself."""

from email.message import EmailMessage
from uuid import uuid4

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import Outcome, read_mailbox
from app.ranges.models import NumberRange
from app.renewals import forwarding
from app.renewals.models import Moment, Renewal
from tests.cast import ALICE, BOB, Cast
from tests.mail.letter_box import LetterBox
from tests.page_client import text_of
from tests.renewals.renewing import as_pdf, begun, certificate, typed_range
from tests.renewals.reserve.shops import MONTH, at, ending

pytestmark = pytest.mark.usefixtures("context")

FIRST, SIZE = 7_000_000, 500


@pytest.fixture
def contract(cast: Cast, letter_box: LetterBox) -> Contract:
    """Alice's contract, active."""
    contract = cast.active()
    contract.coclico, contract.tracking_account = "00001000", "118402"
    db.session.commit()
    return contract


def forwarded(contract: Contract, text: str = "Voir ci-joint.", **headers: str) -> EmailMessage:
    """What a mail program makes of « transférer »: La Poste's words are quoted or enclosed."""
    mail = EmailMessage()
    mail["From"] = headers.pop("sender", f"Alice <{ALICE}>")
    mail["To"] = headers.pop("to", forwarding.address_for(contract) or "")
    mail["Subject"] = "TR: Certificat d'attribution de plage"
    mail["Message-ID"] = f"<{uuid4()}@elsewhere.test>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def quoted(text: str) -> str:
    lines = "\n".join(f"> {line}" for line in text.splitlines())
    return f"Bonjour\n\n---------- Message transféré ----------\nDe : La Poste\n\n{lines}\n"


@pytest.mark.parametrize("as_forwarded", [quoted, lambda text: text])
def test_the_mail_of_la_poste_is_answered_with_a_link_to_confirm(
    contract: Contract, letter_box: LetterBox, cast: Cast, as_forwarded: "type[str]"
) -> None:
    letter_box.drop(forwarded(contract, as_forwarded(certificate((FIRST, SIZE)))))
    assert read_mailbox() == {Outcome.CODED: 1}
    renewal = _open(contract)
    assert renewal.waits_for is Moment.RANGE and renewal.received_by_id is None
    assert len(NumberRange.all_of(contract)) == 1
    (mail,) = cast.mails("certificate_forwarded")
    assert mail.recipient == ALICE
    assert mail.subject == "Certificat lu : 500 numéros à confirmer"
    assert f"/renewals/{renewal.id}/range" in mail.text and "tout concorde" in mail.text
    assert letter_box.marks() == ["Seen"]


def test_the_page_behind_the_link_records_it_once(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE))))
    read_mailbox()
    alice, path = cast.browser(), f"/renewals/{_open(contract).id}/range"
    assert "500 numéros trouvés, tout concorde" in text_of(alice.get(path))
    assert alice.send(path, typed_range(FIRST, SIZE)).status_code == 303
    assert len(NumberRange.all_of(contract)) == 2
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE))))
    read_mailbox()
    assert Renewal.open_of(contract) is None
    (mail,) = cast.mails("certificate_known")
    assert "/ranges" in mail.text


def test_a_pdf_that_is_enclosed_is_read(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    mail = forwarded(contract)
    pdf = as_pdf(certificate((FIRST, SIZE)))
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="certificat.pdf")
    letter_box.drop(mail)
    read_mailbox()
    assert "500 numéros" in cast.mails("certificate_forwarded")[0].subject
    kept = _open(contract).certificate_upload
    assert kept and (kept.filename, kept.read()) == ("certificat.pdf", pdf)
    alice, path = cast.browser(), f"/renewals/{_open(contract).id}/range"
    alice.send(path, typed_range(FIRST, SIZE))
    new = NumberRange.all_of(contract)[-1]
    assert alice.get(f"/ranges/{new.id}/certificate/file").data == pdf


def test_a_mailbox_that_forwards_by_itself_is_heard(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    mail = forwarded(
        contract,
        certificate((FIRST, SIZE)),
        sender="ne-pas-repondre@laposte.test",
        to=ALICE,
        Delivered_To=(forwarding.address_for(contract) or "").upper(),
        Auto_Submitted="auto-generated",
    )
    letter_box.drop(mail)
    assert read_mailbox() == {Outcome.CODED: 1}
    assert cast.mails("certificate_forwarded")[0].recipient == ALICE


def test_it_goes_on_with_the_renewal_that_was_begun(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    page = begun(cast.browser(), contract.id)
    address = forwarding.address_for(contract)
    assert address and address in cast.browser().get(page).text
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE))))
    read_mailbox()
    assert page.endswith(f"/renewals/{_open(contract).id}")


def test_what_does_not_agree_is_said(contract: Contract, letter_box: LetterBox, cast: Cast) -> None:
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE), account="999999")))
    read_mailbox()
    (mail,) = cast.mails("certificate_forwarded")
    assert mail.subject == "Certificat lu : comparez avant de confirmer"
    assert "tout ne concorde pas" in mail.text


def test_a_mail_without_a_number_is_answered_and_nothing_is_received(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    letter_box.drop(forwarded(contract, "Voici le certificat.\n"))
    read_mailbox()
    assert _open(contract).waits_for is Moment.FORM
    (mail,) = cast.mails("certificate_forwarded")
    assert "Aucun numéro de suivi n’a pu être lu" in mail.text


def test_la_poste_s_mail_with_its_link_is_no_certificate(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    """A mailbox that forwards everything: the link still wants its click."""
    page = begun(cast.browser(), contract.id)
    cast.browser().send(f"{page}/submission")
    mail = (
        "Pour confirmer votre demande, cliquez sur ce lien : https://laposte.test/abc\n"
        "Service client joignable du lundi au vendredi, de 8 h à 18 h, au 0 810 123 456."
    )
    letter_box.drop(forwarded(contract, mail))
    read_mailbox()
    assert _open(contract).waits_for is Moment.LINK


@pytest.mark.parametrize("code", ["certificat-1-00000000000000000000", "certificat-1", "x", ""])
def test_a_code_that_was_not_given_out_reaches_nothing(
    contract: Contract, letter_box: LetterBox, cast: Cast, code: str
) -> None:
    letter_box.drop(
        forwarded(contract, certificate((FIRST, SIZE)), to=f"reponses+{code}@sillage.test")
    )
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert letter_box.marks() == ["Flagged"]
    assert Renewal.open_of(contract) is None and not cast.mails("certificate_forwarded")


def test_a_stranger_is_shown_another_address_and_learns_nothing(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    other = cast.active(BOB, first=9_000_000)
    assert forwarding.address_for(other) != forwarding.address_for(contract)
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE)), sender=BOB))
    read_mailbox()
    assert [mail.recipient for mail in cast.mails("certificate_forwarded")] == [ALICE]


def test_our_own_answer_that_comes_back_starts_no_circle(
    contract: Contract, letter_box: LetterBox, cast: Cast, app: Flask
) -> None:
    own = app.config["MAIL_DEFAULT_SENDER"]
    letter_box.drop(forwarded(contract, certificate((FIRST, SIZE)), sender=own))
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert not cast.mails("certificate_forwarded")


def test_two_machines_that_answer_each_other_are_stopped(
    contract: Contract, letter_box: LetterBox, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forwarding, "MOST_A_DAY", 2)
    for _ in range(3):
        letter_box.drop(forwarded(contract, "Merci de votre message."))
    assert read_mailbox() == {Outcome.CODED: 2, Outcome.UNFIT: 1}
    assert len(cast.mails("certificate_forwarded")) == 2


def test_without_a_mailbox_no_address_is_shown(contract: Contract, cast: Cast, app: Flask) -> None:
    app.config["INBOUND_ADDRESS"] = ""
    page = cast.browser().get(begun(cast.browser(), contract.id))
    assert "transférez" not in text_of(page)


def _open(contract: Contract) -> Renewal:
    db.session.expire_all()
    renewal = Renewal.open_of(contract)
    assert renewal
    return renewal


def test_begun_by_a_mail_it_has_the_estimate_that_the_page_would_propose(
    letter_box: LetterBox, cast: Cast
) -> None:
    of_alice, of_bob = ending(cast, 100), ending(cast, 100, email=BOB, first=9_000)
    with at(MONTH):
        begun(cast.browser(BOB), of_bob.id)
        letter_box.drop(forwarded(of_alice, certificate((FIRST, SIZE))))
        assert read_mailbox() == {Outcome.CODED: 1}
    # Ten a day, rounded up to two figures.
    assert _open(of_alice).yearly_estimate == _open(of_bob).yearly_estimate == 3_700
