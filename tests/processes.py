"""Runs the program as separate processes, which can be killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_BIN = Path(sys.executable).parent
_ROOT = Path(__file__).parent.parent

Process = subprocess.Popen[bytes]


@contextmanager
def running(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Process]:
    """A program of the environment, `gunicorn` or `huey_consumer`; killed at the end at the latest."""
    process = subprocess.Popen(
        [str(_BIN / command[0]), *command[1:]],
        env={**os.environ, **settings},
        cwd=_ROOT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: Process) -> None:
    """Kill a process and its children, as a power cut would."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def flask(settings: Mapping[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of the program, as an operator would."""
    return subprocess.run(
        [str(_BIN / "flask"), "--app", "wsgi", *words],
        env={**os.environ, **settings},
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
