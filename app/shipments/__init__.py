"""Shipments: orders to send, imported from a shop's CSV file and checked row by row."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of shipments and the command `import-shipments`."""
    from app.shipments import commands, routes

    app.register_blueprint(routes.blueprint)
    app.cli.add_command(commands.import_shipments)
