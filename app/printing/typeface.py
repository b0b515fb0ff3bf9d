"""The typeface used for printing, shipped with the program so that every machine prints the same."""

from enum import Enum
from pathlib import Path

# Not the font's real name: a font of that name may be installed on the machine.
FAMILY = "Sillage Print"

FONT_FOLDER = Path(__file__).parent / "fonts"


class Face(Enum):
    """One weight of the family; the value is its CSS weight. All digits are equally wide."""

    REGULAR = 400
    BOLD = 700

    @property
    def path(self) -> Path:
        """The path of its font file."""
        return FONT_FOLDER / f"SourceSans3-{self.name.title()}.ttf"
