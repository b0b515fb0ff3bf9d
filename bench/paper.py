"""Labels and slips as PDF, against other libraries and against single documents."""

from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from app.deposits.list_pages import SlipLine
from app.deposits.printing import Band, SlipSheet, slip_pdf
from app.labels.printing import LabelFace, labels_pdf
from app.ranges import tracking_number
from bench.ground import Grounds
from bench.measuring import Row, medians, milliseconds, times
from bench.peers import fpdf2_label, reportlab_label

MANY = 50
SLIP_ROWS = 300
DAY = date(2026, 11, 23)
BAND: Band = (101, 250)
ZONE = "Métropole"


def rows(grounds: Grounds) -> Iterator[Row]:
    """Every figure of this subject; no database is asked."""
    with grounds.make("sqlite", "paper").app.app_context():
        yield from _labels()
        yield from _slip()


def _labels() -> Iterator[Row]:
    faces = [face(rank) for rank in range(MANY)]
    yield from _against_peers("PDF of 1 label", faces[:1], rounds=7)
    words = f"PDF of {MANY} labels"
    together, alone = yield from _against_peers(words, faces, alone=faces, rounds=3)
    yield times(f"{words}: against {MANY} PDFs of one", together, alone)


def _against_peers(
    words: str, faces: list[LabelFace], *, alone: Sequence[LabelFace] = (), rounds: int
) -> Generator[Row, None, tuple[float, float]]:
    """The same labels by the program and by its peers; and `alone`, in a document each."""
    ours, reportlab, fpdf2, one_by_one = medians(
        partial(labels_pdf, faces, "Bench"),
        partial(reportlab_label.labels_pdf, faces),
        partial(fpdf2_label.labels_pdf, faces),
        lambda: [labels_pdf([one], "Bench") for one in alone],
        rounds=rounds,
        warm=not alone,
    )
    yield milliseconds(words, ours)
    yield times(f"{words}: against ReportLab", ours, reportlab)
    yield times(f"{words}: against fpdf2", ours, fpdf2)
    return ours, one_by_one


def _slip() -> Iterator[Row]:
    full = _sheet(SLIP_ROWS)
    form_only = replace(full, items=())
    whole, form = medians(
        partial(slip_pdf, full), partial(slip_pdf, form_only), rounds=5, warm=False
    )
    yield milliseconds(f"PDF of a slip of {SLIP_ROWS} rows", whole)
    yield times(f"PDF of a slip of {SLIP_ROWS} rows: against its form alone", whole, form)


def face(rank: int) -> LabelFace:
    """One of many labels, each different."""
    return LabelFace(
        recipient=(
            f"Amélie Lefèvre-Dubois {rank}",
            "RÉSIDENCE LES CÈDRES, ESCALIER C",
            f"{rank + 1} RUE DU FAUBOURG SAINT HONORE",
            "69002 LYON",
        ),
        sender=("Atelier Alma", "12 RUE DES LILAS", "69002 LYON"),
        franking=("PORT PAYÉ", "Contrat D-1234567-8"),
        product="LETTRE SUIVIE",
        tracking_number=tracking_number.write("2L", 1_000 + rank),
        reference=f"CMD-1-{rank:06d}",
        grams=120 + rank,
        deposit_site="Lyon Montrochet PIC",
        deposit_date=DAY,
    )


def _sheet(count: int) -> SlipSheet:
    items = [
        SlipLine(
            tracking_number.write("2L", 1_000 + rank),
            f"Amélie Lefèvre {rank}",
            "69002",
            120,
            f"CMD-1-{rank:06d}",
        )
        for rank in range(count)
    ]
    return SlipSheet(
        company="Atelier Alma",
        address=("12 rue des Lilas", "69002 Lyon"),
        phone="",
        email="alice@alma.test",
        tracking_account="118402",
        contract_number="D-1234567-8",
        coclico="00098765",
        coclico_billing="00098765",
        site_name="Lyon Montrochet PIC",
        site_code="69381A",
        site_s3c_code="",
        deposit_date=DAY,
        number=1,
        description="",
        franking_authorisation="D-1234567-8",
        bands=(BAND,),
        zones=(ZONE,),
        counts=Counter({(BAND, ZONE): count}),
        items=items,
    )
