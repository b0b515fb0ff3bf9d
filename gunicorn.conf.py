"""Configuration of gunicorn: several processes with a few threads each."""

import os
from typing import Any

from app.high_water.sweeping import look_at_start
from app.specimens import warming

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
# Seconds. The slowest response is the PDF of a full batch.
timeout = 120
# Bytes. The URL of a page may carry fifty ticked rows.
limit_request_line = 8190
# gunicorn would create its control socket in $HOME; we do not use it.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Compare the database with its marks; prepare the forms before somebody prints."""
    look_at_start(worker.wsgi)
    warming.print_samples_in_background(worker.wsgi)
