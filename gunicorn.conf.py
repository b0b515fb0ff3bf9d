"""Configuration of gunicorn: several processes with a few threads each."""

import os
from typing import Any

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
    """Prepare the label and slip forms in each new process, before somebody prints."""
    warming.print_samples_in_background(worker.wsgi)
