"""Checks uploaded files by their bytes alone: names and declared types are not trusted.

A picture is decoded, turned upright, reduced if it is very large, and encoded anew, which removes
its metadata, such as where it was taken, and anything appended to it. A PDF is stored byte by
byte, because it may serve as proof, but it must open.
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
# Pixels. Enough to read: an A4 page at 300 dpi has 3 508 rows.
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

# pypdf logs every oddity of a file; only whether the file opens matters here.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)
pillow_heif.register_heif_opener()


class FileRefused(Exception):
    """An uploaded file that is not accepted; subclasses say why."""


class EmptyFile(FileRefused):
    """The file has no bytes."""


class TooLarge(FileRefused):
    """The file is larger than `megabytes`."""

    def __init__(self, megabytes: int) -> None:
        self.megabytes = megabytes


class WrongKind(FileRefused):
    """The file is neither a PDF nor a picture; `read` is what it looks like."""

    def __init__(self, read: "FileKind") -> None:
        self.read = read


class DamagedFile(FileRefused):
    """The file begins like a PDF or a picture, but cannot be opened."""

    def __init__(self, is_pdf: bool) -> None:
        self.is_pdf = is_pdf


class Encrypted(FileRefused):
    """A PDF that requires a password."""


class TooManyPages(FileRefused):
    """A PDF with more pages than are accepted."""

    def __init__(self, pages: int, most: int) -> None:
        self.pages, self.most = pages, most


class TooManyPixels(FileRefused):
    """A picture with so many pixels that decoding it could exhaust the memory."""

    def __init__(self, most_megapixels: int) -> None:
        self.most_megapixels = most_megapixels


class FileKind(StrEnum):
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
    """The largest files accepted: megabytes, pages of a PDF, megapixels of a picture."""

    megabytes: int
    pages: int
    megapixels: int


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """An accepted file: its bytes as they will be stored, its type, its pages or its pixels."""

    data: bytes
    media_type: str
    pages: int | None = None
    width: int | None = None
    height: int | None = None


def check(data: bytes, limits: Limits) -> CheckedFile:
    """Return the file as it will be stored: a PDF unchanged, a picture encoded anew.

    Raises a subclass of `FileRefused`.
    """
    if not data:
        raise EmptyFile
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
    raise WrongKind(_guess_kind(data))


def _pdf(data: bytes, limits: Limits) -> CheckedFile:
    if zipfile.is_zipfile(BytesIO(data)):  # it opens as another file in another program
        raise WrongKind(FileKind.SEVERAL)
    try:
        reader = PdfReader(BytesIO(data))
        encrypted = reader.is_encrypted
        pages = 0 if encrypted else len(reader.pages)
    except Exception as error:  # a hostile file can make the parser raise anything
        raise DamagedFile(is_pdf=True) from error
    if encrypted:
        raise Encrypted
    if not pages:
        raise DamagedFile(is_pdf=True)
    if pages > limits.pages:
        raise TooManyPages(pages, limits.pages)
    return CheckedFile(data, PDF, pages=pages)


def _picture(
    data: bytes,
    formats: tuple[str, ...],
    limits: Limits,
    write: Callable[[Image.Image], tuple[bytes, str]],
) -> CheckedFile:
    try:
        with Image.open(BytesIO(data), formats=formats) as opened:
            width, height = opened.size
            if width * height > limits.megapixels * 1_000_000:
                raise TooManyPixels(limits.megapixels)
            picture = _upright(opened)
        stored, media_type = write(picture)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise TooManyPixels(limits.megapixels) from bomb
    except Exception as error:  # a hostile file can make the decoder raise anything
        raise DamagedFile(is_pdf=False) from error
    return CheckedFile(stored, media_type, width=picture.width, height=picture.height)


def _upright(opened: Image.Image) -> Image.Image:
    # WeasyPrint sets this to True for the whole process; truncated pictures must be refused.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # Lets the JPEG decoder reduce the picture while it decodes.
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


def _guess_kind(data: bytes) -> FileKind:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return FileKind.WEBP
    for start, name in _STARTS:
        if data.startswith(start):
            return FileKind(name)
    sample = data[:_TEXT_SAMPLE]
    return FileKind.UNKNOWN if any(byte < 9 for byte in sample) else FileKind.TEXT
