"""Whether the database can be used: it answers, and is not older than the program."""

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.extensions import db

_AWAY = "database"
_WITHOUT_TABLES = "database without tables: run `flask db upgrade`"
_OLDER = "database older than the program: run `flask db upgrade`"


def what_keeps_from_serving() -> str | None:
    """Return in one line what is wrong with the database, or None.

    A database newer than the program is fine: during a deployment the processes of the previous
    version go on using it.
    """
    try:
        db.session.connection()
    except OperationalError:
        return _AWAY
    revision = _revision()
    if revision is None:
        return _WITHOUT_TABLES
    return _OLDER if revision in current_app.extensions["older_revisions"] else None


def _revision() -> str | None:
    """Return the revision of the database, None without tables."""
    try:
        found: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except (OperationalError, ProgrammingError):  # SQLite's and PostgreSQL's for a missing table
        return None
    return found
