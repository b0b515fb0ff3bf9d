"""Deposit slips: what is handed over at the counter, counted and listed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages of deposit slips."""
    from app.deposits import routes

    app.register_blueprint(routes.blueprint)
