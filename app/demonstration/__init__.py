"""The demonstration: a merchant in each state, always the same."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the command that loads it."""
    from app.demonstration import commands

    app.cli.add_command(commands.demo)
