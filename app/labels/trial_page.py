"""The test page, which shows whether a printer prints at true size, legible bars, and all edges.

It is in the language of the person who prints it.
"""

from collections.abc import Iterator

from flask_babel import format_decimal

from app.labels.paper_formats import PaperFormat
from app.language import gettext as _
from app.language import language
from app.printing.barcodes import MODULE_MM
from app.printing.compiling import PrintForm, Setting, compile_form
from app.printing.slots import Values
from app.printing.stamping import stamp
from app.printing.writer import Heading
from app.ranges.tracking_number import SPECIMEN_PRODUCT_CODE, write

# Millimetres: the smallest module allowed, that of labels, and one that every scanner reads.
MODULES_MM = (0.33, MODULE_MM, 0.5)
FIRST_SERIAL = 123_456_789


def trial_page_pdf(paper: PaperFormat) -> Iterator[bytes]:
    """Yield the test page as PDF, as large as the printer's paper. Raises PrintingUnavailable."""
    title = _("Page d'essai")
    return stamp(trial_page_form(paper), [trial_values()], Heading(title))


def trial_page_form(paper: PaperFormat) -> PrintForm:
    """Return the form of the test page."""
    width, height = paper.page_mm
    settings: dict[str, Setting] = {
        "width": width,
        "height": height,
        "language": language(),
        "modules": tuple(map(str, MODULES_MM)),
        "modules_told": tuple(map(_module, MODULES_MM)),
        **_words(),
    }
    return compile_form(paper.trial_page, settings)


def trial_values() -> Values:
    """Return the three barcodes, with numbers that belong to no range."""
    return {
        f"bars-{place}": write(SPECIMEN_PRODUCT_CODE, FIRST_SERIAL + place)
        for place, _module_mm in enumerate(MODULES_MM, 1)
    }


def _words() -> dict[str, Setting]:
    return {
        "title": _("Page d'essai"),
        "scale": _(
            "Imprimez à 100 %, sans mise à l'échelle ni « ajuster à la page ». Mesurez ensuite : "
            "le trait ci-dessous fait 80 mm, du premier au dernier repère."
        ),
        "bars": _(
            "Lisez les trois codes avec votre lecteur. Si seul le plus large se lit, l'imprimante "
            "ou son papier sont trop imprécis."
        ),
        "edges": _(
            "Le cadre est à 3 mm du bord du papier : ses quatre côtés doivent être visibles et "
            "également éloignés du bord."
        ),
    }


def _module(module: float) -> str:
    """Describe the module of one barcode."""
    width = format_decimal(module)
    if module == MODULE_MM:
        return _("Module de %(width)s mm, celui des étiquettes", width=width)
    return _("Module de %(width)s mm", width=width)
