"""The command that checks the data's invariants."""

import click
from flask.cli import with_appcontext

from app.overview.invariants import INVARIANTS, breaches


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Check the data's invariants. Exits with 1 if one is broken."""
    found = list(breaches())
    for name, row in found:
        click.echo(f"broken: {name}: {row}")
    if found:
        raise SystemExit(1)
    click.echo(f"{len(INVARIANTS)} invariants hold.")
