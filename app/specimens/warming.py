"""Compiles the most used forms when a process starts, so that nobody waits for them."""

import logging
from threading import Thread

from flask import Flask

from app.clock import today
from app.contracts.label_settings import DEFAULT_BARS_MM
from app.deposits.printing import slip_pdf
from app.deposits.specimen import example_sheet
from app.labels.paper_formats import FORMATS
from app.labels.printing import LabelContent, labels_pdf
from app.labels.specimen import GRAMS, NUMBER, RECIPIENT, REFERENCE, TITLE
from app.printing.documents import PrintingUnavailable

logger = logging.getLogger(__name__)


def print_samples(app: Flask) -> None:
    """Print a made-up label on each paper format and a slip, so that their forms are cached.

    This takes seconds, for which the first person to print would have to wait.
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
            slip_pdf(example_sheet(today()))
        except PrintingUnavailable as error:
            logger.warning("nothing can be printed here: %s", error)


def print_samples_in_background(app: Flask) -> None:
    """Call `print_samples` in a thread, while the process already serves requests."""
    Thread(target=print_samples, args=(app,), daemon=True).start()
