"""Answers that are documents: they come in pieces, and the first is made before anything is said."""

from collections.abc import Iterator
from itertools import chain

from werkzeug.wrappers import Response

PDF_TYPE = "application/pdf"


def pdf_response(pieces: Iterator[bytes], filename: str) -> Response:
    """A PDF to be looked at. What is wrong with its first piece is raised here."""
    return _answer(pieces, PDF_TYPE, f'inline; filename="{filename}"')


def attachment(pieces: Iterator[bytes], filename: str, mimetype: str) -> Response:
    """A file to be kept. What is wrong with its first piece is raised here."""
    return _answer(pieces, mimetype, f'attachment; filename="{filename}"')


def _answer(pieces: Iterator[bytes], mimetype: str, disposition: str) -> Response:
    begun = chain([next(pieces)], pieces)
    return Response(begun, mimetype=mimetype, headers={"Content-Disposition": disposition})
