"""Text runs of several weights and sizes on a line, and long texts broken into lines."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.deposits.paper_forms import paper_form
from app.printing.slots import TextSlot
from app.printing.stamping import Placement
from app.printing.text_fit import ems_of
from app.printing.typeface import Face

# A form is compiled for each size, so sizes of shrunk runs come in steps.
STEPS_IN_A_POINT = 2
# A text is not broken if it fits on one line at this share of its size.
LARGE_ENOUGH = 0.8


@dataclass(frozen=True, slots=True)
class TextRun:
    """Text of one weight, and a size in points. A space between two runs belongs to the first."""

    text: str
    bold: bool = False
    size: float = 8.5

    @property
    def width(self) -> float:
        """The width in points."""
        return ems_of(self.text, Face.BOLD if self.bold else Face.REGULAR) * self.size


def width_of(line: Iterable[TextRun]) -> float:
    """Return the width of a line in points."""
    return sum(words.width for words in line)


def shrink_to_fit(line: Sequence[TextRun], room: float) -> Sequence[TextRun]:
    """Return the runs of a line, shrunk if they are wider than `room` points."""
    share = room / (width_of(line) or 1)
    return line if share >= 1 else [_shrink(words, share) for words in line]


def place_runs(line: Iterable[TextRun], left: float, baseline: float) -> Iterator[Placement]:
    """Yield the placements of a line's runs; `left` and `baseline` in points from the top left."""
    for words in line:
        form = paper_form("slip_words", bold=words.bold, size=words.size)
        top = baseline - form.text_slot("words").drop(words.size)
        yield Placement(form, {"words": words.text}, left, top)
        left += words.width


def fill_lines(groups: Iterable[Sequence[TextRun]], room: float) -> Iterator[list[TextRun]]:
    """Distribute groups of runs over lines `room` points wide, without breaking a group."""
    line: list[TextRun] = []
    for group in groups:
        if line and width_of([*line, *group]) > room:
            yield line
            line = []
        line += group
    yield line


def is_large(text: str, slot: TextSlot) -> bool:
    """Whether a text on one line is at least `LARGE_ENOUGH`."""
    return slot.largest_size([text]) >= slot.preferred * LARGE_ENOUGH


def break_text(text: str, slot: TextSlot, most: int) -> Sequence[str]:
    """Break a text into the fewest lines, at most `most`, at which it is large enough.

    If no number of lines is enough, take the one with the largest text.
    """
    tries = [_wrap_evenly(text, count) for count in range(1, most + 1)] if text else [[]]
    sizes = [slot.largest_size(lines) for lines in tries]
    enough = min(slot.preferred * LARGE_ENOUGH, max(sizes))
    return next(lines for lines, size in zip(tries, sizes, strict=True) if size >= enough)


def _wrap_evenly(text: str, count: int) -> list[str]:
    """Wrap a text into at most `count` lines of about equal length."""
    width = -(-len(text) // count)
    while len(lines := textwrap.wrap(text, width)) > count:
        width += 1
    return lines


def _shrink(words: TextRun, share: float) -> TextRun:
    size = int(words.size * share * STEPS_IN_A_POINT) / STEPS_IN_A_POINT
    return replace(words, size=size)
