"""The most used forms are compiled when a process starts."""

from datetime import date

import pytest
from flask import Flask

from app.deposits.printing import slip_pdf
from app.deposits.specimen import example_sheet
from app.labels.paper_formats import FORMATS
from app.labels.printing import labels_pdf
from app.printing import compiling
from app.specimens.warming import print_samples
from tests.printing.test_label_pages import FACE

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def test_afterwards_a_label_and_a_slip_need_no_laying_out(
    app: Flask, context: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    print_samples(app)

    def refuse(*_: object) -> None:
        raise AssertionError("laid out while somebody waits")

    monkeypatch.setattr(compiling, "lay_out", refuse)
    for paper in FORMATS.values():
        assert labels_pdf([FACE], "x", paper).startswith(b"%PDF")
    assert slip_pdf(example_sheet(date(2026, 11, 27))).startswith(b"%PDF")
