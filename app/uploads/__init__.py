"""Uploaded files: checked by their content, stored outside the database, described by a row."""

from flask import Flask

from app import jobs


def init_app(app: Flask) -> None:
    """Open the store named by `UPLOADS_URL`, and have the workers delete files without a row."""
    from app.uploads import store, sweeping

    store.init_app(app)
    jobs.sweep(app, sweeping.sweep_away_files_without_a_row)
