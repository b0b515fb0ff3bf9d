"""Downloads of uploaded files. No other code sends a file from the store to a browser."""

from io import BytesIO

from flask import send_file
from werkzeug.wrappers import Response

from app.uploads.models import Upload
from app.uploads.store import store


def serve(upload: Upload) -> Response:
    """Return a response with the file: pictures are shown, anything else is saved.

    The caller checks that the user may see it. Raises `StoreUnavailable`.
    """
    response = send_file(
        BytesIO(store().read(upload.key)),
        mimetype=upload.media_type,
        as_attachment=not upload.is_picture,
        download_name=upload.filename,
        max_age=0,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
