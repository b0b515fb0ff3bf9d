"""A certificate as a photo or a scan: kept, shown, and read by Tesseract where that is installed."""

from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter

from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import read_mailbox
from app.ranges.findings import FindingKind
from app.ranges.models import NumberRange
from app.renewals import forwarding
from app.renewals.character_recognition import text_of_picture
from app.renewals.checks import read_certificate_of
from app.renewals.models import Moment, Renewal
from tests.cast import ALICE, Cast
from tests.mail.letter_box import LetterBox
from tests.page_client import PageClient, page_of, text_of
from tests.renewals.renewing import as_file, begun, certificate, numbers, typed_range

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]
TEXT = certificate((5_000, 500))
FIRST, LAST = numbers(5_000, 500)


def photo(kind: str = "JPEG", grain: int = 0) -> bytes:
    """The certificate as a telephone sees it; with grain it is as large as a photo."""
    paper = Image.effect_noise((1_200, 900), grain) if grain else Image.new("L", (1_200, 900), 235)
    image = paper.convert("RGB")
    font = ImageFont.load_default(34)
    ImageDraw.Draw(image).multiline_text((40, 40), TEXT, fill="black", font=font)
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def scan() -> bytes:
    """A PDF that is a picture."""
    out = BytesIO()
    with Image.open(BytesIO(photo())) as image:
        image.save(out, "PDF")
    return out.getvalue()


@pytest.fixture
def address(contract: Contract, alice: PageClient, app: Flask) -> str:
    """A renewal, where no program reads pictures."""
    app.config["TESSERACT"] = ""
    return begun(alice, contract.id)


def seeing(app: Flask, tmp_path: Path, script: str) -> None:
    """A program in the place of Tesseract."""
    program = tmp_path / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    app.config["TESSERACT"] = str(program)


def saying(app: Flask, tmp_path: Path, text: str) -> None:
    """One that reads this text, once it has the picture."""
    (tmp_path / "read.txt").write_text(text)
    seeing(app, tmp_path, f'cat > /dev/null && cat "{tmp_path}/read.txt"')


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photo_is_kept_and_shown_beside_the_fields(
    contract: Contract, alice: PageClient, address: str, kind: str
) -> None:
    answer = alice.send(f"{address}/certificate", as_file(photo(kind), "IMG_1.jpg"))
    assert (answer.status_code, answer.location) == (303, f"{address}/range")
    page = alice.get(answer.location)
    assert "C’est une photo" in text_of(page)
    (shown,) = page_of(page).xpath("//img[@class='certificate-page']/@src")
    picture = alice.get(shown)
    assert picture.status_code == 200 and (picture.mimetype or "").startswith("image/")
    assert alice.send(f"{address}/range", typed_range(5_000, 500)).status_code == 303
    opened = NumberRange.all_of(contract)[-1]
    kept = page_of(alice.get(f"/ranges/{opened.id}/certificate"))
    (shown,) = kept.xpath("//img[@class='certificate-page']/@src")
    assert (alice.get(shown).mimetype or "").startswith("image/")


def test_the_pages_of_a_pdf_are_shown_as_pictures(
    contract: Contract, alice: PageClient, address: str
) -> None:
    alice.send(f"{address}/certificate", as_file(scan(), "scan.pdf"))
    page = page_of(alice.get(f"{address}/range"))
    (shown,) = page.xpath("//img[@class='certificate-page']/@src")
    assert alice.get(shown).mimetype == "image/png"
    for page_number in (1, 3, 99):
        assert alice.get(f"{address}/certificate/pages/{page_number}").status_code == 404


def test_a_page_as_large_as_a_field_makes_no_larger_picture(
    alice: PageClient, address: str
) -> None:
    writer, out = PdfWriter(), BytesIO()
    writer.add_blank_page(14_000, 14_000)
    writer.write(out)
    alice.send(f"{address}/certificate", as_file(out.getvalue(), "scan.pdf"))
    with Image.open(BytesIO(alice.get(f"{address}/certificate/pages/0").data)) as shown:
        assert max(shown.size) <= 1_801


def test_a_stranger_sees_no_page(cast: Cast, alice: PageClient, address: str) -> None:
    alice.send(f"{address}/certificate", as_file(photo(), "c.jpg"))
    cast.active("bob@bois.test", first=9_000_000)
    other = cast.browser("bob@bois.test")
    assert other.get(f"{address}/certificate/pages/0").status_code == 404


def test_a_damaged_photo_is_refused(alice: PageClient, address: str) -> None:
    sent = as_file(photo()[:3_000], "c.jpg")
    answer = alice.send(f"{address}/certificate", sent)
    assert answer.status_code == 422 and "Cette photo ne s’ouvre pas" in text_of(answer)


@pytest.mark.parametrize("make", [photo, scan])
def test_what_a_program_reads_on_it_is_always_doubted(
    app: Flask, contract: Contract, alice: PageClient, address: str, tmp_path: Path, make: type
) -> None:
    saying(app, tmp_path, TEXT)
    answer = alice.send(f"{address}/certificate", as_file(make(), "c"))
    page = alice.get(answer.location)
    assert "500 numéros trouvés, mais tout ne concorde pas" in text_of(page)
    assert "lus sur une image par un programme" in text_of(page)
    assert page_of(page).xpath("//img[@class='certificate-page']")
    assert alice.send(answer.location, typed_range(5_000, 500)).status_code == 422
    renewal = Renewal.open_of(contract)
    checked = read_certificate_of(renewal) if renewal else None
    assert checked and [one.kind for one in checked.findings] == [FindingKind.RECOGNISED]


def test_a_program_that_fails_or_wants_too_much_memory_reads_nothing(
    app: Flask, alice: PageClient, address: str, tmp_path: Path
) -> None:
    hungry = 'x=a; while :; do x="$x$x"; done'
    for script in ("exit 3", hungry, "cat"):
        seeing(app, tmp_path, script)
        answer = alice.send(f"{address}/certificate", as_file(photo(), "c.jpg"))
        assert answer.status_code == 303
        assert "C’est une photo" in text_of(alice.get(answer.location))


def test_a_program_that_hangs_is_ended(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.renewals.character_recognition._SECONDS", 1)
    seeing(app, tmp_path, f'echo $$ > "{tmp_path}/pid"; exec sleep 600')
    assert text_of_picture(photo()) == ""
    pid = int((tmp_path / "pid").read_text())
    assert not Path(f"/proc/{pid}").exists()


def test_a_forwarded_photo_is_kept_and_a_logo_is_not(
    app: Flask, contract: Contract, cast: Cast, letter_box: LetterBox
) -> None:
    app.config["TESSERACT"] = ""
    for text, received in (("Cliquez : https://laposte.test/x", False), ("Le voici.", True)):
        mail = EmailMessage()
        mail["From"], mail["To"] = ALICE, forwarding.address_for(contract) or ""
        mail.set_content(text)
        mail.add_attachment(photo(grain=24), maintype="image", subtype="jpeg", filename="photo.jpg")
        letter_box.drop(mail)
        read_mailbox()
        db.session.expire_all()
        renewal = Renewal.open_of(contract)
        assert renewal
        assert (renewal.waits_for is Moment.RANGE) is received
        assert (renewal.certificate_upload is not None) is received
    assert "C’est une photo" in cast.mails("certificate_forwarded")[-1].text
