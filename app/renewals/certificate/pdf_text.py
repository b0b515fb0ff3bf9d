"""The texts of a PDF: by its layout and by the order of its words, with its form's values. Pure."""

import io
import logging
import re
from collections.abc import Iterator

from pypdf import PdfReader

from app.ranges.findings import FindingKind
from app.renewals.certificate.unreadable import UnreadableCertificate

MOST_PAGES = 20
_MOST_FIELDS = 200
_LONGEST_VALUE = 500


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, perhaps behind a little rubbish."""
    return b"%PDF-" in data[:1_024]


def texts_of_pdf(data: bytes) -> list[str]:
    """Both texts: some tables are clear in the one, some in the other. Raises `UnreadableCertificate`."""
    quiet = logging.getLogger("pypdf")
    quiet.setLevel(logging.CRITICAL)  # it would put pieces of the document into the log
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableCertificate(FindingKind.ENCRYPTED_FILE)
        pages = list(reader.pages[: MOST_PAGES + 1])
        if len(pages) > MOST_PAGES:
            raise UnreadableCertificate(FindingKind.TOO_MANY_PAGES)
        typed = list(_typed_into(reader))
        texts = [
            "\n".join([*(page.extract_text(extraction_mode="layout") for page in pages), *typed]),
            "\n".join([*(page.extract_text() for page in pages), *typed]),
        ]
    except UnreadableCertificate:
        raise
    except Exception as error:  # pypdf fails in many ways on a broken file
        raise UnreadableCertificate(FindingKind.DAMAGED_FILE) from error
    if not any(re.search(r"\w{3}", text) for text in texts):
        raise UnreadableCertificate(FindingKind.NO_TEXT)
    return texts


def _typed_into(reader: PdfReader) -> Iterator[str]:
    """The filled fields of a form, each a line with its label or its name before it."""
    fields = list((reader.get_fields() or {}).items())
    for name, field in fields[:_MOST_FIELDS]:
        value = field.get("/V")
        if isinstance(value, str) and value.strip() and not value.startswith("/"):
            label = str(field.get("/TU") or name).replace("_", " ")
            yield f"{label} : {' '.join(value[:_LONGEST_VALUE].split())}"
