"""Files that people send: checked by what they hold, kept in one store, described by a row."""

from flask import Flask

from app import jobs


def init_app(app: Flask) -> None:
    """Open the store that `UPLOADS_URL` names, and have the workers sweep it."""
    from app.uploads import store, sweeping

    store.init_app(app)
    jobs.sweep(app, sweeping.sweep_away_files_without_a_row)
