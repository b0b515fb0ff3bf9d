import hashlib
import re

import pytest
from fontTools.ttLib import TTFont

from app.printing.text_fit import FOREIGN_ADVANCE, Slot, TextDoesNotFit, fitting_size, width_mm
from app.printing.typeface import FONT_FOLDER, Face

SLOT = Slot("recipient", 88, 42, preferred=15, floor=7.5)

FRENCH = "éèêëàâäùûüïîôöçñœŒæÆÉÈÀÇ’–«»…·°№€"
SPACES = "\u00a0\u202f"
LATIN_EXTENDED_A = "".join(map(chr, range(0x100, 0x180)))


def test_a_short_text_takes_the_preferred_size() -> None:
    assert fitting_size(["Zoé"], SLOT) == 15


def test_the_widest_line_decides_and_fills_its_width() -> None:
    long = "RÉSIDENCE LES JARDINS DE LA BAÏSE BAT C 2"
    size = fitting_size(["Zoé", long], SLOT)
    assert 7.5 < size < 15
    assert SLOT.width_mm - 0.5 < width_mm(long, size) <= SLOT.width_mm


def test_many_lines_are_bound_by_the_height() -> None:
    assert fitting_size(["Zoé"] * 8, SLOT) == pytest.approx(42 / 25.4 * 72 / 10, abs=0.05)


@pytest.mark.parametrize("lines", [["W" * 38] * 6, ["M" * 38] * 6])
def test_six_lines_of_the_widest_letters_fit(lines: list[str]) -> None:
    assert fitting_size(lines, SLOT) >= SLOT.floor


@pytest.mark.parametrize("lines", [["ok", "W" * 60], ["line"] * 40])
def test_what_cannot_fit_names_its_slot(lines: list[str]) -> None:
    with pytest.raises(TextDoesNotFit, match="recipient") as refused:
        fitting_size(lines, SLOT)
    assert refused.value.slot == "recipient"
    assert refused.value.text in lines


def test_nothing_to_print_is_no_error() -> None:
    assert fitting_size([], SLOT) == fitting_size([""], SLOT) == 15


def test_a_letter_of_another_font_counts_as_a_wide_one() -> None:
    assert width_mm("漢", 72) == pytest.approx(FOREIGN_ADVANCE * 25.4)


@pytest.mark.parametrize("face", Face)
def test_each_font_owns_the_letters_of_french_and_is_small(face: Face) -> None:
    owned = TTFont(face.path).getBestCmap()
    assert not [letter for letter in FRENCH + SPACES + LATIN_EXTENDED_A if ord(letter) not in owned]
    assert face.path.stat().st_size <= 400_000


@pytest.mark.parametrize("face", Face)
def test_the_figures_of_a_font_are_equally_wide(face: Face) -> None:
    assert len({width_mm(figure, 10, face) for figure in "0123456789"}) == 1


def test_the_fonts_are_those_the_readme_names() -> None:
    readme = (FONT_FOLDER / "README.md").read_text()
    named = dict(re.findall(r"\| `([^`]+)` \| `([0-9a-f]{64})` \|", readme))
    shipped = {file.name for file in FONT_FOLDER.iterdir()} - {"README.md"}
    assert named == {
        name: hashlib.sha256((FONT_FOLDER / name).read_bytes()).hexdigest() for name in shipped
    }
