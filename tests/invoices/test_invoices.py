"""La Poste's invoices: stored with their month, read by owner and accountants."""

from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent, Role, User
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.formats import month as month_in_words
from app.invoices import models
from app.invoices.models import Invoice
from app.months import first_of, month_after
from app.onboarding.dialogue import messages
from app.onboarding.dialogue.documents import add_proof, attach
from app.onboarding.dialogue.models import Document
from app.uploads.models import Upload, check_upload, write_file
from tests import samples
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, form_of, page_of, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PATH, ANN = "/documents", "ann@alma.test"


@pytest.fixture
def contract(cast: Cast) -> Contract:
    contract = cast.active()
    cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
    return contract


@pytest.fixture
def ann(contract: Contract, cast: Cast) -> PageClient:
    """The accountant's browser."""
    return cast.browser(ANN)


def send(
    browser: PageClient,
    data: bytes | None = None,
    name: str = "facture.pdf",
    month: str = "01/2026",
) -> TestResponse:
    file = (BytesIO(samples.pdf() if data is None else data), name)
    return browser.send(PATH, {"month": month, "file": file})


def invoices() -> int:
    return db.session.scalar(select(func.count(Invoice.id))) or 0


def a_proof(contract: Contract) -> Document:
    file = write_file(check_upload(samples.pdf(2)), "contrat.pdf")
    document = add_proof(contract, file, contract.merchant.owner)
    db.session.commit()
    return document


def test_owner_and_accountant_add_an_invoice_with_its_month(
    contract: Contract, ann: PageClient, cast: Cast
) -> None:
    assert send(ann, samples.pdf(3), "Facture décembre.pdf", "2025-12").status_code == 303
    assert send(cast.browser(ALICE), samples.picture("PNG"), "photo.png").status_code == 303
    rows = rows_of(ann.get(PATH), "Factures")
    assert [row["Mois"] for row in rows] == ["janvier 2026", "décembre 2025"]
    assert rows[1]["Document"].startswith("Facture décembre.pdf 1 ko, 3 pages")
    told = select(AuditEvent).where(AuditEvent.act == "invoice.added").order_by(AuditEvent.id)
    first = db.session.scalars(told).all()[0]
    assert (first.actor, first.details) == (User.by_email(ANN), {"month": "2025-12-01"})
    assert "mois : décembre 2025" in text_of(cast.browser(ALICE).get("/settings/journal"))


def test_it_opens_as_it_was_sent(ann: PageClient) -> None:
    sent = samples.pdf(2)
    send(ann, sent)
    (href,) = page_of(ann.get(PATH)).xpath("//main//table//a/@href")
    read = ann.get(href)
    assert (read.data, read.mimetype) == (sent, "application/pdf")
    assert read.headers["Content-Disposition"].startswith("attachment")
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert read.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photo_is_taken_too(ann: PageClient, kind: str) -> None:
    assert send(ann, samples.picture(kind), "facture").status_code == 303
    assert invoices() == 1


def test_the_month_before_is_offered(ann: PageClient) -> None:
    before = month_after(first_of(today()), -1)
    assert form_of(ann.get(PATH), PATH)["month"] == [f"{before:%m/%Y}"]


@pytest.mark.parametrize(
    ("month", "sentence"),
    [
        ("", "Indiquez le mois que la facture compte"),
        ("janvier", "« janvier » n’est pas un mois. Écrivez le mois et l’année : 11/2026."),
        ("13/2026", "« 13/2026 » n’est pas un mois."),
    ],
)
def test_a_month_that_cannot_be_is_told_and_kept(
    ann: PageClient, month: str, sentence: str
) -> None:
    answer = send(ann, month=month)
    assert (answer.status_code, invoices()) == (422, 0)
    assert sentence in text_of(answer)
    assert form_of(answer, PATH)["month"] == [month]


def test_a_month_to_come_is_refused(ann: PageClient) -> None:
    coming = month_after(first_of(today()))
    answer = send(ann, month=f"{coming:%m/%Y}")
    assert (answer.status_code, invoices()) == (422, 0)
    assert f"« {month_in_words(coming)} » est à venir" in text_of(answer)


def test_a_file_that_is_no_document_says_what_to_send(ann: PageClient) -> None:
    answer = send(ann, samples.archive(), "facture.zip")
    assert (answer.status_code, invoices()) == (422, 0)
    assert "envoyez un PDF ou une photo" in text_of(answer)
    assert form_of(answer, PATH)["month"] == ["01/2026"]
    answer = ann.send(PATH, {"month": "01/2026"})
    assert "Choisissez un PDF ou une photo de la facture." in text_of(answer)


def test_the_same_file_for_the_same_month_is_once(ann: PageClient) -> None:
    for month in ("01/2026", "2026-01", "12/2025"):
        assert send(ann, month=month).status_code == 303
    assert (invoices(), db.session.scalar(select(func.count(Upload.id)))) == (2, 2)


def test_a_month_takes_only_so_many(ann: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "MOST_A_MONTH", 1)
    send(ann)
    answer = send(ann, samples.pdf(2))
    assert (answer.status_code, invoices()) == (422, 1)
    assert "réunissez-les en un PDF" in text_of(answer)
    assert send(ann, month="12/2025").status_code == 303


def test_one_added_by_mistake_is_withdrawn_once(ann: PageClient, contract: Contract) -> None:
    send(ann)
    (invoice,) = Invoice.all_of(contract.merchant)
    path = f"{PATH}/invoices/{invoice.id}"
    for _ in range(2):
        assert ann.send(f"{path}/withdrawal").location == PATH
    assert ann.get(path).status_code == 404
    assert "Aucun document" in text_of(ann.get(PATH))
    withdrawn = select(func.count()).where(AuditEvent.act == "invoice.withdrawn")
    assert db.session.scalar(withdrawn) == 1
    assert invoices() == 1


def test_what_described_the_contract_is_read_too(ann: PageClient, contract: Contract) -> None:
    document = a_proof(contract)
    links = page_of(ann.get(PATH)).xpath("//main//ul[@class='files']//a/@href")
    assert links == [f"{PATH}/{document.id}"]
    assert ann.get(links[0]).data == samples.pdf(2)


def test_what_was_said_to_an_advisor_stays_with_the_owner(
    ann: PageClient, contract: Contract
) -> None:
    owner = contract.merchant.owner
    message = messages.answer(contract, "Voici.", owner)
    file = write_file(check_upload(samples.pdf()), "réponse.pdf")
    (document,) = attach(message, [file], owner)
    db.session.commit()
    assert "réponse.pdf" not in text_of(ann.get(PATH))
    assert ann.get(f"{PATH}/{document.id}").status_code == 404


def test_of_another_company_there_is_nothing(
    ann: PageClient, contract: Contract, cast: Cast
) -> None:
    send(ann)
    (invoice,), document = Invoice.all_of(contract.merchant), a_proof(contract)
    cast.active(BOB, first=50_000)
    bob = cast.browser(BOB)
    assert "facture.pdf" not in text_of(bob.get(PATH))
    for path in (f"invoices/{invoice.id}", str(document.id)):
        assert bob.get(f"{PATH}/{path}").status_code == 404
    assert bob.send(f"{PATH}/invoices/{invoice.id}/withdrawal").status_code == 404
    assert not Invoice.all_of(contract.merchant)[0].is_withdrawn


def test_the_shipper_does_not_read_them(contract: Contract, cast: Cast) -> None:
    cast.member(contract.merchant)
    assert cast.browser(TESS).get(PATH).status_code == 403


def test_a_visiting_advisor_reads_and_adds_nothing(
    ann: PageClient, contract: Contract, cast: Cast
) -> None:
    send(ann)
    claire = cast.browser(CLAIRE)
    claire.send(f"/merchants/{contract.merchant_id}/visit")
    page = claire.get(PATH)
    assert "facture.pdf" in text_of(page)
    assert not page_of(page).xpath("//main//form")
    assert send(claire).status_code == 403


def test_before_activation_a_document_is_a_proof(cast: Cast) -> None:
    cast.described(BOB)
    bob = cast.browser(BOB)
    page = bob.get(PATH)
    assert "dès que le contrat est actif" in text_of(page)
    assert not page_of(page).xpath("//main//form")
    assert send(bob).status_code == 303
    assert invoices() == 0
