"""Ordinary and hostile files to upload, made here or stored in `tests/data`."""

import zipfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from pypdf import PdfWriter

DATA = Path(__file__).parent / "data"
GPS_IFD, ORIENTATION = 0x8825, 0x0112
MAKER = b"SecretCamera 3000"


def pdf(pages: int = 1, *, password: str | None = None) -> bytes:
    """Return a PDF with empty pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 280)
    if password:
        writer.encrypt(password)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (120, 80)) -> bytes:
    """Return a picture, red at the left and blue at the right."""
    written = BytesIO()
    _drawn(size).save(written, kind)
    return written.getvalue()


def photo_with_place(kind: str = "JPEG") -> bytes:
    """Return a phone's picture, lying on its side, with camera and position in its metadata."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # to be turned by 90° to the right
    exif[0x010F] = MAKER.decode()
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (45.0, 45.0, 36.0)
    written = BytesIO()
    _drawn((120, 80)).save(written, kind, exif=exif.tobytes(), **_comment(kind))
    return written.getvalue()


def archive() -> bytes:
    """A ZIP file."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("contrat.txt", "port payé")
    return written.getvalue()


def _comment(kind: str) -> dict[str, bytes]:
    return {"comment": b"Made at home"} if kind == "JPEG" else {}


def _drawn(size: tuple[int, int]) -> Image.Image:
    drawn = Image.new("RGB", size, "blue")
    ImageDraw.Draw(drawn).rectangle((0, 0, size[0] // 2, size[1]), fill="red")
    return drawn
