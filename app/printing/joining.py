"""Joins several PDFs into one."""

from io import BytesIO

import pypdf
from pypdf.generic import NameObject

# Entries of the catalogue that are copied from the first document.
COPIED_ENTRIES = ("/Lang", "/ViewerPreferences")


def join_pdfs(*pdfs: bytes) -> bytes:
    """Return one PDF with the pages of several, and the title and language of the first.

    The same documents give the same bytes. Raises ValueError without documents.
    """
    if not pdfs:
        raise ValueError("There is no document to join.")
    first = pypdf.PdfReader(BytesIO(pdfs[0]))
    writer = pypdf.PdfWriter()
    for pdf in pdfs:
        writer.append(BytesIO(pdf))
    writer.metadata = first.metadata
    for name in COPIED_ENTRIES:
        if name in first.root_object:
            writer.root_object[NameObject(name)] = first.root_object[name].clone(writer)
    with BytesIO() as file:
        writer.write(file)
        return file.getvalue()
