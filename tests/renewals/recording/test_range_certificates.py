"""The certificate of each range: kept as its file or its text, and found from the range's row."""

import pytest
from sqlalchemy import select

from app.accounts.models import AuditEvent, Role
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals.models import Moment, Renewal
from app.uploads.store import StoreUnavailable, store
from tests import samples, typed
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, rows_of, text_of
from tests.renewals.renewing import as_file, as_pdf, begun, certificate, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SCAN = samples.pdf()


@pytest.fixture
def address(contract: Contract, alice: PageClient) -> str:
    return begun(alice, contract.id)


def _ids() -> list[int]:
    return list(db.session.scalars(select(NumberRange.id).order_by(NumberRange.id)))


def _cells(browser: PageClient) -> list[str]:
    return [row["Certificat"] for row in rows_of(browser.get("/ranges"), "Les plages")]


def _links(browser: PageClient, page: str) -> list[str]:
    found = page_of(browser.get(page)).xpath("//main//a[contains(@href,'/certificate')]/@href")
    return [str(link) for link in found]


def _record(browser: PageClient, address: str, *ranges: tuple[int, int]) -> None:
    for first, size in ranges:
        sent = browser.send(f"{address}/range", typed_range(first, size))
        assert sent.status_code == 303


def test_the_pdf_is_kept_and_found_from_each_of_its_ranges(
    alice: PageClient, address: str, cast: Cast
) -> None:
    pdf = as_pdf(certificate((5_000, 500), (7_000, 200)))
    alice.send(f"{address}/certificate", as_file(pdf, "certificat.pdf"))
    _record(alice, address, (5_000, 500), (7_000, 200))
    first, *new = _ids()
    files = [f"/ranges/{one}/certificate/file" for one in new]
    assert _links(alice, "/ranges") == [f"/ranges/{first}/certificate", *files]
    assert _links(alice, address) == files
    for path in files:
        answer = alice.get(path)
        assert (answer.data, answer.mimetype) == (pdf, "application/pdf")
        assert cast.browser(CLAIRE).get(path).data == pdf
    assert "Saisie à la main" in _cells(alice)[0]
    assert all("(fichier)" in cell for cell in _cells(alice)[1:])


def test_the_text_of_a_mail_is_found_where_there_is_no_file(
    alice: PageClient, address: str, cast: Cast
) -> None:
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    _record(alice, address, (5_000, 500))
    page = f"/ranges/{_ids()[1]}/certificate"
    assert page in _links(alice, "/ranges") and _links(alice, address) == [page]
    for browser in (alice, cast.browser(CLAIRE)):
        assert "Premier numéro : 2L" in text_of(browser.get(page))
    assert alice.get(f"{page}/file").status_code == 404


def test_a_scan_is_kept_and_its_numbers_are_typed(
    alice: PageClient, address: str, contract: Contract
) -> None:
    sent = alice.send(f"{address}/certificate", as_file(SCAN, "scan.pdf"))
    assert (sent.status_code, sent.location) == (303, f"{address}/range")
    page = alice.get(sent.location)
    assert "est une image sans texte" in text_of(page)
    assert "Recopiez les deux numéros" in text_of(page)
    assert f"{address}/certificate/file" in page.text
    assert alice.get(f"{address}/certificate/file").data == SCAN
    _record(alice, address, (5_000, 500))
    assert alice.get(f"/ranges/{_ids()[1]}/certificate/file").data == SCAN


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "Le fichier est vide"), (samples.pdf(password="x"), "demande un mot de passe")],
)
def test_what_tells_nothing_is_refused_as_before(
    alice: PageClient, address: str, data: bytes, said: str
) -> None:
    refused = alice.send(f"{address}/certificate", as_file(data, "certificat.pdf"))
    assert refused.status_code == 422
    assert said in text_of(refused)


def test_where_the_store_is_away_the_text_goes_on(
    alice: PageClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(key: str, data: bytes) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(store(), "write", away)
    pdf = as_pdf(certificate((5_000, 500)))
    sent = alice.send(f"{address}/certificate", as_file(pdf, "certificat.pdf"))
    assert sent.status_code == 303
    assert "Joignez-le plus tard" in text_of(alice.get(sent.location))
    _record(alice, address, (5_000, 500))
    assert "(texte)" in _cells(alice)[1]


def test_a_range_typed_by_the_pencil_finds_the_certificate_that_names_it(
    alice: PageClient, address: str, contract: Contract
) -> None:
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    assert alice.send(f"/settings/contracts/{contract.id}", typed_range(5_000, 500)).location
    renewal = db.session.scalars(select(Renewal)).one()
    assert renewal.waits_for is Moment.NOTHING
    assert "(texte)" in _cells(alice)[1]


def test_another_range_does_not_get_a_certificate_that_does_not_name_it(
    alice: PageClient, cast: Cast, address: str, contract: Contract
) -> None:
    alice.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
    sent = typed_range(8_000, 100, reason="Autre plage.")
    assert cast.browser(CLAIRE).send(f"/settings/contracts/{contract.id}", sent).location
    assert "Saisie à la main" in _cells(alice)[1]


class TestJoining:
    @pytest.mark.parametrize("email", [ALICE, CLAIRE])
    def test_one_is_joined_afterwards_once(
        self, alice: PageClient, contract: Contract, cast: Cast, email: str
    ) -> None:
        browser, (known,) = cast.browser(email), _ids()
        page, pdf = f"/ranges/{known}/certificate", as_pdf(certificate((1_000, 100)))
        assert page in _links(browser, f"/settings/contracts/{contract.id}")
        for _ in range(2):
            sent = browser.send(page, as_file(pdf, "certificat.pdf"))
            assert (sent.status_code, sent.location) == (303, page)
        assert "Ouvrir le certificat" in text_of(browser.get(page))
        assert alice.get(f"{page}/file").data == pdf
        acts = select(AuditEvent.act).where(AuditEvent.act == "range.certified")
        assert len(db.session.scalars(acts).all()) == 1

    def test_a_photo_is_believed_and_another_takes_its_place(
        self, alice: PageClient, contract: Contract
    ) -> None:
        page = f"/ranges/{_ids()[0]}/certificate"
        for name, data in (("photo.jpg", samples.picture()), ("scan.pdf", SCAN)):
            assert alice.send(page, as_file(data, name)).status_code == 303
        assert alice.get(f"{page}/file").data == SCAN

    @pytest.mark.parametrize(
        ("sent", "field", "said"),
        [
            ({}, "file", "Déposez le certificat"),
            ({"text": certificate((8_000, 100))}, "text", "nomme d’autres numéros, de 2L 000 000"),
            (as_pdf(certificate((8_000, 9))), "file", "nomme d’autres numéros"),
            (b"MZ\x00", "file", "envoyez un PDF ou une photo"),
        ],
    )
    def test_what_does_not_fit_is_named(
        self,
        alice: PageClient,
        contract: Contract,
        sent: dict[str, str] | bytes,
        field: str,
        said: str,
    ) -> None:
        page = f"/ranges/{_ids()[0]}/certificate"
        given = as_file(sent, "c.pdf") if isinstance(sent, bytes) else sent
        refused = alice.send(page, given)
        assert refused.status_code == 422
        error = page_of(refused).xpath(f"string(//*[@id='{field}-error'])")
        assert said in " ".join(error.split())
        assert "Saisie à la main" in _cells(alice)[0]

    def test_nobody_else_reads_or_joins_it(self, contract: Contract, cast: Cast) -> None:
        page = f"/ranges/{_ids()[0]}/certificate"
        cast.browser().send(page, {"text": certificate((1_000, 100))})
        cast.active(BOB, first=90_000)
        bob = cast.browser(BOB)
        for path in (page, f"{page}/file"):
            assert bob.get(path).status_code == 404
        assert bob.send(page, {"text": "x"}).status_code == 404
        cast.member(contract.merchant, TESS, Role.SHIPPER)
        tess = cast.browser(TESS)
        assert tess.get(page).status_code == 403
        assert _links(tess, "/ranges") == [] and "Certificat du" in _cells(tess)[0]


def test_who_visits_reads_it(contract: Contract, cast: Cast) -> None:
    page, claire = f"/ranges/{_ids()[0]}/certificate", cast.browser(CLAIRE)
    claire.send(f"/merchants/{contract.merchant_id}/visit")
    assert _links(claire, "/ranges") == [] and _cells(claire) == ["Saisie à la main"]
    cast.browser().send(page, {"text": certificate((1_000, 100))})
    assert _links(claire, "/ranges") == [page]
    assert "Premier numéro" in text_of(claire.get(page))


def test_an_advisor_adds_it_when_activating(cast: Cast) -> None:
    contract = cast.requested()
    cast.advisor()
    claire, pdf = cast.browser(CLAIRE), SCAN
    sent = typed.activation() | as_file(pdf, "certificat.pdf", "certificate")
    assert claire.send(f"/contracts/{contract.id}/activation", sent).status_code == 303
    assert cast.browser().get(f"/ranges/{_ids()[0]}/certificate/file").data == pdf


def test_a_file_that_is_none_keeps_it_from_being_activated(cast: Cast) -> None:
    contract = cast.requested()
    cast.advisor()
    claire = cast.browser(CLAIRE)
    sent = typed.activation() | as_file(b"MZ", "c.pdf", "certificate")
    refused = claire.send(f"/contracts/{contract.id}/activation", sent)
    assert refused.status_code == 422
    assert page_of(refused).xpath("//*[@id='certificate-error']")
    assert _ids() == []
