"""Labels with a contract's settings: high or low bars, La Poste's artwork, a specimen."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.contracts.label_settings import DEFAULT_BARS_MM, HIGHEST_BARS_MM, LOWEST_BARS_MM
from app.labels.paper_formats import FORMATS
from app.labels.printing import (
    LEGIBLE,
    LabelContent,
    check_mentions,
    label_form,
    labels_pdf,
    most_franking_lines,
)
from app.printing.pictures import UnreadablePicture
from app.printing.slots import TextSlot
from app.printing.text_fit import TextDoesNotFit
from tests.printing.test_label_pages import FACE, NUMBER, WIDEST

Look = Callable[[bytes], Any]
HEIGHTS = (LOWEST_BARS_MM, DEFAULT_BARS_MM, HIGHEST_BARS_MM)
DPI = 300
# The frame of the franking, and what is left white around artwork in it, in mm.
FRAME_LEFT, FRAME_TOP, FRAME_RIGHT, FRAME_BOTTOM, EDGE = 61.3, 6.3, 93.7, 22.4, 0.5


def picture(width: int, height: int, form: str = "PNG", **options: Any) -> bytes:
    """Black with a white cross: made up, as wide and high as wanted."""
    image = Image.new("L", (width, height), 0)
    drawing = ImageDraw.Draw(image)
    drawing.line((width // 2, height // 4, width // 2, 3 * height // 4), fill=255, width=3)
    with BytesIO() as file:
        image.save(file, form, **options)
        return file.getvalue()


WIDE, HIGH = picture(900, 300), picture(200, 400)


def paper_of(paper: Look, *faces: LabelContent) -> Any:
    return paper(labels_pdf(faces, "Étiquettes"))


def ink(sheet: Any, left: float, top: float, right: float, bottom: float) -> Any:
    """The box of what is black in a part of the first page, in mm from the part's top left."""
    part = sheet.printed(DPI, crop=(left, 150 - bottom, 100 - right, top))
    box = part.point(lambda grey: 255 - grey).getbbox()
    return [round(edge * 25.4 / DPI, 1) for edge in box] if box else None


def pictures_in(sheet: Any) -> int:
    """How many pictures the document holds, over all its pages."""
    return len(
        {image.indirect_reference.idnum for page in sheet.reader.pages for image in page.images}
    )


@pytest.mark.parametrize("height", HEIGHTS)
@pytest.mark.parametrize("dpi", [203, 300])
def test_bars_of_any_height_read_back_and_are_as_high_as_wanted(
    paper: Look, height: int, dpi: int
) -> None:
    sheet = paper_of(paper, replace(FACE, bar_height_mm=height))
    (read,) = zxingcpp.read_barcodes(sheet.printed(dpi))
    assert read.text == NUMBER
    left, top, right, bottom = ink(sheet, 20, 150 - 39 - height - 2, 80, 111.6)
    assert bottom - top == pytest.approx(height, abs=0.15)
    assert right - left == pytest.approx(50.25, abs=0.4)


@pytest.mark.parametrize("height", HEIGHTS)
def test_above_the_bars_nothing_but_white_and_the_widest_address_over_it(
    paper: Look, height: int
) -> None:
    sheet = paper_of(paper, replace(WIDEST, bar_height_mm=height))
    bars_top = 111 - height
    assert ink(sheet, 6, bars_top - 4.5, 94, bars_top - 0.2) is None
    recipient = [box for _, box in sheet.letters() if 45 < 150 - box[3] < bars_top]
    assert min(box[1] for box in recipient) > 150 - (bars_top - 5)
    assert len(recipient) == 6 * 38


def test_labels_of_several_heights_stand_in_one_document(paper: Look) -> None:
    sheet = paper_of(paper, *(replace(FACE, bar_height_mm=height) for height in HEIGHTS))
    alone = [paper_of(paper, replace(FACE, bar_height_mm=height)) for height in HEIGHTS]
    for page, one in enumerate(alone):
        assert sheet.printed(203, page).tobytes() == one.printed(203).tobytes()


@pytest.mark.parametrize(
    ("artwork", "proportion"),
    [
        (WIDE, 3),
        (HIGH, 0.5),
        (picture(900, 300, "JPEG"), 3),
        (picture(20, 2000), 0.01),
        # A photograph taken upright: its width and height are swapped by a note in the file.
        (
            picture(
                900,
                300,
                "JPEG",
                exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
            ),
            1 / 3,
        ),
    ],
)
def test_artwork_stands_undistorted_in_the_middle_of_its_frame(
    paper: Look, artwork: bytes, proportion: float
) -> None:
    sheet = paper_of(paper, replace(FACE, artwork=artwork))
    width, height = FRAME_RIGHT - FRAME_LEFT - 2 * EDGE, FRAME_BOTTOM - FRAME_TOP - 2 * EDGE
    left, top, right, bottom = ink(
        sheet, FRAME_LEFT + EDGE, FRAME_TOP + EDGE, FRAME_RIGHT - EDGE, FRAME_BOTTOM - EDGE
    )
    assert (right - left) == pytest.approx(proportion * (bottom - top), abs=0.3)
    assert max((right - left) / 30, (bottom - top) / 13.8) == pytest.approx(1, abs=0.02)
    assert (left + right) / 2 == pytest.approx(width / 2, abs=0.2)
    assert (top + bottom) / 2 == pytest.approx(height / 2, abs=0.2)


def test_artwork_takes_the_place_of_the_lines_and_of_nothing_else(paper: Look) -> None:
    text = paper_of(paper, replace(FACE, artwork=WIDE)).texts[0]
    assert "PORT PAYÉ" not in text
    for kept in (FACE.product, *FACE.sender, *FACE.recipient, "2L 000 001 0001 4"):
        assert kept in text
    (read,) = zxingcpp.read_barcodes(paper_of(paper, replace(FACE, artwork=HIGH)).printed(203))
    assert read.text == NUMBER


def test_artwork_is_embedded_once_and_the_same_bytes_come_out(paper: Look) -> None:
    faces = [replace(FACE, artwork=WIDE), replace(FACE, artwork=bytes(WIDE))]
    sheet = paper_of(paper, *faces, replace(FACE, artwork=HIGH))
    assert pictures_in(sheet) == 2
    assert pictures_in(paper_of(paper, *faces)) == 1
    assert paper_of(paper, *faces, replace(FACE, artwork=HIGH)).pdf == sheet.pdf
    sheet.assert_sound()


@pytest.mark.parametrize(
    "artwork",
    [
        b"not a picture",
        WIDE[: len(WIDE) // 2],
        picture(900, 300, "JPEG")[:2_000],
        picture(20, 20, "GIF"),
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
    ],
)
def test_artwork_that_cannot_be_printed_is_told_before_a_label_lacks_it(artwork: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        labels_pdf([replace(FACE, artwork=artwork)], "x")


@pytest.mark.parametrize(
    "height",
    [
        height if height in HEIGHTS else pytest.param(height, marks=pytest.mark.prove)
        for height in range(LOWEST_BARS_MM, HIGHEST_BARS_MM + 1)
    ],
)
def test_the_bars_of_a_specimen_never_scan(paper: Look, height: int) -> None:
    face = replace(FACE, bar_height_mm=height)
    struck = paper_of(paper, replace(face, specimen=True))
    for dpi in (203, 300):
        assert zxingcpp.read_barcodes(struck.printed(dpi)) == []
        assert zxingcpp.read_barcodes(struck.printed(dpi).rotate(90, expand=True)) == []
    assert "SPÉCIMEN" in struck.texts[0]
    assert "SPÉCIMEN" not in paper_of(paper, face).texts[0]


@pytest.mark.parametrize("height", HEIGHTS)
def test_the_word_across_the_bars_stays_within_them(paper: Look, height: int) -> None:
    face = replace(FACE, bar_height_mm=height)
    plain, struck = paper_of(paper, face), paper_of(paper, replace(face, specimen=True))
    for crop in ((0, 39 + height, 0, 0), (0, 0, 0, 111), (0, 0, 75.5, 0), (75.5, 0, 0, 0)):
        assert plain.printed(DPI, crop=crop).tobytes() == struck.printed(DPI, crop=crop).tobytes()


def test_mentions_must_stand_legibly() -> None:
    check_mentions(["PORT PAYÉ"] * most_franking_lines(), "LETTRE SUIVIE")
    for franking, product, line in (
        (["PORT PAYÉ"] * (most_franking_lines() + 1), "LETTRE SUIVIE", "PORT PAYÉ"),
        (["PORT PAYÉ", "W" * 30], "LETTRE SUIVIE", "W" * 30),
        (["PORT PAYÉ"], "W" * 30, "W" * 30),
    ):
        with pytest.raises(TextDoesNotFit) as refused:
            check_mentions(franking, product)
        assert refused.value.text == line


@pytest.mark.parametrize("name", FORMATS)
def test_as_many_lines_as_may_be_set_are_legible_on_every_paper(name: str) -> None:
    franking = ("PORT PAYÉ",) * most_franking_lines()
    form = label_form(replace(FACE, franking=franking), FORMATS[name])
    (slot,) = (slot for slot in form.slots if slot.name == "franking")
    assert isinstance(slot, TextSlot)
    assert slot.size_for(franking) >= LEGIBLE
