"""Fixtures for the tests of printing: a small application, and a way to inspect PDFs."""

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from tempfile import NamedTemporaryFile

import pypdf
import pypdfium2
import pytest
from flask import Flask
from jinja2 import StrictUndefined
from PIL import Image

from app import formats, language

POINTS_IN_A_MILLIMETRE = 72 / 25.4

# The left, bottom, right and top of a letter, in millimetres from the bottom left of its page.
Box = tuple[float, float, float, float]


@pytest.fixture(autouse=True, scope="module")
def french_documents() -> Iterator[Flask]:
    """The smallest application that the printing modules need, in an open context."""
    app = Flask("app")
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    language.init_app(app)
    formats.init_app(app)
    with app.app_context():
        yield app


@dataclass(frozen=True)
class Paper:
    """A PDF to inspect: its texts, its rendering and its measures."""

    pdf: bytes

    @cached_property
    def reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(BytesIO(self.pdf), strict=True)

    def assert_sound(self) -> None:
        """Every object can be read; and qpdf, where it is installed, has nothing to say."""
        numbers = range(1, len(self.reader.xref[0]))
        assert all(self.reader.get_object(number) is not None for number in numbers)
        if shutil.which("qpdf"):
            with NamedTemporaryFile(suffix=".pdf") as file:
                file.write(self.pdf)
                file.flush()
                subprocess.run(["qpdf", "--check", file.name], check=True, capture_output=True)

    @cached_property
    def texts(self) -> list[str]:
        """The text of each page, its lines joined by one space."""
        return [" ".join(page.extract_text().split()) for page in self.reader.pages]

    @property
    def sizes_mm(self) -> list[tuple[float, float]]:
        boxes = (page.mediabox for page in self.reader.pages)
        return [(_millimetres(box.width), _millimetres(box.height)) for box in boxes]

    def printed(self, dpi: float, page: int = 0, crop: Box = (0, 0, 0, 0)) -> Image.Image:
        """A page as a printer of black dots puts it on paper, `crop` mm left off each edge."""
        points = tuple(edge * POINTS_IN_A_MILLIMETRE for edge in crop)
        sheet = pypdfium2.PdfDocument(self.pdf)[page]
        picture: Image.Image = sheet.render(scale=dpi / 72, grayscale=True, crop=points).to_pil()
        return picture.point(lambda grey: 255 if grey > 127 else 0)

    def letters(self, page: int = 0) -> list[tuple[str, Box]]:
        """Each visible letter of a page with the box of its ink."""
        text = pypdfium2.PdfDocument(self.pdf)[page].get_textpage()
        boxes = (
            (text.get_text_range(n, 1), text.get_charbox(n)) for n in range(text.count_chars())
        )
        return [
            (letter, tuple(_millimetres(edge) for edge in box))  # type: ignore[misc]
            for letter, box in boxes
            if letter.strip()
        ]

    def edges_mm(self, page: int = 0) -> Box:
        """The smallest box around all letters of a page."""
        lefts, bottoms, rights, tops = zip(*(box for _, box in self.letters(page)), strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)


@pytest.fixture(scope="session")
def paper() -> type[Paper]:
    """A function to inspect a PDF: `paper(pdf).texts`."""
    return Paper


def _millimetres(points: float) -> float:
    return round(float(points) / POINTS_IN_A_MILLIMETRE, 2)
