"""What a file is, told by its bytes and by nothing else: no name, no claim of a browser.

A picture is never kept as it came: it is decoded, turned upright, made smaller if it is huge, and
written anew, so that neither where it was taken nor anything hidden behind it survives. A PDF is
kept byte by byte, as it may be a proof, but it must open.
"""

import logging
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

import pillow_heif
from PIL import Image, ImageFile, ImageOps
from pypdf import PdfReader

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
# Larger is of no use to a reader: an A4 page at 300 dpi has 3 508 rows.
LONGEST_SIDE = 4_000
JPEG_QUALITY = 88
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_STARTS = (
    (b"GIF8", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"BM", "bmp"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "text"),
)
_TEXT_SAMPLE = 512

# It prints what it finds odd in a file; the file is refused or not, and nobody reads the rest.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
pillow_heif.register_heif_opener()


class Refused(Exception):
    """A file that is not taken."""


class Empty(Refused):
    """It holds nothing."""


class TooLarge(Refused):
    """It has more bytes than are taken."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes


class WrongKind(Refused):
    """It is neither PDF nor picture; `read` says what it looks like, as a `Kind`."""

    def __init__(self, read: "Kind") -> None:
        self.read = read


class Unreadable(Refused):
    """It begins like a PDF or a picture, and cannot be opened."""

    def __init__(self, is_pdf: bool) -> None:
        self.is_pdf = is_pdf


class Encrypted(Refused):
    """A PDF that asks for a password."""


class TooManyPages(Refused):
    """A PDF with more pages than anybody reads."""

    def __init__(self, pages: int, most: int) -> None:
        self.pages, self.most = pages, most


class TooManyPixels(Refused):
    """A picture so large that opening it would exhaust the machine."""

    def __init__(self, most_megapixels: int) -> None:
        self.most_megapixels = most_megapixels


class Kind(StrEnum):
    """What the first bytes of a refused file look like."""

    ZIP = "zip"
    OFFICE = "office"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    WEBP = "webp"
    TEXT = "text"
    SEVERAL = "several"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken at most."""

    megabytes: int
    pages: int
    megapixels: int


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its bytes as they will be stored, and what is known of it."""

    data: bytes
    media_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None


def check(data: bytes, limits: Limits) -> Checked:
    """The file as it may be kept: a PDF as it came, a picture written anew.

    Raises a `Refused` that says what is wrong.
    """
    if not data:
        raise Empty
    if len(data) > limits.megabytes * 1024 * 1024:
        raise TooLarge(limits.megabytes)
    if data.startswith(b"%PDF-"):
        return _pdf(data, limits)
    if data.startswith(b"\xff\xd8\xff"):
        return _picture(data, ("JPEG", "MPO"), limits, _as_jpeg)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(data, ("PNG",), limits, _as_png)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return _picture(data, ("HEIF",), limits, _as_jpeg)
    raise WrongKind(_looks_like(data))


def _pdf(data: bytes, limits: Limits) -> Checked:
    if zipfile.is_zipfile(BytesIO(data)):  # whoever opens it may find another file than was shown
        raise WrongKind(Kind.SEVERAL)
    try:
        reader = PdfReader(BytesIO(data))
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
    except Exception as error:  # a hostile file makes a parser fail with anything
        raise Unreadable(is_pdf=True) from error
    if encrypted:
        raise Encrypted
    if not pages:
        raise Unreadable(is_pdf=True)
    if pages > limits.pages:
        raise TooManyPages(pages, limits.pages)
    return Checked(data, PDF, pages=pages)


def _picture(
    data: bytes,
    formats: tuple[str, ...],
    limits: Limits,
    write: Callable[[Image.Image], tuple[bytes, str]],
) -> Checked:
    try:
        with Image.open(BytesIO(data), formats=formats) as opened:
            width, height = opened.size
            if width * height > limits.megapixels * 1_000_000:
                raise TooManyPixels(limits.megapixels)
            picture = _upright(opened)
        stored, media_type = write(picture)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise TooManyPixels(limits.megapixels) from bomb
    except Exception as error:  # a hostile file makes a decoder fail with anything
        raise Unreadable(is_pdf=False) from error
    return Checked(stored, media_type, width=picture.width, height=picture.height)


def _upright(opened: Image.Image) -> Image.Image:
    # WeasyPrint tells Pillow, for the whole process, to be content with half a picture.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # A JPEG is decoded at half its size or less where that is enough.
    opened.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(opened)
    clean = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    clean.info = {}
    return clean


def _as_jpeg(picture: Image.Image) -> tuple[bytes, str]:
    written = BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=JPEG_QUALITY)
    return written.getvalue(), JPEG


def _as_png(picture: Image.Image) -> tuple[bytes, str]:
    written = BytesIO()
    picture.save(written, "PNG")
    return written.getvalue(), PNG


def _looks_like(data: bytes) -> Kind:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    for start, name in _STARTS:
        if data.startswith(start):
            return Kind(name)
    sample = data[:_TEXT_SAMPLE]
    return Kind.UNKNOWN if any(byte < 9 for byte in sample) else Kind.TEXT
