"""A real server for the application, and a real browser to look at it with."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium without a window: a third of the whole browser's work."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        with closing(browser):
            yield browser


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Where the application is served meanwhile."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_SilentHandler)
    assert isinstance(server, ThreadedWSGIServer)
    # A picture that nobody waits for any more is still drawn: the next test takes the database.
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _SilentHandler(WSGIRequestHandler):
    """Says nothing of the requests it answers."""

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""
