"""Any value gives a valid PDF, or an error that names the slot."""

import subprocess
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.labels.paper_formats import FORMATS, TRIAL_PAPERS
from app.printing.slots import BarcodeDoesNotFit, BarcodeSlot, NotABarcode, TextSlot, Value
from app.printing.stamping import stamp
from app.printing.text_fit import TextDoesNotFit
from tests.printing import oracle
from tests.printing.conftest import Paper

FEW, MANY = 4, 40
LINES = 3
ANY_TEXT = st.text(max_size=8) | st.text(st.characters(codec="latin-1"), max_size=12)
ANY_CODE = st.text(st.characters(codec="ascii"), max_size=14) | ANY_TEXT
ANY_LINES = ANY_TEXT | st.lists(ANY_TEXT, max_size=LINES)


def _alone(make: Callable[..., oracle.Case], *wanted: object) -> list[oracle.Case]:
    return [make(*wanted)]


# Each gives the forms of one kind of page, with good values.
PAGES: dict[str, Callable[[], Iterable[oracle.Case]]] = {
    **{name: partial(_alone, oracle.label, paper, 0) for name, paper in FORMATS.items()},
    **{f"test page {p.name}": partial(_alone, oracle.trial_page, p) for p in TRIAL_PAPERS},
    "list of a slip": partial(oracle.list_forms, 0),
    "front of a slip": partial(oracle.slip_forms, 2),
}
every_page = pytest.mark.parametrize("page", PAGES)


@every_page
def test_some_texts_make_no_invalid_file(page: str) -> None:
    check_any_text(page, FEW)


@pytest.mark.prove
@every_page
def test_no_text_makes_an_invalid_file(page: str) -> None:
    check_any_text(page, MANY)


def check_any_text(page: str, examples: int) -> None:
    """So many attempts at each form of a page."""
    for case in PAGES[page]():
        _try(case, examples)


def _try(case: oracle.Case, examples: int) -> None:
    @settings(
        max_examples=examples,
        phases=[Phase.generate],  # to make a failing page smaller would take minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(values_for(case))
    def check(values: dict[str, Value]) -> None:
        check_sound(case, values)

    check()


def values_for(case: oracle.Case) -> st.SearchStrategy[dict[str, Value]]:
    """Anything in the place of each value, or the good one."""

    def anything(slot: TextSlot | BarcodeSlot) -> st.SearchStrategy[Value]:
        good = st.just(case.values[slot.name])
        return good | (ANY_LINES if isinstance(slot, TextSlot) else ANY_CODE)

    return st.fixed_dictionaries({slot.name: anything(slot) for slot in case.form.slots})


def check_sound(case: oracle.Case, values: dict[str, Value]) -> None:
    """A page with these values, and one with the good ones, as a file that everybody reads."""
    try:
        pdf = b"".join(stamp(case.form, [values, case.values], oracle.HEADING))
    except (TextDoesNotFit, BarcodeDoesNotFit, NotABarcode) as refused:
        if refused.slot in case.values:
            return
        raise
    Paper(pdf).assert_sound()
    told = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert told.stderr == b""
