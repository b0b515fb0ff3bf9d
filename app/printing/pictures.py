"""Renders PDF pages as pictures for the screen, and prepares pictures for printing."""

import threading
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

# About twice the resolution of a screen, so that the bars of a label can be told apart.
SCREEN_DPI = 150
POINTS_IN_AN_INCH = 72
PRINTED_FORMATS = ("PNG", "JPEG")

# PDFium is not thread-safe.
_one_at_a_time = threading.Lock()


MIDDLE_GREY = 127


class UnreadablePicture(ValueError):
    """The bytes are not a PNG or JPEG picture that can be printed."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle on a page, in millimetres from the top left."""

    left: float
    top: float
    width: float
    height: float


def page_picture(
    pdf: bytes, page: int = 0, *, dpi: int = SCREEN_DPI, longest: int | None = None
) -> bytes:
    """Render a page of a PDF as a greyscale PNG. Raises IndexError if there is no such page.

    `longest` limits its sides, in pixels: a page of somebody else's PDF may be as large as a field.
    """
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if page >= len(document):
                raise IndexError(f"The document has no page {page}.")
            scale = dpi / POINTS_IN_AN_INCH
            if longest:
                scale = min(scale, longest / max(document[page].get_size()))
            return _png(document[page].render(scale=scale, grayscale=True).to_pil())
        finally:
            document.close()


def pictures_of(pdf: bytes, *, most: int, longest: int, dpi: int = 200) -> list[bytes]:
    """Render the first pages of somebody's PDF, each as a PNG; none where PDFium cannot open it."""
    pictures: list[bytes] = []
    with suppress(IndexError, pypdfium2.PdfiumError, ValueError):
        for page in range(most):
            pictures.append(page_picture(pdf, page, dpi=dpi, longest=longest))
    return pictures


def data_uri(png: bytes) -> str:
    """Return a `data:` URL of a PNG."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def fit_within(picture: bytes, frame: Area) -> Area:
    """Return the largest area for a PNG or JPEG in a frame, centred and not distorted.

    Raises UnreadablePicture.
    """
    width, height = _size(picture)
    scale = min(frame.width / width, frame.height / height)
    return Area(
        left=round(frame.left + (frame.width - width * scale) / 2, 3),
        top=round(frame.top + (frame.height - height * scale) / 2, 3),
        width=round(width * scale, 3),
        height=round(height * scale, 3),
    )


def black_dots(picture: bytes, width: int, height: int) -> Image.Image:
    """Convert a picture to black and white dots; transparent parts become white.

    Raises UnreadablePicture.
    """
    _size(picture)
    with Image.open(BytesIO(picture), formats=PRINTED_FORMATS) as opened:
        whole = ImageOps.exif_transpose(opened).convert("RGBA")
    paper = Image.new("RGBA", whole.size, "white")
    grey = Image.alpha_composite(paper, whole).convert("L")
    return grey.resize((width, height), Image.Resampling.LANCZOS).point(_is_white, "1")


def _is_white(grey: int) -> int:
    return 255 if grey > MIDDLE_GREY else 0


def _size(picture: bytes) -> tuple[int, int]:
    """Return width and height in pixels, after turning the picture by its EXIF orientation."""
    try:
        with Image.open(BytesIO(picture), formats=PRINTED_FORMATS) as opened:
            _check_whole(opened, picture)
        with Image.open(BytesIO(picture), formats=PRINTED_FORMATS) as opened:
            return ImageOps.exif_transpose(opened).size
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePicture(str(error)) from error


def _check_whole(opened: Image.Image, picture: bytes) -> None:
    """Raise UnreadablePicture for a truncated picture, which would be printed with a gap.

    Decoding does not detect it: WeasyPrint sets Pillow's LOAD_TRUNCATED_IMAGES for the process.
    """
    opened.verify()
    end_of_image, start_of_scan = b"\xff\xd9", b"\xff\xda"
    if opened.format == "JPEG" and picture.rfind(end_of_image) < picture.rfind(start_of_scan):
        raise UnreadablePicture("The picture ends before its end.")


def _png(image: Any) -> bytes:
    with BytesIO() as file:
        image.save(file, "PNG", optimize=True)
        return file.getvalue()
