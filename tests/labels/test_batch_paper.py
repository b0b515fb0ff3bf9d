"""Printing a batch on every paper format and in ZPL, streamed; the test page."""

import pytest
import zxingcpp

from app.extensions import db
from app.labels import label_contents as faces
from app.labels import printing
from app.labels.models import Batch
from tests.cast import BOB, Cast
from tests.page_client import page_of, text_of
from tests.printing.conftest import Paper

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

LABELS = 12


def batch_of(cast: Cast, count: int = LABELS) -> Batch:
    contract = cast.active()
    return cast.batch(contract, cast.shipments(contract, count))


@pytest.mark.parametrize(
    ("asked", "size", "pages"),
    [
        ("", (100, 150), LABELS),
        ("?format=A6", (105, 148), LABELS),
        ("?format=A4x4", (210, 297), 3),
        ("?format=A4x4&used=3", (210, 297), 4),
        ("?format=A4x10&used=8", (210, 297), 2),
        ("?format=A4x10&used=9", (210, 297), 3),
        ("?format=A6&used=3", (105, 148), LABELS),
        ("?format=A4x4&used=", (210, 297), 3),
    ],
)
def test_labels_on_the_paper_asked_for(
    cast: Cast, asked: str, size: tuple[int, int], pages: int
) -> None:
    batch = batch_of(cast)
    answer = cast.browser().get(f"/batches/{batch.id}/labels.pdf{asked}")
    assert answer.status_code == 200
    paper = Paper(answer.data)
    assert paper.sizes_mm == [pytest.approx(size, abs=0.01)] * pages
    text = " ".join(paper.texts)
    assert [label.reference for label in batch.labels if label.reference not in text] == []


@pytest.mark.parametrize("used", ["4", "5", "10", "-1", "٣", "deux"])
def test_places_that_a_sheet_has_not_print_over_nothing(cast: Cast, used: str) -> None:
    batch = batch_of(cast, 2)
    answer = cast.browser().get(f"/batches/{batch.id}/labels.pdf?format=A4x4&used={used}")
    assert answer.status_code == 422
    assert "Cette feuille a 4 places" in text_of(answer)
    page = page_of(answer)
    assert page.xpath("//option[@selected]/@value") == ["A4x4"]
    assert page.xpath("//input[@name='used']/@value") == [used]


def test_a_paper_that_there_is_not_is_no_page(cast: Cast) -> None:
    batch = batch_of(cast, 1)
    browser = cast.browser()
    assert browser.get(f"/batches/{batch.id}/labels.pdf?format=B5").status_code == 404
    assert browser.get("/labels/test-page.pdf?format=B5").status_code == 404


def test_labels_are_read_a_chunk_at_a_time_and_none_is_lost(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "CHUNK", 5)
    monkeypatch.setattr(printing, "CHUNK", 4)
    batch = batch_of(cast)
    batch.labels[3].void(batch.contract.merchant.owner)
    db.session.commit()
    read = Paper(cast.browser().get(f"/batches/{batch.id}/labels.pdf").data).texts
    assert len(read) == LABELS - 1
    for label, text in zip(batch.live_labels, read, strict=True):
        assert label.reference in text


def test_labels_in_zpl(cast: Cast) -> None:
    batch = batch_of(cast, 2)
    answer = cast.browser().get(f"/batches/{batch.id}/labels.zpl")
    assert answer.mimetype == "application/zpl"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.text.count("^XA") == 2
    assert [label for label in batch.labels if label.tracking_number not in answer.text] == []
    assert "^BY3" in answer.text
    finer = cast.browser().get(f"/batches/{batch.id}/labels.zpl?dpi=300")
    assert "^BY4" in finer.text


@pytest.mark.parametrize("file", ["labels.pdf", "labels.zpl"])
def test_another_merchant_finds_nothing(cast: Cast, file: str) -> None:
    batch = batch_of(cast, 1)
    cast.merchant(BOB)
    assert cast.browser(BOB).get(f"/batches/{batch.id}/{file}").status_code == 404


@pytest.mark.parametrize("paper", ["100x150", "A6", "A4x4"])
def test_the_test_page_has_three_codes_and_a_scale(cast: Cast, paper: str) -> None:
    cast.active()
    answer = cast.browser().get(f"/labels/test-page.pdf?format={paper}")
    sheet = Paper(answer.data)
    sheet.assert_sound()
    assert len(zxingcpp.read_barcodes(sheet.printed(300))) == 3
    assert "Imprimez à 100 %" in sheet.texts[0]
    assert "0 10 20 30 40 50 60 70 80" in sheet.texts[0]


def test_the_batch_offers_its_papers(cast: Cast) -> None:
    batch = batch_of(cast, 1)
    page = cast.browser().get(f"/batches/{batch.id}").text
    assert 'name="format"' in page and 'value="A4x10"' in page
    assert f"/batches/{batch.id}/labels.zpl" in page


def test_the_test_page_speaks_the_language_of_its_reader(cast: Cast) -> None:
    contract = cast.active()
    contract.merchant.owner.language = "en"
    db.session.commit()
    sheet = Paper(cast.browser().get("/labels/test-page.pdf").data)
    sheet.assert_sound()
    assert "Print at 100%" in sheet.texts[0] and "0.5 mm" in sheet.texts[0]
    assert "Imprimez" not in sheet.texts[0]


def test_the_test_page_is_found_before_the_first_batch_and_after(cast: Cast) -> None:
    contract = cast.active()
    expected = [f"/labels/test-page.pdf?format={name}" for name in ("100x150", "A6", "A4x4")]
    for _ in range(2):
        page = page_of(cast.browser().get("/labels"))
        assert page.xpath("//a[contains(@href, 'test-page')]/@href") == expected
        cast.batch(contract, cast.shipments(contract, 1))


def test_the_test_page_is_that_of_the_paper_chosen(cast: Cast) -> None:
    batch = batch_of(cast, 1)
    page = page_of(cast.browser().get(f"/batches/{batch.id}"))
    (button,) = page.xpath("//form[.//select[@name='format']]//button[@formaction]")
    assert button.get("formaction") == "/labels/test-page.pdf"
