"""Reads the text of a picture with Tesseract, where that program is installed.

It is optional: without it a photo is kept and shown, and a person types its numbers. It runs as a
process of its own, with a limit of time and of memory, since it decodes what strangers send.
"""

import shutil
import subprocess

from flask import current_app

from app.uploads.content import FileRefused
from app.uploads.models import check_upload

_SECONDS = 20
_KIBIBYTES = 1_000_000
_LANGUAGE = "fra"
_MOST_CHARACTERS = 20_000
# The shell sets the limits and becomes Tesseract, so that ending the one ends the other.
_LIMITED = 'ulimit -v "$1" && ulimit -t "$2" && exec "$3" stdin stdout -l "$4" --psm 6'


def text_of_picture(data: bytes) -> str:
    """The text that a picture shows; empty without Tesseract, or where it finds none in time."""
    program = shutil.which(current_app.config["TESSERACT"] or "-")
    if program is None:
        return ""
    try:
        # Decoded by its bytes and encoded anew: HEIC becomes JPEG, a huge picture a smaller one.
        picture = check_upload(data).data
    except FileRefused:
        return ""
    limits = (str(_KIBIBYTES), str(_SECONDS), program, _LANGUAGE)
    try:
        done = subprocess.run(  # noqa: S603 - nothing of the picture is in the command
            ["/bin/sh", "-c", _LIMITED, "sh", *limits],
            input=picture,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace")[:_MOST_CHARACTERS]
