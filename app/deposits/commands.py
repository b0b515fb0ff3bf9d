"""The command that moves the counters of slips past those made after a backup."""

import click
from flask.cli import with_appcontext

from app.deposits.losses import KIND, advance_slips
from app.high_water.settling import Request, Settling, settling_options


@click.group("slips")
def slips() -> None:
    """Deposit slips."""


@slips.command("advance")
@click.option(
    "--to",
    "last_given",
    multiple=True,
    type=(str, int, int),
    metavar="COCLICO YEAR NUMBER",
    help="The last slip number given, by billing COCLICO and year of the deposit.",
)
@settling_options
@with_appcontext
def advance(
    last_given: tuple[tuple[str, int, int], ...],
    by: str,
    reason: str,
    nothing_else: bool,
    margin: int | None,
) -> None:
    """Move the slip numbers of a restored database past those given after the backup.

    By the high-water marks where they are there; else to each number given with --to.
    """
    request = Request(by, reason, margin, nothing_else, gives_numbers=bool(last_given))
    settling = Settling.begin(KIND, request)
    given = [(coclico.zfill(8), year, number) for coclico, year, number in last_given]
    for loss in advance_slips(
        settling.marks, given, margin=settling.margin, by=settling.by, reason=settling.reason
    ):
        click.echo(
            f"{loss.count} slip numbers are lost: {loss.coclico} {loss.year}, "
            f"{loss.first_number} to {loss.last_number}."
        )
    settling.finish()
