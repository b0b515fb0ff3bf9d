"""Every template, stamped with made-up values, looks like its layout by WeasyPrint."""

from collections.abc import Iterable

import pytest
from PIL import Image

from app.labels.paper_formats import FORMATS, TRIAL_PAPERS, PaperFormat
from app.printing.slots import BarcodeSlot
from tests.printing import oracle
from tests.printing.conftest import Paper

FEW = range(10)
MANY = range(200)
# Rows with letters on the brink between two dots of 203 dpi: sizes of five digits moved them, and
# a line of a label that was reckoned as if layout did not round ascent and descent.
ON_THE_BRINK = (71, 140, 141)
LABELS_ON_THE_BRINK = (33, 142)
every_paper = pytest.mark.parametrize("paper", FORMATS.values(), ids=FORMATS)
every_density = pytest.mark.parametrize("dpi", oracle.DENSITIES)


@every_paper
@every_density
def test_a_stamped_label_is_the_label_laid_out_as_a_whole(paper: PaperFormat, dpi: int) -> None:
    for rank in FEW:
        assert oracle.difference(oracle.label(paper, rank), dpi) <= oracle.MOST_DIFFERENT


@every_density
def test_a_stamped_list_is_the_list_laid_out_as_a_whole(dpi: int) -> None:
    for rank in FEW:
        for case in oracle.list_forms(rank):
            assert oracle.difference(case, dpi) <= oracle.MOST_DIFFERENT


@every_density
def test_a_stamped_front_of_a_slip_is_the_front_laid_out_as_a_whole(dpi: int) -> None:
    for rank in FEW:
        check_front(rank, [dpi])


@pytest.mark.parametrize("paper", TRIAL_PAPERS, ids=lambda paper: paper.name)
@every_density
def test_a_stamped_test_page_is_the_page_laid_out_as_a_whole(paper: PaperFormat, dpi: int) -> None:
    case = oracle.trial_page(paper)
    assert oracle.difference(case, dpi) <= oracle.MOST_DIFFERENT
    assert sorted(oracle.read(case.stamped, dpi)) == sorted(map(str, case.values.values()))


@pytest.mark.parametrize("rank", ON_THE_BRINK)
def test_letters_on_the_brink_fall_to_the_side_where_layout_puts_them(rank: int) -> None:
    for case in oracle.list_forms(rank):
        assert oracle.difference(case, 203) == 0


@pytest.mark.parametrize("rank", LABELS_ON_THE_BRINK)
def test_lines_on_the_brink_fall_to_the_side_where_layout_puts_them(rank: int) -> None:
    assert oracle.difference(oracle.label(FORMATS["A4x10"], rank), 203) == 0


@every_paper
def test_each_field_is_read_back_as_it_was_written(paper: PaperFormat) -> None:
    for rank in FEW:
        check_text(oracle.label(paper, rank))


@every_paper
@every_density
@pytest.mark.parametrize("scale", oracle.SCALES)
def test_the_bars_are_read_at_every_density_and_scale(
    paper: PaperFormat, dpi: int, scale: float
) -> None:
    for rank in FEW:
        check_bars(oracle.label(paper, rank), dpi, scale)


def test_a_shifted_baseline_would_be_seen() -> None:
    """The comparison can fail: a text 0.2 mm lower differs by more than is allowed."""
    case = oracle.label(FORMATS["100x150"], 1)
    lower = case.stamped
    moved = oracle.dots(lower, 203).transform(
        (799, 1199), Image.Transform.AFFINE, (1, 0, 0, 0, 1, -2)
    )
    still = oracle.dots(case.whole, 203).crop((0, 0, 799, 1199))
    different = sum(a != b for a, b in zip(moved.tobytes(), still.tobytes(), strict=True))
    assert different / len(still.tobytes()) > oracle.MOST_DIFFERENT


@pytest.mark.prove
@every_paper
def test_two_hundred_labels(paper: PaperFormat) -> None:
    for rank in MANY:
        case = oracle.label(paper, rank)
        check_text(case)
        for dpi in oracle.DENSITIES:
            assert oracle.difference(case, dpi) <= oracle.MOST_DIFFERENT
            for scale in oracle.SCALES:
                check_bars(case, dpi, scale)


@pytest.mark.prove
def test_two_hundred_lists() -> None:
    for rank in MANY:
        for case in oracle.list_forms(rank):
            for dpi in oracle.DENSITIES:
                assert oracle.difference(case, dpi) <= oracle.MOST_DIFFERENT


def check_bars(case: oracle.Case, dpi: int, scale: float) -> None:
    """A scaled page may show the reader a second, false barcode; the true one is read all the same."""
    read = oracle.read(case.stamped, dpi * scale)
    assert case.values["barcode"] in read
    assert scale != 1 or len(read) == 1


def check_text(case: oracle.Case) -> None:
    sheet = Paper(case.stamped)
    read = sheet.texts[0]
    bars = {slot.name for slot in case.form.slots if isinstance(slot, BarcodeSlot)}
    for name, value in case.values.items():
        lines = (value,) if isinstance(value, str) else value
        if name not in bars:
            assert [line for line in lines if " ".join(line.split()) not in read] == []


@pytest.mark.prove
def test_two_hundred_fronts_of_slips() -> None:
    for rank in MANY:
        check_front(rank, oracle.DENSITIES)


def check_front(rank: int, densities: Iterable[int]) -> None:
    """Each of its forms; every value is in the text, and the unique key is read at every scale."""
    for case in oracle.slip_forms(rank):
        check_text(case)
        key = case.values.get("symbol")
        for dpi in densities:
            assert oracle.difference(case, dpi) <= oracle.MOST_DIFFERENT
            for scale in oracle.SCALES if key else ():
                assert oracle.read(case.stamped, dpi * scale) == [key]
