"""The web application, for gunicorn and the flask command."""

import sys

from app import create_app
from app.config import MissingSetting

# gunicorn gives up when a worker ends with this; with any other it would try again for ever.
CANNOT_START = 3

try:
    app = create_app()
except MissingSetting as missing:
    sys.stderr.write(f"Sillage does not start: {missing}\n")
    raise SystemExit(CANNOT_START) from None
