"""Documents of a contract: proofs on the way, and what comes along with an answer."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.dialogue.documents import MOST_PROOFS
from app.onboarding.dialogue.models import Document
from app.uploads.models import Upload
from app.uploads.store import StoreUnavailable
from tests import samples
from tests.cast import BOB, CLAIRE, Cast
from tests.page_client import PageClient, text_of
from tests.typed import PORT_PAYE

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

STEP, PROOFS, ANSWERS = "/onboarding/port-paye", "/onboarding/documents", "/onboarding/answers"
ADVISOR = "/onboarding/advisor"


def send(browser: PageClient, data: bytes, name: str = "contrat.pdf") -> TestResponse:
    sent = {"file": (BytesIO(data), name), "sender_town": "typed beside"}
    response = browser.send(PROOFS, sent)
    response.request.environ["wsgi.input"].close()  # a large body of a test client is a file
    return response


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """Described, and not asked for yet."""
    cast.advisor()
    return cast.described()


def test_a_proof_is_listed_with_its_size_and_can_be_read_again(
    contract: Contract, alice: PageClient
) -> None:
    sent = samples.pdf(2)
    response = send(alice, sent, "Contrat signé.pdf")
    assert response.status_code == 200
    page = alice.get(f"{STEP}?contract=yes")
    assert "Contrat signé.pdf" in text_of(page) and "1 ko, 2 pages" in text_of(page)
    (document,) = Document.proofs(contract)
    read = alice.get(f"{PROOFS}/{document.id}")
    assert (read.data, read.mimetype) == (sent, "application/pdf")
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert _acts() == ["document.added"]


def test_a_phones_picture_is_shown_as_a_jpeg_that_says_no_place(
    contract: Contract, alice: PageClient
) -> None:
    send(alice, samples.photo_with_place("HEIF"), "IMG_1.HEIC")
    (document,) = Document.proofs(contract)
    read = alice.get(f"{PROOFS}/{document.id}")
    assert (read.mimetype, document.upload.filename) == ("image/jpeg", "IMG_1.jpg")
    assert read.headers["Content-Disposition"].startswith("inline")
    assert samples.MAKER not in read.data
    assert Image.open(BytesIO(read.data)).size == (80, 120)


def test_a_proof_may_come_before_any_number(cast: Cast) -> None:
    bob = cast.merchant(BOB)
    browser = cast.browser(BOB)
    browser.send("/onboarding/plan", {"plan": "growth"})
    assert send(browser, samples.pdf()).status_code == 200
    assert "contrat.pdf" in text_of(browser.get(f"{STEP}?contract=yes"))
    contract = Contract.of(cast.company(bob))
    assert contract is not None and not contract.is_described
    assert browser.get("/onboarding").status_code == 200


def test_before_the_plan_there_is_no_step_to_send_it_to(cast: Cast) -> None:
    cast.merchant(BOB)
    browser = cast.browser(BOB)
    assert send(browser, samples.pdf()).status_code == 303
    assert _count(Document) == _count(Upload) == 0


@pytest.mark.parametrize(
    ("sent", "name", "sentence"),
    [
        (b"", "contrat.pdf", "Le fichier est vide"),
        (
            samples.archive(),
            "contrat.pdf",
            "une archive ZIP ou un document de bureautique : envoyez",
        ),
        (b"<html>", "contrat.html", "Ce fichier est du texte"),
        (samples.pdf()[:100], "contrat.pdf", "Ce PDF est abîmé"),
        (samples.pdf(password="x"), "contrat.pdf", "demande un mot de passe"),
        (samples.pdf(61), "contrat.pdf", "compte 61 pages : envoyez les seules pages utiles, 60"),
        (samples.picture()[:200], "photo.jpg", "Cette photo est abîmée"),
        (b"%PDF-" + bytes(8 * 2**20), "contrat.pdf", "dépasse 8 Mo"),
    ],
)
def test_what_is_no_document_is_refused_with_what_to_send_instead(
    contract: Contract, alice: PageClient, sent: bytes, name: str, sentence: str
) -> None:
    response = send(alice, sent, name)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'value="typed beside"' in response.text  # what is typed there stays
    assert _count(Document) == 0


def test_without_a_file_it_says_so(alice: PageClient) -> None:
    response = alice.send(PROOFS, {"file": "not a file"})
    assert response.status_code == 422
    assert "Choisissez un PDF ou une photo" in text_of(response)


def test_the_same_file_twice_is_once(contract: Contract, alice: PageClient) -> None:
    for _ in range(2):
        assert send(alice, samples.pdf()).status_code == 200
    assert len(Document.proofs(contract)) == 1
    assert _acts() == ["document.added"]


def test_more_than_the_most_are_refused(contract: Contract, alice: PageClient) -> None:
    for n in range(MOST_PROOFS):
        assert send(alice, samples.picture(size=(10 + n, 10))).status_code == 200
    response = send(alice, samples.picture(size=(99, 10)))
    assert response.status_code == 422
    assert f"Il y a déjà {MOST_PROOFS} documents" in text_of(response)
    assert len(Document.proofs(contract)) == MOST_PROOFS


def test_a_proof_is_withdrawn_until_the_request_is_sent(
    contract: Contract, alice: PageClient
) -> None:
    send(alice, samples.pdf())
    (document,) = Document.proofs(contract)
    for _ in range(2):
        typed = {"sender_town": "typed beside"}
        withdrawn = alice.send(f"{PROOFS}/{document.id}/withdrawal", typed)
        assert withdrawn.status_code == 200
        assert 'value="typed beside"' in withdrawn.text
    assert Document.proofs(contract) == []
    assert alice.get(f"{PROOFS}/{document.id}").status_code == 404
    assert "contrat.pdf" not in text_of(alice.get(STEP))
    assert _acts() == ["document.added", "document.withdrawn"]
    send(alice, samples.pdf())
    assert len(Document.proofs(contract)) == 1


def test_after_the_request_the_advisor_has_it_and_it_stays(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    send(alice, samples.pdf())
    (document,) = Document.proofs(contract)
    claire, path = cast.browser(CLAIRE), f"/contracts/{contract.id}/documents/{document.id}"
    assert claire.get(path).status_code == 404
    contract.request_activation("support@sendcloud.test", contract.merchant.owner)
    db.session.commit()
    assert alice.send(f"{PROOFS}/{document.id}/withdrawal").status_code == 303
    page = text_of(alice.get(STEP))
    assert "ses documents ne changent plus" in page and "Retirer" not in page
    assert "contrat.pdf" in text_of(claire.get(f"/requests/{contract.id}"))
    assert claire.get(path).data == samples_of(document)


def test_a_proof_comes_along_as_the_numbers_are_kept(contract: Contract, alice: PageClient) -> None:
    sent = PORT_PAYE | {"file": (BytesIO(samples.pdf()), "contrat.pdf")}
    assert alice.send(STEP, sent).status_code == 303
    assert [proof.upload.filename for proof in Document.proofs(contract)] == ["contrat.pdf"]


def test_where_a_number_is_wrong_the_proof_is_asked_for_again(
    contract: Contract, alice: PageClient
) -> None:
    sent = PORT_PAYE | {"coclico": "x", "file": (BytesIO(samples.pdf()), "contrat.pdf")}
    response = alice.send(STEP, sent)
    assert response.status_code == 422
    assert "« contrat.pdf » n’a pas encore été ajouté" in text_of(response)
    assert Document.proofs(contract) == []


def test_one_too_many_beside_the_numbers_is_told_and_the_numbers_are_kept(
    contract: Contract, alice: PageClient
) -> None:
    for n in range(MOST_PROOFS):
        send(alice, samples.picture(size=(10 + n, 10)))
    sent = PORT_PAYE | {"coclico": "777", "file": (BytesIO(samples.pdf()), "contrat.pdf")}
    assert alice.send(STEP, sent).status_code == 303
    assert f"Il y a déjà {MOST_PROOFS} documents" in text_of(alice.get("/onboarding"))
    assert contract.coclico == "00000777"


def test_what_is_added_after_the_request_is_an_answer(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    contract.request_activation("support@sendcloud.test", contract.merchant.owner)
    db.session.commit()
    assert "Un document de plus se joint à un message" in text_of(alice.get(STEP))
    assert send(alice, samples.pdf()).status_code == 200  # from a page shown before
    assert "contrat.pdf" in cast.mails("answer")[0].text
    assert "contrat.pdf" in text_of(alice.get(ADVISOR))


def test_an_active_contract_takes_no_more(cast: Cast) -> None:
    cast.active(BOB)
    assert send(cast.browser(BOB), samples.pdf()).status_code == 303
    assert _count(Document) == 0


def test_nobody_else_reads_it(contract: Contract, alice: PageClient, cast: Cast) -> None:
    send(alice, samples.pdf())
    (document,) = Document.proofs(contract)
    other = cast.requested(BOB)
    bob, claire = cast.browser(BOB), cast.browser(CLAIRE)
    assert bob.get(f"{PROOFS}/{document.id}").status_code == 404
    assert bob.send(f"{PROOFS}/{document.id}/withdrawal").status_code == 404
    assert claire.get(f"/contracts/{other.id}/documents/{document.id}").status_code == 404
    assert cast.stranger().get(f"{PROOFS}/{document.id}").status_code == 303


def test_a_document_comes_along_with_an_answer(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    _request(contract)
    response = alice.send(
        ANSWERS, {"answer": "Voici", "file": (BytesIO(samples.picture()), "site.jpg")}
    )
    assert response.status_code == 303
    (mail,) = cast.mails("answer")
    assert "- site.jpg" in mail.text and "<li>site.jpg</li>" in mail.html
    for browser, path in (
        (alice, ADVISOR),
        (cast.browser(CLAIRE), f"/requests/{contract.id}"),
    ):
        page = browser.get(path)
        assert "site.jpg" in text_of(page)
        (href,) = re.findall(r'href="([^"]*/documents/[^"]*)"', page.text)
        assert browser.get(href).mimetype == "image/jpeg"
    document = db.session.scalars(select(Document)).one()
    assert alice.send(f"{PROOFS}/{document.id}/withdrawal").status_code == 303
    assert not document.is_withdrawn


def test_where_the_file_is_refused_the_answer_stays_typed_and_nothing_is_sent(
    contract: Contract, alice: PageClient, cast: Cast
) -> None:
    _request(contract)
    zipped = {"answer": "Voici le contrat", "file": (BytesIO(samples.archive()), "x.pdf")}
    response = alice.send(ANSWERS, zipped)
    assert response.status_code == 422
    assert "Voici le contrat</textarea>" in response.text
    assert "une archive ZIP" in text_of(response)
    assert cast.mails("answer") == [] and _count(Document) == 0


def test_where_the_store_is_away_the_answer_stays_typed(
    app: Flask, contract: Contract, alice: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    _request(contract)
    monkeypatch.setitem(app.extensions, "uploads", _Away())
    with_file: dict[str, Any] = {"answer": "Voici", "file": (BytesIO(samples.pdf()), "x.pdf")}
    response = alice.send(ANSWERS, with_file)
    assert response.status_code == 422
    assert "Voici</textarea>" in response.text
    assert "réessayez bientôt" in text_of(response)


def test_where_the_store_is_away_a_document_cannot_be_read_and_a_page_says_so(
    app: Flask, contract: Contract, alice: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(alice, samples.pdf())
    (document,) = Document.proofs(contract)
    monkeypatch.setitem(app.extensions, "uploads", _Away())
    response = alice.get(f"{PROOFS}/{document.id}")
    assert response.status_code == 503
    assert "Document indisponible" in text_of(response)


def test_a_name_is_shown_as_text(contract: Contract, alice: PageClient) -> None:
    send(alice, samples.pdf(), "<b>it's \u202egras.pdf")
    page = alice.get(f"{STEP}?contract=yes")
    assert "b it&#39;s gras" in page.text and "<b>it" not in page.text


def test_nothing_in_the_store_has_a_name_that_a_person_gave(
    app: Flask, contract: Contract, alice: PageClient
) -> None:
    send(alice, samples.pdf(), "../../evil.pdf")
    (document,) = Document.proofs(contract)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/[0-9a-f]{32}", document.upload.key)
    root: Path = app.extensions["uploads"].root
    assert list(root.rglob("*evil*")) == []


class _Away:
    """A store that does not answer."""

    def __getattr__(self, name: str) -> Any:
        raise StoreUnavailable(name)


def samples_of(document: Document) -> bytes:
    assert document.upload.pages == 1
    return samples.pdf()


def _request(contract: Contract) -> None:
    contract.request_activation("support@sendcloud.test", contract.merchant.owner)
    db.session.commit()


def _acts() -> list[str]:
    written = select(AuditEvent.act).where(AuditEvent.act.startswith("document"))
    return list(db.session.scalars(written.order_by(AuditEvent.id)))


def _count(model: type[Document] | type[Upload]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0
