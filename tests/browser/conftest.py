"""The real application behind a real server, and people in front of a real browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.opening import chromium, served
from tests.browser.visitor import Visitor

Arrive = Callable[..., Visitor]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests; each visitor has a window of their own."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application is served, on the database of this test."""
    with served(app) as at:
        yield at


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
