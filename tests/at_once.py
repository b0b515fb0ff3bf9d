"""Runs acts concurrently, as if by several people."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from flask import has_app_context

from app.extensions import db

Result = TypeVar("Result")

# A thread that does not come to the start within this has failed: the others must not wait.
SECONDS_TO_THE_START = 30


def at_once(acts: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run the acts at the same time, each in a thread; raise what any of them raises."""
    start = Barrier(len(acts), timeout=SECONDS_TO_THE_START)

    def begin(act: Callable[[], Result]) -> Result:
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        done = list(threads.map(begin, acts))
    if has_app_context():
        db.session.rollback()  # what the test holds is read anew
    return done
