"""Checking the invariants from the command line."""

import click
from flask.cli import with_appcontext

from app.overview.invariants import INVARIANTS, breaches


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Check that what must always hold, holds. Exits with 1 where something does not."""
    found = list(breaches())
    for name, row in found:
        click.echo(f"broken: {name}: {row}")
    if found:
        raise SystemExit(1)
    click.echo(f"{len(INVARIANTS)} invariants hold.")
