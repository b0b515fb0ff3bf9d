"""Whether pages can be served: the database answers, and has the tables that the program knows."""

from flask import current_app
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.extensions import db

_AWAY = "database"
_WITHOUT_TABLES = "database without tables: run `flask db upgrade`"
_OLDER = "database older than the program: run `flask db upgrade`"


def what_keeps_from_serving() -> str | None:
    """What is wrong with the database, in one line; `None` when all is well.

    A database that is newer than the program is well: during a deployment the processes of the
    version before go on with it.
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
    """Where the migrations of the database have come to; each engine tells otherwise of no table."""
    try:
        found: str | None = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except (OperationalError, ProgrammingError):
        return None
    return found
