"""Specimens: the label and the slip of a merchant's own, from the first evening."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the page of the specimens, their PDFs and pictures."""
    from app.specimens import routes

    app.register_blueprint(routes.blueprint)
