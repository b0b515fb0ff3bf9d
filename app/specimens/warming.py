"""Laying out what is printed most, before anybody waits for it."""

import logging
from threading import Thread

from flask import Flask

from app.clock import today
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.deposits.printing import slip_pdf
from app.deposits.specimen import made_up_sheet
from app.labels.paper_formats import FORMATS
from app.labels.printing import LabelContent, labels_pdf
from app.labels.specimen import GRAMS, NUMBER, RECIPIENT, REFERENCE, TITLE
from app.printing.documents import PrintingUnavailable

logger = logging.getLogger(__name__)


def lay_out_usual_papers(app: Flask) -> None:
    """Print a label on each paper and a slip, of nobody, to nowhere: this process keeps their forms.

    Seconds of work, which the first to print would have to wait for.
    """
    with app.app_context():
        content = LabelContent(
            recipient=RECIPIENT,
            sender=RECIPIENT,
            franking=("PORT PAYÉ",),
            product="LETTRE SUIVIE",
            tracking_number=NUMBER,
            reference=REFERENCE,
            grams=GRAMS,
            deposit_site=RECIPIENT[-1],
            deposit_date=today(),
            bar_height_mm=DEFAULT_BARS_MM,
        )
        try:
            for paper in FORMATS.values():
                labels_pdf([content], TITLE, paper)
            slip_pdf(made_up_sheet(today()))
        except PrintingUnavailable as error:
            logger.warning("nothing can be printed here: %s", error)


def in_the_background(app: Flask) -> None:
    """The same in a thread of its own, while the process already answers."""
    Thread(target=lay_out_usual_papers, args=(app,), daemon=True).start()
