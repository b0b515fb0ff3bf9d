"""Marks in a folder: a file for each counter, and one that identifies the database. Pure.

Any number of processes may write at once. A mark is never moved back.
"""

import fcntl
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app.durable_files import make_folder, write_all_durably, write_durably

Identity = Mapping[str, str]

_NAME = re.compile(r"^[A-Za-z0-9-]+$")


class Marks:
    """For each counter the highest value that is known to have been committed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counters = folder / "counters"
        self._identity = folder / "database.json"

    def read(self, names: Collection[str]) -> dict[str, int]:
        """Return the marks of these counters; one without a mark is not in the result."""
        found = {}
        for name in names:
            try:
                found[name] = int(self._path(name).read_text())
            except FileNotFoundError:
                continue
        return found

    def read_all(self) -> dict[str, int]:
        """Return every mark by the name of its counter."""
        names = (path.name for path in self._counters.glob("*"))
        return self.read([name for name in names if _NAME.match(name)])

    def advance(self, values: Mapping[str, int]) -> None:
        """Move each mark up to its value; one that is there already stays. Raises `OSError`."""
        if not values:
            return
        with self.alone():
            known = self.read(values.keys())
            newer = {name: value for name, value in values.items() if value > known.get(name, -1)}
            if newer:
                files = {name: str(value).encode() for name, value in newer.items()}
                write_all_durably(self._counters, files)

    def identity(self) -> Identity | None:
        """Return what identified the database for which these marks were made."""
        try:
            found: dict[str, str] = json.loads(self._identity.read_text())
        except FileNotFoundError:
            return None
        return found

    def set_identity(self, identity: Identity) -> None:
        """Say for which database the marks are. Raises `OSError`."""
        with self.alone():
            write_durably(self._identity, json.dumps(dict(identity), sort_keys=True).encode())

    def forget(self) -> None:
        """Delete every mark: only for numbers that are on no letter, as a demonstration's."""
        with self.alone():
            for path in (*self._counters.glob("*"), self._identity):
                path.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other writers waiting, whether threads or processes of this machine."""
        make_folder(self._folder)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @contextmanager
    def work_alone(self) -> Iterator[bool]:
        """Whether nobody else on this machine is in here; nobody waits."""
        make_folder(self._folder)
        with (self._folder / "worker.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise ValueError(f"{name!r} is no name of a counter")
        return self._counters / name
