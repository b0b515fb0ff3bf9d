"""ZPL as a printer would put it on paper, by a renderer from npm that asks no service."""

import subprocess
from base64 import b64decode
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from app.labels.zpl import labels_zpl
from tests.printing.made_up import face

pytestmark = [
    pytest.mark.prove,
    pytest.mark.usefixtures("context"),
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

FOLDER = Path(__file__).parent / "zpl"
# A printer of 203 dots an inch has 8 a millimetre, one of 300 has 12.
DOTS_A_MM = {203: 8, 300: 12}
LABELS = 20
EDGE_MM = 6


@pytest.fixture(scope="module")
def renderer() -> Path:
    """The renderer, of the version and with the checksum that the lock file names."""
    npm = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
    subprocess.run(npm, cwd=FOLDER, check=True, capture_output=True)
    return FOLDER / "render.js"


def pictures(renderer: Path, zpl: bytes, dpi: int) -> list[Image.Image]:
    size = ("100", "150", str(DOTS_A_MM[dpi]))
    run = subprocess.run(
        ["node", renderer.name, *size], cwd=FOLDER, input=zpl, capture_output=True, check=True
    )
    return [Image.open(BytesIO(b64decode(line))).convert("L") for line in run.stdout.split()]


@pytest.mark.parametrize("dpi", DOTS_A_MM)
def test_each_label_is_read_and_stays_within_its_edges(
    app: Flask, renderer: Path, dpi: int
) -> None:
    faces = [face(rank) for rank in range(LABELS)]
    printed = pictures(renderer, b"".join(labels_zpl(faces, dpi)), dpi)
    assert len(printed) == LABELS
    for one, picture in zip(faces, printed, strict=True):
        (read,) = zxingcpp.read_barcodes(picture)
        assert (read.text, read.format) == (
            one.tracking_number,
            zxingcpp.BarcodeFormat.Code128,
        )
        left, top, right, bottom = picture.point(lambda grey: 255 - grey).getbbox() or (0,) * 4
        edge = EDGE_MM * DOTS_A_MM[dpi] - 2
        assert left >= edge and top >= edge * 0.8
        assert right <= picture.width - edge and bottom <= picture.height - edge * 0.6


def test_signs_that_are_commands_are_words(app: Flask, renderer: Path) -> None:
    """What would end the field or the label leaves ink, and the bars are read all the same."""
    plain = replace(face(1), reference="A B C D")
    hostile = replace(plain, reference="^XZ~_5E")
    one, other = pictures(renderer, b"".join(labels_zpl([plain, hostile])), 203)
    assert one.tobytes() != other.tobytes()
    (read,) = zxingcpp.read_barcodes(other)
    assert read.text == hostile.tracking_number
