"""The label by typst."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import typst

from app.labels.printing import LabelContent
from app.printing.typeface import FONT_FOLDER, Face
from bench.peers.drawing import boxes, texts

_TEMPLATE = Path(__file__).with_suffix(".typ").read_bytes()
_COMPILER = typst.Compiler(font_paths=[FONT_FOLDER], ignore_system_fonts=True)


def labels_pdf(faces: Sequence[LabelContent]) -> bytes:
    """Print one page a label, by a compiler that has loaded its fonts before."""
    labels = [{"boxes": _boxes(face), "texts": _texts(face)} for face in faces]
    drawn = _COMPILER.compile(_TEMPLATE, format="pdf", sys_inputs={"labels": json.dumps(labels)})
    assert isinstance(drawn, bytes)
    return drawn


def _boxes(face: LabelContent) -> list[dict[str, float]]:
    return [asdict(box) for box in boxes(face)]


def _texts(face: LabelContent) -> list[dict[str, object]]:
    return [asdict(text) | {"face": _weight(text.face)} for text in texts(face)]


def _weight(face: Face) -> int:
    return face.value
