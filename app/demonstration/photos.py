"""Made-up photos of documents, which are marked as examples."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.printing.typeface import Face

_SIZE, _MARGIN, _LINE = (1240, 1754), 120, 72


def photo_of_a_contract(contract_number: str, coclico: str) -> bytes:
    """Return the first page of a contract with these numbers, as a JPEG."""
    return _photo_of(
        "Contrat d'affranchissement port payé",
        f"N° de contrat : {contract_number}",
        f"N° COCLICO : {coclico}",
        "",
        "Site de dépôt : Lyon Montrochet PIC (69381A)",
    )


def photo_of_an_invoice(coclico: str, month: str) -> bytes:
    """Return an invoice for a month, as a JPEG."""
    return _photo_of(
        f"Facture – Lettre Suivie, {month}",
        f"N° COCLICO : {coclico}",
    )


def _photo_of(*text: str) -> bytes:
    page = Image.new("RGB", _SIZE, "#fbfaf6")
    pen = ImageDraw.Draw(page)
    lines = ("EXEMPLE – document inventé", "", *text)
    for number, line in enumerate(lines):
        face = Face.BOLD if number in (0, 2) else Face.REGULAR
        font = ImageFont.truetype(str(face.path), 44)
        pen.text((_MARGIN, _MARGIN + _LINE * number), line, "#222222", font)
    written = BytesIO()
    page.save(written, "JPEG")
    return written.getvalue()
