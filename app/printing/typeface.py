"""The typeface that this program prints with, shipped so that every machine prints the same."""

from enum import Enum
from pathlib import Path

# A name of our own: a font installed on the machine under the real name must not take its place.
FAMILY = "Sillage Print"

FONT_FOLDER = Path(__file__).parent / "fonts"


class Face(Enum):
    """One weight of the family, by its CSS weight. The figures of each are all equally wide."""

    REGULAR = 400
    BOLD = 700

    @property
    def path(self) -> Path:
        """The font file."""
        return FONT_FOLDER / f"SourceSans3-{self.name.title()}.ttf"
