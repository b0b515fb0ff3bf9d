"""A page that WeasyPrint has laid out, as something that other pages can draw."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One page as a form XObject, with all that it refers to; sizes in points.

    Each object is a list of pieces: bytes, and the places among the objects that they refer to.
    """

    width: float
    height: float
    pieces: tuple[tuple[bytes | int, ...], ...] = field(repr=False)

    def objects(self, first: int) -> Iterator[bytes]:
        """Its objects, numbered from `first` on; the first is the drawing itself."""
        for pieces in self.pieces:
            yield b"".join(
                b"%d 0 R" % (first + piece) if isinstance(piece, int) else piece for piece in pieces
            )


def drawings_of(pdf: Any) -> list[Drawing]:
    """Each page of a document of pydyf that is about to be written."""
    objects = {item.number: item for item in pdf.objects}
    pages = [objects[number] for number in pdf.pages["Kids"][::3]]
    return [_drawing(page, objects) for page in pages]


def _drawing(page: Any, objects: Mapping[int, Any]) -> Drawing:
    left, bottom, right, top = page["MediaBox"]
    content = objects[_number(page["Contents"])]
    shared = {"Type": "/XObject", "Subtype": "/Form", "BBox": page["MediaBox"]}
    extra = shared | {"Resources": page["Resources"]}
    form = pydyf.Stream(content.stream, extra, compress=True)
    numbers = {content.number: 0}
    split = [_split(form.data, numbers)]
    for number in _unending(numbers):
        split.append(_split(objects[number].data, numbers))
    return Drawing(right - left, top - bottom, tuple(split))


def _unending(numbers: Mapping[int, int]) -> Iterator[int]:
    """The objects after the first in the order of their places, while references bring more."""
    place = 1
    while place < len(numbers):
        yield list(numbers)[place]
        place += 1


def _split(data: bytes, numbers: dict[int, int]) -> tuple[bytes | int, ...]:
    """An object in pieces; each number that it refers to is given a place."""
    dictionary, stream, body = data.partition(b"\nstream\n")
    words = _REFERENCE.split(dictionary)
    return (*_placed(words, numbers), stream + body)


def _placed(words: Iterable[bytes], numbers: dict[int, int]) -> Iterator[bytes | int]:
    """Numbers stand at every second place."""
    for place, word in enumerate(words):
        yield numbers.setdefault(int(word), len(numbers)) if place % 2 else word


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
