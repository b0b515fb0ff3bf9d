"""The compiled forms of slips, by the name of their template."""

from functools import cache
from pathlib import Path

from app.printing.compiling import PrintForm, Setting, compile_form
from app.printing.text_fit import POINTS_IN_A_MILLIMETRE

LEFT = 12 * POINTS_IN_A_MILLIMETRE
_TEMPLATES = Path(__file__).parents[1] / "templates" / "print"


def paper_form(name: str, **settings: Setting) -> PrintForm:
    """Compile a template with settings; cached."""
    return compile_form(_template(name), settings)


@cache
def _template(name: str) -> str:
    return (_TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
