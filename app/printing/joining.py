"""Several documents as one, to be enclosed or opened at once."""

from io import BytesIO

import pypdf
from pypdf.generic import NameObject

# What a reader shows and how a printer treats it: kept from the first document.
KEPT = ("/Lang", "/ViewerPreferences")


def joined(*pdfs: bytes) -> bytes:
    """The pages of several PDFs in their order, with the title and the language of the first.

    The same documents give the same bytes. Raises ValueError where there is none.
    """
    if not pdfs:
        raise ValueError("There is no document to join.")
    first = pypdf.PdfReader(BytesIO(pdfs[0]))
    writer = pypdf.PdfWriter()
    for pdf in pdfs:
        writer.append(BytesIO(pdf))
    writer.metadata = first.metadata
    for name in KEPT:
        if name in first.root_object:
            writer.root_object[NameObject(name)] = first.root_object[name].clone(writer)
    with BytesIO() as file:
        writer.write(file)
        return file.getvalue()
