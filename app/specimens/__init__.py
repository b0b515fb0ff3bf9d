"""Specimens: a merchant's own label and slip, which can be printed before activation."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the page of the specimens, their PDFs and pictures."""
    from app.specimens import routes

    app.register_blueprint(routes.blueprint)
