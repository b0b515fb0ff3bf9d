"""Words of several weights and sizes beside each other on a line, and long ones on several lines."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.deposits.paper_forms import paper_form
from app.printing.faces import Face
from app.printing.slots import TextSlot
from app.printing.stamping import Placement
from app.printing.text_fit import ems_of

# Forms are compiled for each size: those of shrunk words come in steps.
STEPS_IN_A_POINT = 2
# A text that stands at this share of its size is not broken.
LARGE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class Words:
    """Words of one weight and size in points. A space between two of them ends the first."""

    text: str
    bold: bool = False
    size: float = 8.5

    @property
    def width(self) -> float:
        """In points."""
        return ems_of(self.text, Face.BOLD if self.bold else Face.REGULAR) * self.size


def width_of(line: Iterable[Words]) -> float:
    """The width of a line in points."""
    return sum(words.width for words in line)


def fitted(line: Sequence[Words], room: float) -> Sequence[Words]:
    """The words of a line, smaller where they are wider than the room in points."""
    share = room / (width_of(line) or 1)
    return line if share >= 1 else [_smaller(words, share) for words in line]


def placed(line: Iterable[Words], left: float, baseline: float) -> Iterator[Placement]:
    """The words of a line, from the left and on a baseline, in points from the top left."""
    for words in line:
        form = paper_form("slip_words", bold=words.bold, size=words.size)
        top = baseline - form.text_slot("words").drop(words.size)
        yield Placement(form, {"words": words.text}, left, top)
        left += words.width


def filled(groups: Iterable[Sequence[Words]], room: float) -> Iterator[list[Words]]:
    """Groups of words on as many lines as they take; no group is broken."""
    line: list[Words] = []
    for group in groups:
        if line and width_of([*line, *group]) > room:
            yield line
            line = []
        line += group
    yield line


def is_large(text: str, slot: TextSlot) -> bool:
    """Whether a text on one line is large enough not to be broken."""
    return slot.largest_size([text]) >= slot.preferred * LARGE_ENOUGH


def broken(text: str, slot: TextSlot, most: int) -> Sequence[str]:
    """A text on one line where that is large enough, else on as many, up to `most`, as are best."""
    tries = [_cut(text, count) for count in range(1, most + 1)] if text else [[]]
    sizes = [slot.largest_size(lines) for lines in tries]
    enough = min(slot.preferred * LARGE_ENOUGH, max(sizes))
    return next(lines for lines, size in zip(tries, sizes, strict=True) if size >= enough)


def _cut(text: str, count: int) -> list[str]:
    """A text on so many lines at most, about equally long, between words where it can be."""
    width = -(-len(text) // count)
    while len(lines := textwrap.wrap(text, width)) > count:
        width += 1
    return lines


def _smaller(words: Words, share: float) -> Words:
    size = int(words.size * share * STEPS_IN_A_POINT) / STEPS_IN_A_POINT
    return replace(words, size=size)
