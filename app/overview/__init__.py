"""What reads everything and owns little.

The home page, the portfolio, the journal, visits, health, and the invariants' check.
"""

from flask import Flask

from app.upgrades import older_revisions


def init_app(app: Flask) -> None:
    """Add the pages, the answers of health, and `flask verify`."""
    from app.overview import commands, journal_routes, portfolio_routes, routes, visit_routes

    # Read here once, for health.
    app.extensions["older_revisions"] = older_revisions(app.extensions["migrate"].directory)
    for part in (routes, portfolio_routes, journal_routes, visit_routes):
        app.register_blueprint(part.blueprint)
    app.cli.add_command(commands.verify)
