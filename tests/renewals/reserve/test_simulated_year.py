"""A simulated year of many shops: what it is made of stands in `tests/simulated_year.py`."""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.renewals.reserve.simulated_year import ATTENTIVE, Outcome, Reader, simulated


def test_attentive_shops_never_run_out() -> None:
    found = simulated(ATTENTIVE, range(20))
    assert found.days_without == 0
    assert 0 < found.to_a_merchant < 30


@pytest.mark.prove
def test_a_thousand_shops_never_run_out() -> None:
    found = _of_a_thousand(ATTENTIVE)
    assert found.days_without == 0
    assert found.to_a_merchant < 12


def _of_a_thousand(reader: Reader) -> Outcome:
    """A thousand shops, some on each processor."""
    processors = os.cpu_count() or 1
    shares = [range(n, 1_000, processors) for n in range(processors)]
    whole = Outcome()
    with ProcessPoolExecutor() as processes:
        for one in processes.map(simulated, [reader] * len(shares), shares):
            whole.add(one)
    return whole
