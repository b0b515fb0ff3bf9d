"""Uploaded files are checked by their bytes."""

import contextlib
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.uploads.content import (
    JPEG,
    LONGEST_SIDE,
    PDF,
    PNG,
    CheckedFile,
    DamagedFile,
    EmptyFile,
    Encrypted,
    FileKind,
    FileRefused,
    Limits,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    WrongKind,
    check,
)
from tests import samples

LIMITS = Limits(megabytes=1, pages=5, megapixels=60)


def test_a_pdf_is_kept_byte_by_byte_and_its_pages_are_counted() -> None:
    sent = samples.pdf(3)
    assert check(sent, LIMITS) == CheckedFile(sent, PDF, pages=3)


@pytest.mark.parametrize(("kind", "kept_as"), [("JPEG", JPEG), ("PNG", PNG), ("HEIF", JPEG)])
def test_a_picture_is_written_anew_in_a_form_that_every_browser_shows(
    kind: str, kept_as: str
) -> None:
    checked = check(samples.picture(kind), LIMITS)
    assert (checked.media_type, checked.width, checked.height) == (kept_as, 120, 80)
    assert Image.open(BytesIO(checked.data)).size == (120, 80)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_where_it_was_taken_is_gone_and_it_stands_upright(kind: str) -> None:
    sent = samples.photo_with_place(kind)
    assert samples.MAKER in sent
    checked = check(sent, LIMITS)
    kept = Image.open(BytesIO(checked.data))
    assert samples.MAKER not in checked.data
    assert b"Made at home" not in checked.data
    assert dict(kept.getexif()) == {}
    assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert kept.size == (checked.width, checked.height) == (80, 120)
    top, bottom = (kept.convert("RGB").getpixel((40, y)) for y in (10, 110))
    assert isinstance(top, tuple) and isinstance(bottom, tuple)
    assert top[0] > 200 and bottom[2] > 200  # the left of what lay on its side is now on top


def test_a_see_through_picture_stays_so() -> None:
    written = BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(written, "PNG")
    assert Image.open(BytesIO(check(written.getvalue(), LIMITS).data)).mode == "RGBA"


def test_a_huge_picture_is_made_smaller() -> None:
    checked = check(samples.picture("PNG", (6_000, 3_000)), LIMITS)
    assert (checked.width, checked.height) == (LONGEST_SIDE, LONGEST_SIDE // 2)


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (samples.archive(), FileKind.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileKind.OFFICE),
        (samples.picture("GIF"), FileKind.GIF),
        (samples.picture("TIFF"), FileKind.TIFF),
        (samples.picture("BMP"), FileKind.BMP),
        (samples.picture("WEBP"), FileKind.WEBP),
        (b"<html><script>alert(1)</script>", FileKind.TEXT),
        (b"MZ\x90\x00\x03\x00\x00\x00", FileKind.UNKNOWN),
        (b" " + samples.pdf(), FileKind.TEXT),
        (samples.pdf() + samples.archive(), FileKind.SEVERAL),
    ],
)
def test_what_is_neither_pdf_nor_picture_is_refused_by_what_it_is(
    sent: bytes, read: FileKind
) -> None:
    with pytest.raises(WrongKind) as refusal:
        check(sent, LIMITS)
    assert refusal.value.read is read


@pytest.mark.parametrize("hidden", [b"<script>alert(1)</script>", samples.archive()])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_is_hidden_behind_a_picture_is_not_kept(kind: str, hidden: bytes) -> None:
    checked = check(samples.picture(kind) + hidden, LIMITS)
    assert hidden[:20] not in checked.data


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (b"", EmptyFile),
        (b"%PDF-1.7\n" + bytes(2**20), TooLarge),
        (b"%PDF-1.7\nnothing of a PDF", DamagedFile),
        (samples.pdf()[:150], DamagedFile),
        (samples.pdf(0), DamagedFile),
        (samples.pdf(6), TooManyPages),
        (samples.pdf(password="secret"), Encrypted),
        (samples.picture()[:300], DamagedFile),
        (samples.picture("PNG")[:60], DamagedFile),
        (samples.picture("HEIF")[:100], DamagedFile),
        (b"\xff\xd8\xff" + b"\x00" * 50, DamagedFile),
    ],
)
def test_what_does_not_open_is_refused_with_its_reason(
    sent: bytes, refusal: type[FileRefused]
) -> None:
    with pytest.raises(refusal):
        check(sent, LIMITS)


@pytest.mark.parametrize("side", [8_000, 20_000, 100_000])
def test_a_small_file_that_unfolds_to_a_huge_picture_is_refused_unopened(side: int) -> None:
    with pytest.raises(TooManyPixels):
        check(_bomb(side), LIMITS)


@pytest.mark.parametrize("levels", [10, 40])
def test_a_small_pdf_that_unfolds_to_countless_pages_is_refused(levels: int) -> None:
    with pytest.raises((TooManyPages, DamagedFile)):
        check(_page_bomb(levels), LIMITS)


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"])
)
def test_any_bytes_are_taken_or_refused(tail: bytes, start: bytes) -> None:
    _taken_or_refused(start + tail)


@given(st.data())
def test_a_file_with_a_few_bytes_changed_is_taken_or_refused(data: st.DataObject) -> None:
    sent = bytearray(data.draw(st.sampled_from(GOOD)))
    for _ in range(data.draw(st.integers(1, 8))):
        sent[data.draw(st.integers(8, len(sent) - 1))] = data.draw(st.integers(0, 255))
    _taken_or_refused(bytes(sent))


GOOD = (samples.pdf(2), samples.picture(), samples.picture("PNG"), samples.photo_with_place())


def _taken_or_refused(sent: bytes) -> None:
    with contextlib.suppress(FileRefused):
        assert check(sent, LIMITS).media_type in {PDF, JPEG, PNG}


def _bomb(side: int) -> bytes:
    """Return a PNG whose header claims a square of `side` pixels."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


def _page_bomb(levels: int) -> bytes:
    """Return a PDF whose page tree doubles at each level."""
    knots = [f"<</Type/Pages/Count 2/Kids[{n} 0 R {n} 0 R]>>" for n in range(3, levels + 3)]
    bodies = ["<</Type/Catalog/Pages 2 0 R>>", *knots, "<</Type/Page/MediaBox[0 0 9 9]>>"]
    written, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        starts.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(bodies) + 1
    head = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\n"
    return written + f"{head}startxref\n{len(written)}\n%%EOF\n".encode()
