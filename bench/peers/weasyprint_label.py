"""Labels by WeasyPrint alone: the program's template with its values, many in one document."""

import re
from collections.abc import Sequence

from markupsafe import escape

from app.labels.printing import LabelContent, label_form, values_of
from app.printing import marks
from app.printing.barcodes import code128
from app.printing.documents import render_pdf
from app.printing.slots import TextSlot, lines_of

_SLOT = re.compile(r'<div class="slot" id="([\w-]+)" data-slot="\w+"></div>')
# Each label on a page of its own.
_PAGE = "<style>{} .page {{ position: relative; width: 100mm; height: 150mm; break-after: page }}"


def labels_pdf(faces: Sequence[LabelContent]) -> bytes:
    """Print one page a label."""
    head, _, rest = label_form(faces[0]).html.partition("<body>")
    body, _, foot = rest.partition("</body>")
    pages = "".join(f'<div class="page">{_filled(body, face)}</div>' for face in faces)
    styles = _PAGE.format(marks.CSS)
    return render_pdf(f"{head}{styles}</style><body>{pages}</body>{foot}", title="x", language="fr")


def _filled(body: str, face: LabelContent) -> str:
    slots = {slot.name: slot for slot in label_form(face).slots}
    values = values_of(face)

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        slot, lines = slots[name], lines_of(values[name])
        if not isinstance(slot, TextSlot):
            return _bars(face.tracking_number)
        words = "".join(f"<p>{escape(line)}</p>" for line in lines)
        size = f"font-size: {slot.size_for(lines)}pt !important"
        return f'<div class="slot" id="{name}" data-slot="text" style="{size}">{words}</div>'

    return _SLOT.sub(fill, body)


def _bars(number: str) -> str:
    bars = code128(number)
    place = (
        f"left: {50 - bars.width_mm() / 2}mm; top: 96mm; width: {bars.width_mm()}mm; height: 15mm"
    )
    view = f'viewBox="0 0 {bars.modules} 1" preserveAspectRatio="none"'
    return f'<svg style="position: absolute; {place}" {view}><path d="{bars.path}" /></svg>'
