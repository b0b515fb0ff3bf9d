"""Backups: the database and the documents in one file, made while the program runs; restoring it.

The file is an archive (`archive.py`), encrypted if a key is set (`encryption.py`). How each database
gives and takes its contents is in `sqlite_copy.py` and `postgresql_copy.py`.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the commands `backup` and `restore`."""
    from app.backups import commands

    app.cli.add_command(commands.backup)
    app.cli.add_command(commands.restore)
