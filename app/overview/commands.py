"""The command that checks the data's invariants."""

import click
from flask.cli import with_appcontext

from app.high_water.checking import notice
from app.high_water.registry import registry
from app.overview.invariants import INVARIANTS, breaches


@click.command("verify")
@with_appcontext
def verify() -> None:
    """Check the data's invariants, and that the database is not a restored one.

    Exits with 1 if an invariant is broken, or a restore is not settled.
    """
    found = list(breaches())
    for name, row in found:
        click.echo(f"broken: {name}: {row}")
    restoration = notice()
    if restoration:
        click.echo(
            "The database is taken for a restored one: no number and no slip is issued, and no file "
            "is swept away."
        )
        for kind in registry().kinds:
            if not restoration.is_settled_for(kind):
                click.echo(f"To do: flask {kind} advance")
    if found or restoration:
        raise SystemExit(1)
    click.echo(f"{len(INVARIANTS)} invariants hold.")
