"""How gunicorn serves the pages: several processes, a few threads each."""

import os
from typing import Any

from app.specimens import warming

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 8
# A PDF of a full batch is the slowest answer.
timeout = 120
# A selection of fifty rows travels in the address.
limit_request_line = 8190
# Nobody steers it through a socket in somebody's home.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Lay out labels and slips in each new process, before the first person prints."""
    warming.in_the_background(worker.wsgi)
