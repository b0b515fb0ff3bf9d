"""Contested ranges: two merchants hold certificates of the same numbers; their advisors decide."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages."""
    from app.renewals.contests import routes

    app.register_blueprint(routes.blueprint)
