"""The kinds of files in which a certificate comes, mails and what is enclosed in them among them."""

import random
from collections import Counter
from contextlib import suppress
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from html import escape
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from app.ranges.findings import FindingKind
from app.renewals.certificate.files import read_file, read_mail
from app.renewals.certificate.html_text import text_of_html
from app.renewals.certificate.unreadable import UnreadableCertificate
from tests.renewals.certificate import layouts, papers
from tests.renewals.certificate.test_certificate import SAMPLES, F, L, bounds, saved_mail
from tests.renewals.certificate.test_made_up_papers import holds, judge

REPORTS = SAMPLES / "reports"
WHOLE = [("2L00001000016", "2L00001025002", 2_500)]
# What is found in each example of a reported misreading; None where the file cannot be read.
FOUND = {
    "07-stub-plain-part.eml": (WHOLE, set()),
    "11-acroform.pdf": (WHOLE, set()),
    "20-forwarded-as-attachment.eml": (WHOLE, set()),
    "21-winmail.eml": (None, {FindingKind.TNEF_FILE}),
    "25-hard-wrapped-01.txt": (WHOLE, {FindingKind.BROKEN}),
    "25-hard-wrapped-10.txt": (WHOLE, {FindingKind.BROKEN}),
    "25-hard-wrapped-11.txt": (WHOLE, {FindingKind.BROKEN}),
    "33-eml-with-bom.eml": (WHOLE, set()),
}
TEXT = f"Certificat d'attribution\n\nPremier : {F}\nDernier : {L}\nNombre : 10 000"
RANGE = [(F, L, 10_000)]


def test_every_reported_example_is_here() -> None:
    assert {path.name for path in REPORTS.iterdir()} == set(FOUND)


@pytest.mark.parametrize("name", FOUND)
def test_the_examples_of_reported_misreadings(name: str) -> None:
    ranges, kinds = FOUND[name]
    data = (REPORTS / name).read_bytes()
    if ranges is None:
        assert {refusal_of(data)} == kinds
        return
    read = read_file(data).certificate
    assert bounds(read) == ranges
    assert {finding.kind for finding in read.findings} == kinds


def test_the_text_that_is_kept_gives_the_same_reading() -> None:
    for name in FOUND:
        if FOUND[name][0]:
            read = read_file((REPORTS / name).read_bytes())
            assert bounds(read_file(read.text.encode()).certificate) == WHOLE


def refusal_of(data: bytes) -> FindingKind | None:
    try:
        read_file(data)
    except UnreadableCertificate as refusal:
        return refusal.finding.kind
    return None


def html_of(text: str) -> str:
    """A page as Outlook writes it: no space between the cells of a row."""
    rows = (line.split(" : ") for line in text.split("\n"))
    cells = (
        "".join(f"<td><p class=MsoNormal>{escape(one)}</p></td>" for one in row) for row in rows
    )
    return (
        "<html><body><table>"
        + "".join(f"<tr>{row}</tr>" for row in cells)
        + "</table></body></html>"
    )


def mail_of(text: str, html: str = "") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@b.test", "c@d.test", "TR: Certificat"
    mail.set_content(text, cte="base64")
    if html:
        mail.add_alternative(html, subtype="html")
    return mail


def enclosing(inner: bytes, *, as_message: bool) -> bytes:
    """A mail with another mail in it, as a message or as an .eml file."""
    outer = MIMEMultipart()
    outer["From"], outer["Subject"] = "a@b.test", "TR"
    if as_message:
        from email import message_from_bytes

        outer.attach(MIMEMessage(message_from_bytes(inner)))
    else:
        file = MIMEApplication(inner)
        file.add_header("Content-Disposition", "attachment", filename="message.eml")
        outer.attach(file)
    return outer.as_bytes()


def form_of(**values: str) -> bytes:
    """A PDF whose fields somebody filled in."""
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(40, 780, "Certificat d'attribution de plage")
    for n, (name, value) in enumerate(values.items()):
        canvas.drawString(40, 700 - 40 * n, name.replace("_", " "))
        canvas.acroForm.textfield(
            name=name, value=value, x=250, y=690 - 40 * n, width=220, height=24
        )
    canvas.save()
    return out.getvalue()


PDF = layouts.as_pdf(TEXT, "reportlab")
MAIL = bytes(saved_mail("Voir ci-joint.", PDF))
STUB = "Pour lire ce message, utilisez un logiciel qui affiche le HTML."


@pytest.mark.parametrize(
    "data",
    [
        bytes(mail_of(STUB, html_of(TEXT))),
        bytes(mail_of(TEXT.replace(" : ", " "), html_of(TEXT))),
        enclosing(bytes(mail_of(TEXT)), as_message=True),
        enclosing(bytes(mail_of(TEXT)), as_message=False),
        enclosing(enclosing(MAIL, as_message=True), as_message=False),
        bytes(mail_of("voir", html_of(TEXT))).replace(
            b"From:", b"ARC-Seal: i=1; a=x;\r\n b=c\r\nFrom:", 1
        ),
        b"From a@b.test Sat Nov 28 10:00:00 2026\r\n" + bytes(mail_of(TEXT)),
        b"\xef\xbb\xbf" + bytes(mail_of(TEXT)),
        b"\r\n\r\n" + MAIL,
        b"X-Spam-Status: No\r\nList-Id: x\r\nContent-Type: text/plain\r\n\r\n" + TEXT.encode(),
        form_of(Debut_de_plage=F, Fin_de_plage=L),
        form_of(Champ1=F, Champ2=L),
    ],
)
def test_one_reader_reads_them_all(data: bytes) -> None:
    read = read_file(data).certificate
    assert bounds(read) == RANGE and read.is_clear


def test_the_enclosed_file_that_was_read_is_handed_on() -> None:
    for data in (MAIL, enclosing(MAIL, as_message=True), enclosing(MAIL, as_message=False)):
        file = read_file(data).file
        assert file and file.data == PDF
    assert read_file(bytes(mail_of(TEXT))).file is None


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FindingKind.OUTLOOK_FILE),
        (b"\x78\x9f\x3e\x22", FindingKind.TNEF_FILE),
        (b"PK\x03\x04", FindingKind.ARCHIVE),
    ],
)
def test_what_cannot_be_read_is_named(beginning: bytes, kind: FindingKind) -> None:
    data = beginning + bytes(200)
    assert refusal_of(data) is kind
    mail = mail_of("Voir ci-joint.")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="x")
    assert refusal_of(bytes(mail)) is kind
    # Beside a certificate that can be read it does not matter.
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="c.pdf")
    assert bounds(read_file(bytes(mail)).certificate) == RANGE


def test_a_mail_in_a_mail_without_end_is_given_up() -> None:
    data = bytes(mail_of(TEXT))
    for as_message in (True, False):
        nested = data
        for _ in range(12):
            nested = enclosing(nested, as_message=as_message)
        assert refusal_of(nested) or not read_file(nested).certificate.ranges


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "\nUn\n\nDeux\n"),
        ("<td>Un</td><TD>Deux", "   Un      Deux"),
        ("Un<br/>Deux &amp; trois&nbsp;!", "Un\nDeux & trois\u00a0!"),
        ("<!-- <td> --><style>td{}</style><script>if (1<2) '<td>'</script>Un", "Un"),
        ("<!--[if mso]><td>2L</td><![endif]--><![if !mso]>Un<![endif]>", "Un"),
        ('<a title="x > y" href=\'"\'>Un</a>', "Un"),
        ("1 < 2 et 2 <3", "1 < 2 et 2 <3"),
        ("<!-- sans fin <p>Un", ""),
        ('<a title="sans fin>Un', "Un"),
        ("&#" + "9" * 5_000 + ";Un", " ;Un"),
        ("<template><p>x</p></template>Un", "\n\nUn"),
    ],
)
def test_a_page_becomes_text(html: str, text: str) -> None:
    assert text_of_html(html) == text


@given(st.text(alphabet="<>!-/\"'&#; apdtrs\n=9", max_size=300))
def test_any_page_becomes_text(html: str) -> None:
    text_of_html(html)


CARRIERS = ("text", "html", "outlook", "saved mail", "attachment", "enclosed", "pdf")


def carried(text: str, way: str) -> bytes:
    """The paper in one of the files in which it may come."""
    if way == "html":
        return layouts.as_html(text)
    if way == "outlook":
        return bytes(mail_of(STUB, layouts.as_html(text).decode()))
    if way == "saved mail":
        return bytes(mail_of(text))
    if way == "attachment":
        return bytes(saved_mail("Voir ci-joint.", layouts.as_pdf(text, "reportlab")))
    if way == "enclosed":
        return enclosing(bytes(mail_of(text)), as_message=True)
    return layouts.as_pdf(text, "reportlab") if way == "pdf" else text.encode()


def tally(seeds: range) -> Counter[tuple[papers.Kind, str]]:
    """What is read of papers that come in whatever file."""
    counted: Counter[tuple[papers.Kind, str]] = Counter()
    for seed in seeds:
        paper, way = papers.made(seed), random.Random(seed).choice(CARRIERS)
        read = read_file(carried(paper.text, way)).certificate
        counted[paper.kind, judge(paper, read)] += 1
    return counted


def test_made_up_papers_in_any_file() -> None:
    counted = tally(range(10_000, 10_060))
    assert holds(counted), counted


@pytest.mark.prove
def test_a_thousand_papers_in_any_file() -> None:
    counted = tally(range(20_000, 21_200))
    print(dict(counted))  # noqa: T201
    assert holds(counted), counted


@given(st.binary(max_size=300))
def test_any_mail_is_read_or_refused(data: bytes) -> None:
    for mail in (data, b"From: a@b\nSubject: " + data, enclosing(data, as_message=True)):
        with suppress(UnreadableCertificate):
            read_mail(mail)
