"""Pages and commands that read data of many packages.

The home page, advisors' portfolio of merchants, the journal, visits, health checks, and the check
of the data's invariants.
"""

from flask import Flask

from app.upgrades import older_revisions


def init_app(app: Flask) -> None:
    """Register the pages, the health checks and the command `verify`."""
    from app.overview import commands, journal_routes, portfolio_routes, routes, visit_routes

    # Read once, for the health checks.
    app.extensions["older_revisions"] = older_revisions(app.extensions["migrate"].directory)
    for module in (routes, portfolio_routes, journal_routes, visit_routes):
        app.register_blueprint(module.blueprint)
    app.cli.add_command(commands.verify)
