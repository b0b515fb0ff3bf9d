"""Storing the file of a certificate. PDFs and pictures are kept; of other files the text is enough."""

from app.uploads.content import FileRefused
from app.uploads.models import Stored, check_upload, write_file


def store_certificate(data: bytes, name: str | None) -> Stored | None:
    """Store the file; None if its kind is not kept. Call it before the transaction.

    Raises `StoreUnavailable`.
    """
    try:
        return write_file(check_upload(data), name)
    except FileRefused:
        return None
