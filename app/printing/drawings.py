"""Converts pages laid out by WeasyPrint to form XObjects, which other pages can draw."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pydyf

_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """One page as a form XObject, with all objects that it refers to; sizes in points.

    Each object is a sequence of bytes and of references, each the index of another object.
    """

    width: float
    height: float
    pieces: tuple[tuple[bytes | int, ...], ...] = field(repr=False)

    def objects(self, first: int) -> Iterator[bytes]:
        """Yield its objects, numbered from `first`; the first one is the drawing itself."""
        for pieces in self.pieces:
            yield b"".join(
                b"%d 0 R" % (first + piece) if isinstance(piece, int) else piece for piece in pieces
            )


def drawings_of(pdf: Any) -> list[Drawing]:
    """Return the pages of a pydyf document that is about to be written."""
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
    for number in _found_numbers(numbers):
        split.append(_split(objects[number].data, numbers))
    return Drawing(right - left, top - bottom, tuple(split))


def _found_numbers(numbers: Mapping[int, int]) -> Iterator[int]:
    """Yield the numbers after the first, in order, including those added while iterating."""
    place = 1
    while place < len(numbers):
        yield list(numbers)[place]
        place += 1


def _split(data: bytes, numbers: dict[int, int]) -> tuple[bytes | int, ...]:
    """Split an object into bytes and references; add the numbers referred to to `numbers`."""
    dictionary, stream, body = data.partition(b"\nstream\n")
    words = _REFERENCE.split(dictionary)
    return (*_renumber(words, numbers), stream + body)


def _renumber(words: Iterable[bytes], numbers: dict[int, int]) -> Iterator[bytes | int]:
    """Replace each number, which is every second word, by its index."""
    for place, word in enumerate(words):
        yield numbers.setdefault(int(word), len(numbers)) if place % 2 else word


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
