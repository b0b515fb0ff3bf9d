"""Keeping the file of a certificate: a PDF or a picture as an `Upload`; of the rest its text is enough."""

from app.uploads.content import Refused
from app.uploads.models import Stored, check_upload, write_file


def store_certificate(data: bytes, name: str | None) -> Stored | None:
    """The file, written; None where it is none that is kept. Do it before the transaction.

    Raises `StoreUnavailable`.
    """
    try:
        return write_file(check_upload(data), name)
    except Refused:
        return None
