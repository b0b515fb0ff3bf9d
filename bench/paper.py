"""Printing labels and slips, compared with other libraries and with WeasyPrint."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from statistics import median
from time import perf_counter

from flask.testing import FlaskClient

from app.deposits.list_pages import list_pages
from app.deposits.printing import slip_pdf
from app.labels.printing import LabelContent, labels_pdf
from app.labels.zpl import labels_zpl
from app.language import in_language
from bench.ground import Ground, Grounds
from bench.made_up import face, slip
from bench.measuring import Row, medians, milliseconds, times
from bench.peers import (
    fpdf2_label,
    reportlab_label,
    reportlab_slip,
    typst_label,
    weasyprint_label,
    weasyprint_slip,
)
from tests.cast import Cast

MANY, MOST = 1_000, 5_000
# WeasyPrint is so slow that only a part of the labels is measured.
PART = 50
ROWS, ROWS_PART = 5_000, 100
ROUNDS, FEW_ROUNDS = 7, 3
KILOBYTE = 1_000


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    ground = grounds.make("sqlite", "paper")
    with ground.app.app_context():
        yield from _one_label()
        yield from _many_labels()
        yield from _most_labels()
        yield from _slip()
        yield from _zpl()
        yield from _page(ground)


def _one_label() -> Iterator[Row]:
    one = [face(0)]
    # typst caches layouts, so each round prints another label.
    fresh = iter(range(1, MANY))
    ours, typst, weasyprint = medians(
        lambda: labels_pdf([face(next(fresh))], "Bench"),
        lambda: typst_label.labels_pdf([face(next(fresh))]),
        partial(weasyprint_label.labels_pdf, one),
        rounds=3 * ROUNDS,
    )
    yield milliseconds("PDF of 1 label", ours)
    yield times("PDF of 1 label: against WeasyPrint", ours, weasyprint)
    yield times("PDF of 1 label: against typst", ours, typst)


def _many_labels() -> Iterator[Row]:
    faces = [face(rank) for rank in range(MANY)]
    other = iter([[face(rank + turn * MANY) for rank in range(MANY)] for turn in range(1, 9)])
    ours, reportlab, fpdf2, typst = medians(
        partial(labels_pdf, faces, "Bench"),
        partial(reportlab_label.labels_pdf, faces),
        partial(fpdf2_label.labels_pdf, faces),
        lambda: typst_label.labels_pdf(next(other)),
        rounds=ROUNDS,
    )
    (weasyprint,) = medians(partial(weasyprint_label.labels_pdf, faces[:PART]), rounds=FEW_ROUNDS)
    words = f"PDF of {MANY} labels"
    yield milliseconds(words, ours)
    for name, seconds in (("ReportLab", reportlab), ("fpdf2", fpdf2), ("typst", typst)):
        yield times(f"{words}: against {name}", ours, seconds)
    yield times(f"{words}: against the best of them", ours, min(reportlab, fpdf2, typst))
    yield times(f"{words}: against WeasyPrint", ours, weasyprint * MANY / PART)


def _most_labels() -> Iterator[Row]:
    faces = [face(rank) for rank in range(MOST)]
    many, most = medians(
        partial(labels_pdf, faces[:MANY], "Bench"),
        partial(labels_pdf, faces, "Bench"),
        rounds=ROUNDS,
    )
    words = f"PDF of {MOST} labels"
    yield milliseconds(words, most)
    yield times(f"{words}: a label, against {MANY} labels", most / MOST, many / MANY)
    grown = subprocess.run(
        [sys.executable, "-m", "bench.memory"], check=True, capture_output=True, text=True
    )
    yield Row(f"{words}: memory beyond that of the first", float(grown.stdout), "MB")
    few, all_of_them = (len(labels_pdf(faces[:count], "Bench")) for count in (1, MANY))
    each = (all_of_them - few) / (MANY - 1)
    yield Row(f"{words}: size of a label", each / KILOBYTE, "kB")
    yield Row(f"{words}: size of what all share", (few - each) / KILOBYTE, "kB")


def _slip() -> Iterator[Row]:
    """Measure a slip with its front and its list."""
    sheet = slip(ROWS)
    with in_language("fr"):
        ours, reportlab, front, part = medians(
            partial(slip_pdf, sheet),
            partial(reportlab_slip.slip_pdf, sheet),
            partial(weasyprint_slip.front_pdf, sheet, 1 + len(list_pages(sheet.items))),
            partial(weasyprint_slip.list_pdf, sheet.items[:ROWS_PART]),
            rounds=ROUNDS,
        )
    words = f"slip of {ROWS} rows"
    yield milliseconds(words, ours)
    yield times(f"{words}: against ReportLab", ours, reportlab)
    yield times(f"{words}: against WeasyPrint", ours, front + part * ROWS / ROWS_PART)


def _zpl() -> Iterator[Row]:
    faces = [face(rank) for rank in range(MANY)]
    zpl, pdf = medians(
        partial(_zpl_of, faces), partial(labels_pdf, faces, "Bench"), rounds=3 * ROUNDS
    )
    yield milliseconds(f"ZPL of {MANY} labels", zpl)
    yield times(f"ZPL of {MANY} labels: against their PDF", zpl, pdf)


def _zpl_of(faces: Sequence[LabelContent]) -> bytes:
    return b"".join(labels_zpl(faces))


def _page(ground: Ground) -> Iterator[Row]:
    """Measure the page that prints a batch, compared with printing alone."""
    cast = Cast(ground.app)
    batch = cast.batch(ground.contract, cast.shipments(ground.contract, MANY))
    path, browser = f"/batches/{batch.id}/labels.pdf", ground.browser()
    faces = [face(rank) for rank in range(MANY)]
    firsts: list[float] = []
    page, engine = medians(
        lambda: firsts.append(_first_piece(browser, path)),
        partial(labels_pdf, faces, "Bench"),
        rounds=ROUNDS,
    )
    words = f"GET labels.pdf of {MANY} labels"
    yield milliseconds(words, page)
    yield times(f"{words}: against the engine alone", page, engine)
    yield times(f"{words}: the first piece, against all", median(firsts), page)


def _first_piece(browser: FlaskClient, path: str) -> float:
    """Return the seconds to the first piece of a response, which is read to its end."""
    start = perf_counter()
    answer = browser.get(path)
    pieces = answer.iter_encoded()
    next(pieces)
    first = perf_counter() - start
    assert answer.status_code == 200
    assert sum(map(len, pieces))
    return first
