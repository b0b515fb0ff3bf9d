"""Deposit slips: La Poste's form and the itemised list of a deposit, its prices and amounts."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of slips, months and prices."""
    from app.deposits import month_routes, price_routes, routes

    for module in (routes, month_routes, price_routes):
        app.register_blueprint(module.blueprint)
