"""The renewal: La Poste's form mirrored, its certificate read, the new range recorded."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add `flask read-certificate`."""
    from app.renewals import commands

    app.cli.add_command(commands.read_certificate_command)
