"""Deposit slips: La Poste's form and the itemised list of a deposit, its prices and amounts."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of slips, months and prices, and the commands of slips."""
    from app.deposits import commands, losses, models, month_routes, price_routes, routes
    from app.high_water import watch_counters, watch_rows

    watch_counters(app, losses.KIND, losses.read_counters)
    watch_rows(app, "slips", models.DepositSlip)
    app.cli.add_command(commands.slips)

    for module in (routes, month_routes, price_routes):
        app.register_blueprint(module.blueprint)
