"""How Alembic reaches the database of the application: `flask db upgrade`."""

from alembic import context
from flask import current_app

from app.extensions import db
from app.upgrades import check_references, connection_for_migrations


def _is_ours(name: str | None, kind: str, parents: object) -> bool:
    """The queue keeps its own tables beside ours."""
    return not (kind == "table" and name is not None and name.startswith("huey_"))


def _run() -> None:
    settings = current_app.extensions["migrate"].configure_args
    with connection_for_migrations(db.engine) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadatas[None],
            include_name=_is_ours,
            transaction_per_migration=True,
            on_version_apply=check_references,
            **settings,
        )
        with context.begin_transaction():
            context.run_migrations()


_run()
