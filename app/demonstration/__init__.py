"""Demonstration data: a merchant in each state."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command `demo`."""
    from app.demonstration import commands

    app.cli.add_command(commands.demo)
