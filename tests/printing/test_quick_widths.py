"""Quick widths are upper bounds close to exact widths; unknown characters raise an error."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.printing.quick_widths import STEPS_IN_AN_EM, QuickWidths, UnknownWidth
from app.printing.text_fit import ems_of
from app.printing.typeface import Face

WIDTHS = QuickWidths(Face, unknown="^~_\n")
LATIN = st.text(st.sampled_from("AÉÆçëœ’–WMil1 .,-'()&^_\n" + "azerty"), max_size=60)


@given(LATIN)
def test_a_text_is_as_wide_as_its_widest_face_rounded_up(text: str) -> None:
    if set(text) & set("^_\nœ’–"):
        with pytest.raises(UnknownWidth):
            WIDTHS.of(text)
        return
    exact = max(ems_of(text, face) for face in Face)
    assert exact <= WIDTHS.of(text) / STEPS_IN_AN_EM + 1e-9
    assert WIDTHS.of(text) / STEPS_IN_AN_EM <= exact * 1.05 + (len(text) + 1) / STEPS_IN_AN_EM


@given(st.lists(st.text("AÉwi 1", max_size=40), min_size=1, max_size=6))
def test_of_several_lines_the_widest_counts(lines: list[str]) -> None:
    assert WIDTHS.widest(lines) == max(map(WIDTHS.of, lines))


@pytest.mark.parametrize("lines", [["A\nB"], ["A", "B^"], ["A" * 200, "B" * 200], ["œ", "A"]])
def test_a_line_with_an_end_or_a_foreign_sign_is_not_known(lines: list[str]) -> None:
    with pytest.raises(UnknownWidth):
        WIDTHS.widest(lines)


def test_a_text_too_long_to_be_added_up_is_not_known() -> None:
    assert WIDTHS.of("W" * 260) > 0
    with pytest.raises(UnknownWidth):
        WIDTHS.of("W" * 261)
