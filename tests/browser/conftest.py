"""The real application behind a real server, and people in front of a real browser."""

import shutil
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

from tests.browser.visitor import Visitor

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium without a window: a third of the whole browser's work."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served, on the database of this test."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    assert isinstance(server, ThreadedWSGIServer)
    # A picture that nobody waits for any more is still drawn: the next test takes the database.
    server.daemon_threads = False
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


class SilentHandler(WSGIRequestHandler):
    """Says nothing of the requests it answers."""

    def log_request(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing."""


@pytest.fixture
def arrive(browser: Browser, address: str) -> Iterator[Arrive]:
    """Someone opens a browser of their own; `javascript=False` and a width as wanted.

    At the end nobody may have met a failure: of the program, of a script, of the content security
    policy.
    """
    visitors: list[Visitor] = []

    def opens_a_browser(**wanted: Any) -> Visitor:
        visitors.append(Visitor(browser, address, **wanted))
        return visitors[-1]

    yield opens_a_browser
    for visitor in visitors:
        visitor.leave()
    assert [fault for visitor in visitors for fault in visitor.faults] == []
