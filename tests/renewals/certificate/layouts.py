"""Made-up certificates in any number of layouts: as text, as HTML, and as PDF by three libraries.

What is true of each is known, so that a reading can be judged: whole, doubtful, or – which must
never happen – wrong without a word.
"""

import random
from dataclasses import dataclass, field
from io import BytesIO

from app.ranges import tracking_number


@dataclass(frozen=True)
class Truth:
    """What a certificate says, and how it was written."""

    ranges: tuple[tuple[str, int, int], ...]
    account: str
    coclico: str
    text: str
    # A mistake was put into it on purpose: its reading must not be clear.
    is_flawed: bool = False
    cells: tuple[tuple[str, ...], ...] = field(default=())


def made(seed: int) -> Truth:
    """One certificate, always the same for a seed."""
    chance = random.Random(seed)
    ranges = ranges_of(chance)
    account, coclico = f"{chance.randrange(10**6):06d}", f"{chance.randrange(10**6):08d}"
    style = _Style(chance)
    flaw = chance.choice(("key", "count", "order")) if chance.random() < 0.15 else None
    writer = chance.choice((_as_letter, _as_sentence, _as_table, _as_columns, _as_list))
    body = writer(chance, style, ranges, flaw)
    lines = [*_heading(chance), *facts_of(chance, account, coclico), "", *body, "", *_noise(chance)]
    return Truth(tuple(ranges), account, coclico, "\n".join(lines), flaw is not None)


def body_of(
    chance: random.Random, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    """The lines that name the ranges, in one of the layouts."""
    writer = chance.choice((_as_letter, _as_sentence, _as_table, _as_columns, _as_list))
    return writer(chance, _Style(chance), ranges, flaw)


class _Style:
    """How this certificate writes a number."""

    def __init__(self, chance: random.Random) -> None:
        self.with_key = chance.random() < 0.7
        self.with_code = chance.random() < 0.8
        self.grouping = chance.choice(("", "2334", "spaces of three", "dots", "dash", "nbsp"))
        self.thousands = chance.choice(("", " ", "\u00a0", "\u202f", "."))

    def number(self, code: str, serial: int, *, wrong_key: bool = False) -> str:
        key = tracking_number.check_digit(serial)
        if wrong_key:
            key = (key + 1) % 10
        digits = f"{serial:010d}"
        if self.grouping == "":
            parts = [digits]
        elif self.grouping == "dash":
            parts = [digits[:5], digits[5:]]
        else:
            parts = [digits[:3], digits[3:6], digits[6:]]
        joint = {"dots": ".", "dash": "-", "nbsp": "\u00a0"}.get(self.grouping, " ")
        text = joint.join(parts)
        if self.with_key or wrong_key:
            text += ("" if self.grouping == "" else joint) + str(key)
        if not self.with_code:
            return text
        return code + ("" if self.grouping == "" else " ") + text

    def count(self, count: int) -> str:
        return f"{count:,}".replace(",", self.thousands)


def ranges_of(chance: random.Random) -> list[tuple[str, int, int]]:
    """One range, or a few of one product."""
    code = chance.choice(("2L", "2L", "2L", "3C", "1K"))
    start = chance.randrange(0, 9 * 10**9)
    start -= start % 500
    found = []
    for _ in range(1 if chance.random() < 0.8 else chance.randint(2, 3)):
        size = chance.choice((500, 1_000, 2_500, 5_000, 10_000, 50_000))
        found.append((code, start, start + size - 1))
        start += size * chance.randint(1, 4)
    return found


def _heading(chance: random.Random) -> list[str]:
    return chance.choice(
        (
            ["LA POSTE", "Certificat d'attribution de plage", "Le 18/11/2026"],
            ["Objet : Certificat d'attribution de plage de numéros de suivi", "", "Bonjour,", ""],
            ["Votre demande n° 20261119 est acceptée.", ""],
            ["CERTIFICAT D'ATTRIBUTION DE PLAGE   Réf. 2026-1118-0042", "SARL LES CEDRES BLEUS"],
        )
    )


def facts_of(chance: random.Random, account: str, coclico: str) -> list[str]:
    """The lines that say whose certificate it is."""
    return chance.choice(
        (
            [f"N° COCLICO : {coclico}", f"Compte de suivi : {account}"],
            [f"Compte de suivi {account}   Coclico {coclico}"],
            [f"Plage attribuée au compte de suivi {account} (COCLICO {coclico})."],
            ["Coclico        Compte de suivi", f"{coclico}       {account}"],
        )
    )


def _noise(chance: random.Random) -> list[str]:
    lines = [
        "Téléphone 0 810 123 456, du lundi au vendredi",
        "SIRET 903 000 032 00016 – TVA FR40303265045",
        "Cordialement,",
        "Le service client, 01 23 45 67 89",
        "9 rue du Colonel Pierre Avia, 75757 Paris Cedex 15",
        "Référence du dossier 2026-1118-0042",
        "Volume annuel estimé : 60 000",
        "La Poste, société anonyme au capital de 5 620 325 816 euros, 356 000 000 RCS Paris",
    ]
    return chance.sample(lines, chance.randint(0, len(lines)))


def _shown(
    style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[tuple[str, str, str]]:
    """First, last and count of each range as written, the flaw in the first of them."""
    shown = []
    for n, (code, first, last) in enumerate(ranges):
        here = flaw if n == 0 else None
        start = style.number(code, first, wrong_key=here == "key")
        end = style.number(code, last)
        if here == "order":
            start, end = end, start
        count = last - first + 1 + (500 if here == "count" else 0)
        shown.append((start, end, style.count(count)))
    return shown


def _code_line(style: _Style, ranges: list[tuple[str, int, int]]) -> list[str]:
    return [] if style.with_code else [f"Code produit : {ranges[0][0]}"]


def _as_letter(
    chance: random.Random, style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    words = chance.choice(
        (("Premier numéro", "Dernier numéro", "Nombre de numéros"), ("Début", "Fin", "Quantité"))
    )
    lines = _code_line(style, ranges)
    for row in _shown(style, ranges, flaw):
        lines += [f"{word} : {value}" for word, value in zip(words, row, strict=True)]
    return lines


def _as_sentence(
    chance: random.Random, style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    lines = _code_line(style, ranges)
    for first, last, count in _shown(style, ranges, flaw):
        joined = chance.choice((f"de {first} à {last}", f"du {first} au {last}"))
        lines.append(f"Nous vous attribuons la plage {joined}, soit {count} numéros.")
    return lines


def _as_table(
    chance: random.Random, style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    gap = " " * chance.randint(3, 12)
    lines = [gap.join(("Code produit", "Début de plage", "Fin de plage", "Quantité"))]
    for (code, *_), row in zip(ranges, _shown(style, ranges, flaw), strict=True):
        lines.append(gap.join((code, *row)))
    return lines


def _as_columns(
    chance: random.Random, style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    """As a table that was read column by column."""
    shown = _shown(style, ranges, flaw)
    lines = _code_line(style, ranges)
    for title, column in (("Premier numéro", 0), ("Dernier numéro", 1), ("Quantité", 2)):
        lines += [title, *(row[column] for row in shown)]
    return lines


def _as_list(
    chance: random.Random, style: _Style, ranges: list[tuple[str, int, int]], flaw: str | None
) -> list[str]:
    lines = _code_line(style, ranges)
    for first, last, count in _shown(style, ranges, flaw):
        lines += [f"- {first} - {last}" if style.grouping != "dash" else f"- {first} / {last}"]
        lines += [f"  soit {count} numéros"]
    return lines


def as_pdf(text: str, library: str) -> bytes:
    """The text as a PDF made by one of three libraries."""
    return {"reportlab": _by_reportlab, "fpdf2": _by_fpdf2, "weasyprint": _by_weasyprint}[library](
        text
    )


def as_html(text: str) -> bytes:
    """The text as a page: each line a paragraph, what stands apart in cells."""
    from html import escape

    rows = []
    for line in text.split("\n"):
        cells = [cell for cell in line.split("   ") if cell.strip()]
        inside = "".join(f"<td>{escape(cell.strip())}</td>" for cell in cells)
        rows.append(
            f"<table><tr>{inside}</tr></table>" if len(cells) > 1 else f"<p>{escape(line)}</p>"
        )
    return f"<html><head><title>x</title></head><body>{''.join(rows)}</body></html>".encode()


def _by_reportlab(text: str) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out)
    canvas.setFont("Courier", 9)
    for n, line in enumerate(text.split("\n")):
        canvas.drawString(40, 800 - 14 * n, line.replace("\u202f", "\u00a0"))
    canvas.save()
    return out.getvalue()


def _by_fpdf2(text: str) -> bytes:
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Courier", size=9)
    plain = text.replace("\u202f", "\u00a0").replace("–", "-").replace("’", "'")
    for line in plain.split("\n"):
        if line:
            pdf.cell(text=line)
        pdf.ln(5)
    return bytes(pdf.output())


def _by_weasyprint(text: str) -> bytes:
    from html import escape

    from app.printing.documents import render_pdf

    return render_pdf(
        f'<pre style="font: 9pt Sillage Print">{escape(text)}</pre>', title="x", language="fr"
    )
