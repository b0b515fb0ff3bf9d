"""What is to be sent: orders from a shop's file, each with an address that fits its label."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages of shipments and the command that imports a file."""
    from app.shipments import commands, routes

    app.register_blueprint(routes.blueprint)
    app.cli.add_command(commands.import_shipments)
