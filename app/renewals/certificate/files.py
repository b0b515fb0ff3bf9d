"""Reads a certificate in whatever file it came: PDF, page, text, mail, form, picture. Pure.

One reader for every door: a file from a form or the command line, a forwarded mail, a file inside a
mail. Each document gives one text or several – a PDF by its layout and by the order of its words, a
mail as text and as HTML. Where two of them are clear they must agree.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.mail.parts import DECORATION_BYTES, Attachment
from app.printing.pictures import pictures_of
from app.ranges.findings import Finding, FindingKind
from app.renewals.certificate.html_text import text_of_html
from app.renewals.certificate.parse import RECOGNISED_HEAD, Certificate, read_certificate
from app.renewals.certificate.pdf_text import is_pdf, texts_of_pdf
from app.renewals.certificate.saved_mail import DEEPEST, content_of_mail, is_mail
from app.renewals.certificate.unreadable import UnreadableCertificate

LARGEST_FILE = 10 * 1024 * 1024
_HTML = re.compile(rb"<\s*(!doctype|html|body|table|div|p|br|span)\b", re.IGNORECASE)
_HEAD = 2_048
# Files that are told from their first bytes, and cannot be read.
_UNREAD = (
    (b"\xd0\xcf\x11\xe0", FindingKind.OUTLOOK_FILE),
    (b"\x78\x9f\x3e\x22", FindingKind.TNEF_FILE),
    (b"PK\x03\x04", FindingKind.ARCHIVE),
    (b"PK\x05\x06", FindingKind.ARCHIVE),
    (b"Rar!", FindingKind.ARCHIVE),
    (b"7z\xbc\xaf", FindingKind.ARCHIVE),
    (b"\x1f\x8b", FindingKind.ARCHIVE),
)
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


# The first bytes of JPEG and PNG; HEIC has its name a little behind.
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_HEIC = re.compile(rb".{4}ftyp(?:hei[cxms]|hev[cx]|m[is]f1)", re.DOTALL)
# Of a scan so many pages are shown to a program that reads pictures.
_MOST_PICTURES = 2
_LONGEST_SIDE = 2_500
# Reads the text of a picture; empty where it finds none.
PictureReader = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Reading:
    """The text that says most, what it says, and the enclosed file that it is from, if it is one."""

    text: str
    certificate: Certificate
    file: Attachment | None = None


@dataclass(frozen=True, slots=True)
class _Source:
    """One text of a document, and the enclosed file that it is from."""

    text: str
    file: Attachment | None = None


def read_file(data: bytes, look: PictureReader | None = None) -> Reading:
    """Read a certificate from the bytes of a file, whatever its name. Raises `UnreadableCertificate`.

    `look` reads a photo or a scan, if anything can; what it read is always doubted.
    """
    _check_size(data)
    return read_mail(data, look) if is_mail(data) else clearest(_texts(data, look))


def read_mail(data: bytes, look: PictureReader | None = None) -> Reading:
    """Read a mail with all that is enclosed. Raises `UnreadableCertificate`, also for what is enclosed."""
    return _read_mail(data, look, depth=0)


def _read_mail(data: bytes, look: PictureReader | None, depth: int) -> Reading:
    content = content_of_mail(data)
    sources = [_Source(text) for text in content.texts]
    refusals: list[UnreadableCertificate] = []
    for file in content.files:
        try:
            sources += _sources_of(file, look, depth)
        except UnreadableCertificate as refusal:
            refusals.append(refusal)
    if not sources and not refusals:
        sources = [_Source(_decode(data))]
    reading = _clearest(sources) if sources else None
    if reading and (reading.certificate.names_numbers or not refusals):
        return reading
    raise next((one for one in refusals if one.picture), refusals[0])


def _sources_of(file: Attachment, look: PictureReader | None, depth: int) -> list[_Source]:
    """The texts of an enclosed file; of a mail that came as a file, the best of those inside."""
    _check_size(file.data)
    if is_mail(file.data):
        inner = _read_mail(file.data, look, depth + 1) if depth < DEEPEST else None
        return [_Source(inner.text, inner.file)] if inner else []
    if is_picture(file.data) and len(file.data) <= DECORATION_BYTES:
        return []
    try:
        return [_Source(text, file) for text in _texts(file.data, look)]
    except UnreadableCertificate as refusal:
        if refusal.is_picture:
            raise UnreadableCertificate(refusal.finding.kind, file) from refusal
        raise


def clearest(texts: Sequence[str]) -> Reading:
    """The text whose reading says most, with that reading; all texts where they contradict."""
    return _clearest([_Source(text) for text in texts])


def _clearest(sources: Sequence[_Source]) -> Reading:
    readings = [read_certificate(source.text) for source in sources]
    best = clearest_reading(readings)
    if any(finding.kind is FindingKind.AMBIGUOUS for finding in best.findings) and len(sources) > 1:
        # Texts that contradict each other come joined: then no one file is the certificate.
        return Reading("\n\n".join(source.text for source in sources), best)
    same = [n for n, reading in enumerate(readings) if _bounds(reading) == _bounds(best)]
    source = sources[max(same, key=lambda n: len(_firm(readings[n])))]
    return Reading(source.text, best, source.file)


def clearest_reading(readings: Sequence[Certificate]) -> Certificate:
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


def _bounds(certificate: Certificate) -> set[tuple[str, int, int]]:
    return {(r.product_code, r.first_serial, r.last_serial) for r in certificate.ranges}


def _check_size(data: bytes) -> None:
    if len(data) > LARGEST_FILE:
        raise UnreadableCertificate(FindingKind.LARGE_FILE)
    if not data.strip():
        raise UnreadableCertificate(FindingKind.EMPTY_FILE)


def is_picture(data: bytes) -> bool:
    """Whether the bytes begin as a JPEG, PNG or HEIC picture does."""
    return data.startswith(_PICTURES) or bool(_HEIC.match(data))


def _texts(data: bytes, look: PictureReader | None) -> list[str]:
    for beginning, kind in _UNREAD:
        if data.startswith(beginning):
            raise UnreadableCertificate(kind)
    if is_picture(data):
        return _recognised([data], look, FindingKind.PHOTO)
    if is_pdf(data):
        return _texts_of_pdf(data, look)
    text = _decode(data)
    return [text_of_html(text) if _HTML.search(data[:_HEAD]) else text]


def _texts_of_pdf(data: bytes, look: PictureReader | None) -> list[str]:
    try:
        return texts_of_pdf(data)
    except UnreadableCertificate as refusal:
        if look is None or not refusal.is_picture:
            raise
    pages = pictures_of(data, most=_MOST_PICTURES, longest=_LONGEST_SIDE)
    return _recognised(pages, look, FindingKind.NO_TEXT)


def _recognised(
    pictures: Sequence[bytes], look: PictureReader | None, kind: FindingKind
) -> list[str]:
    """What a program reads on these pictures, marked as such. Raises `UnreadableCertificate`."""
    read = "\n".join(map(look, pictures)) if look else ""
    text = f"{RECOGNISED_HEAD}\n{read}"
    if not read_certificate(text).names_numbers:
        raise UnreadableCertificate(kind)
    return [text]


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
