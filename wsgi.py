"""Entry point of the web application, for gunicorn and the `flask` command."""

import sys

from app import create_app
from app.config import MissingSetting

# gunicorn's exit code for a worker that cannot boot: it stops instead of restarting it for ever.
CANNOT_START = 3

try:
    app = create_app()
except MissingSetting as missing:
    sys.stderr.write(f"Sillage does not start: {missing}\n")
    raise SystemExit(CANNOT_START) from None
