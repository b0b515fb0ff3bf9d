"""Deposit slips: what is handed over at the counter, counted and listed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages of deposit slips."""
    from app.deposits import month_routes, price_routes, routes

    for part in (routes, month_routes, price_routes):
        app.register_blueprint(part.blueprint)
