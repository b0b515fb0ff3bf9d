"""Streamed file responses.

The first piece is generated before the response begins, so that an error in it still becomes an
error page.
"""

from collections.abc import Iterator
from itertools import chain

from werkzeug.wrappers import Response

PDF_TYPE = "application/pdf"


def pdf_response(pieces: Iterator[bytes], filename: str) -> Response:
    """Return a PDF for the browser to show. Raises what generating the first piece raises."""
    return _stream(pieces, PDF_TYPE, f'inline; filename="{filename}"')


def attachment(pieces: Iterator[bytes], filename: str, mimetype: str) -> Response:
    """Return a file to download. Raises what generating the first piece raises."""
    return _stream(pieces, mimetype, f'attachment; filename="{filename}"')


def _stream(pieces: Iterator[bytes], mimetype: str, disposition: str) -> Response:
    started = chain([next(pieces)], pieces)
    return Response(started, mimetype=mimetype, headers={"Content-Disposition": disposition})
