"""The text of a certificate that came as a file: PDF, HTML, plain text or a saved mail. Pure.

A PDF is read twice, by its layout and by the order of its words: some tables are clear in the one,
some in the other. Where both are clear they must agree.
"""

import io
import logging
import re
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes
from html.parser import HTMLParser

from pypdf import PdfReader

from app.mail.parts import UnreadableMail, content_of
from app.ranges.findings import Finding, FindingKind
from app.renewals.certificate.parse import Certificate, read_certificate

MOST_PAGES = 20
LARGEST_FILE = 10 * 1024 * 1024
_HTML = re.compile(rb"<\s*(!doctype|html|body|table|div|p|br|span)\b", re.IGNORECASE)
_HEAD = 2_048
# What speaks against a range in whatever order the words were read.
FIRM = frozenset(
    {
        FindingKind.COUNT,
        FindingKind.FORMER_RANGE,
        FindingKind.LACKS_A_DIGIT,
        FindingKind.LETTER,
        FindingKind.NO_GRANT,
        FindingKind.NOT_INCLUDED,
        FindingKind.SEVERAL_ACCOUNTS,
        FindingKind.SEVERAL_COCLICOS,
        FindingKind.UNNAMED,
        FindingKind.WRONG_KEY,
    }
)
# A mail that was saved as a file begins with its headers.
_MAIL = re.compile(
    rb"\s*(?:Received|Return-Path|Delivered-To|MIME-Version|Message-ID|From|To|Subject|Date|X-[\w-]+)"
    rb": .*\r?\n(?:[ \t].*\r?\n)*[A-Za-z][\w-]+:",
    re.IGNORECASE,
)
MOST_ENCLOSED = 10


class UnreadableCertificate(Exception):
    """The file says nothing; `finding` says why."""

    def __init__(self, kind: FindingKind) -> None:
        super().__init__(str(kind))
        self.finding = Finding(kind)


def read_file(data: bytes) -> Certificate:
    """Read a certificate from the bytes of a file, whatever its name. Raises `UnreadableCertificate`."""
    return clearest_reading([read_certificate(text) for text in _texts(data)])


def text_of_file(data: bytes) -> str:
    """The text of the reading that says most, to be kept; all of them where they contradict.

    Raises `UnreadableCertificate`.
    """
    return best_text(_texts(data))


def best_text(texts: list[str]) -> str:
    """The text whose reading says most; all of them where they contradict each other."""
    readings = [read_certificate(text) for text in texts]
    best = clearest_reading(readings)
    if any(finding.kind is FindingKind.AMBIGUOUS for finding in best.findings):
        return "\n\n".join(texts)
    same = [n for n, reading in enumerate(readings) if _bounds(reading) == _bounds(best)]
    return texts[max(same, key=lambda n: len(_firm(readings[n])))]


def clearest_reading(readings: list[Certificate]) -> Certificate:
    """The best of several readings of one document; a contradiction between them is named."""
    clear = [reading for reading in readings if reading.is_clear]
    if not clear:
        return max(readings, key=lambda reading: (len(reading.ranges), -len(reading.findings)))
    best = clear[0]
    if any(_bounds(other) != _bounds(best) for other in clear):
        doubt = Finding(FindingKind.AMBIGUOUS, line=best.ranges[0].line)
        return Certificate(best.ranges, best.tracking_account, best.coclico, (doubt,))
    named = [
        finding
        for reading in readings
        if _bounds(reading) == _bounds(best)
        for finding in _firm(reading)
    ]
    return replace(best, findings=tuple(dict.fromkeys(named)))


def _firm(reading: Certificate) -> list[Finding]:
    """The findings of a reading that stand in whatever order the words were read."""
    return [finding for finding in reading.findings if finding.kind in FIRM]


def _texts(data: bytes) -> list[str]:
    if len(data) > LARGEST_FILE:
        raise UnreadableCertificate(FindingKind.LARGE_FILE)
    if not data.strip():
        raise UnreadableCertificate(FindingKind.EMPTY_FILE)
    if _is_pdf(data):
        return _texts_of_pdf(data)
    mailed = _texts_of_mail(data) if _MAIL.match(data) else []
    text = _decode(data)
    return mailed or [text_of_html(text) if _HTML.search(data[:_HEAD]) else text]


def _texts_of_mail(data: bytes) -> list[str]:
    """The text of a saved mail and of the readable PDFs in it; nothing if it is no mail."""
    try:
        text, files = content_of(message_from_bytes(data))
    except (UnreadableMail, RecursionError):
        return []
    texts = [text] if text.strip() else []
    for file in files[:MOST_ENCLOSED]:
        with suppress(UnreadableCertificate):
            texts += _texts_of_pdf(file.data) if _is_pdf(file.data) else []
    return texts


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1_024]


def text_of_html(html: str) -> str:
    """The text that a page shows: a line for each block, spaces between cells."""
    parser = _Shown()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


def _bounds(certificate: Certificate) -> set[tuple[str, int, int]]:
    return {(r.product_code, r.first_serial, r.last_serial) for r in certificate.ranges}


def _texts_of_pdf(data: bytes) -> list[str]:
    quiet = logging.getLogger("pypdf")
    quiet.setLevel(logging.CRITICAL)  # it would put pieces of the document into the log
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableCertificate(FindingKind.ENCRYPTED_FILE)
        pages = list(reader.pages[: MOST_PAGES + 1])
        if len(pages) > MOST_PAGES:
            raise UnreadableCertificate(FindingKind.TOO_MANY_PAGES)
        texts = [
            "\n".join(page.extract_text(extraction_mode="layout") for page in pages),
            "\n".join(page.extract_text() for page in pages),
        ]
    except UnreadableCertificate:
        raise
    except Exception as error:  # pypdf fails in many ways on a broken file
        raise UnreadableCertificate(FindingKind.DAMAGED_FILE) from error
    if not any(re.search(r"\w{3}", text) for text in texts):
        raise UnreadableCertificate(FindingKind.NO_TEXT)
    return texts


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


class _Shown(HTMLParser):
    """Collects the text that a browser would show."""

    BLOCKS = frozenset(
        {"address", "article", "blockquote", "br", "caption", "div", "dd", "dl", "dt", "fieldset"}
        | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main"}
        | {"ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"}
    )
    CELLS = frozenset({"td", "th"})
    HIDDEN = frozenset({"script", "style", "title", "template"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block begins a line, a cell stands apart."""
        self._hidden += tag in self.HIDDEN
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """A block ends its line."""
        if tag in self.HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        self._break(tag)

    def handle_data(self, data: str) -> None:
        """Text, its line ends being spaces as in a browser."""
        if not self._hidden:
            self.parts.append(re.sub(r"[\t\r\n ]+", " ", data))

    def _break(self, tag: str) -> None:
        if tag in self.BLOCKS:
            self.parts.append("\n")
        elif tag in self.CELLS:
            self.parts.append("   ")
