"""What reads everything and owns little: the home page, health, and the invariants' check."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the home page, the answers of health, and `flask verify`."""
    from app.overview import commands, routes

    app.register_blueprint(routes.blueprint)
    app.cli.add_command(commands.verify)
