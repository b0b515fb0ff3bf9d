"""The command that moves ranges past the numbers issued after a backup."""

import click
from flask.cli import with_appcontext

from app.high_water.settling import Request, Settling, settling_options
from app.ranges import tracking_number
from app.ranges.advancing import UnknownNumber, advance_ranges
from app.ranges.counters import KIND
from app.ranges.losses import NumberLoss
from app.ranges.tracking_number import TrackingNumber, UnreadableNumber


@click.group("ranges")
def ranges() -> None:
    """Ranges of tracking numbers."""


@ranges.command("advance")
@click.option("--to", "last_used", multiple=True, help="The last number used of a range.")
@settling_options
@with_appcontext
def advance(
    last_used: tuple[str, ...], by: str, reason: str, nothing_else: bool, margin: int | None
) -> None:
    """Move the ranges of a restored database past what was issued after the backup.

    By the high-water marks where they are there; else past each number given with --to. The numbers
    in between are noted as lost.
    """
    numbers = [_read(text) for text in last_used]
    request = Request(by, reason, margin, nothing_else, gives_numbers=bool(numbers))
    settling = Settling.begin(KIND, request)
    try:
        losses = advance_ranges(
            settling.marks,
            numbers,
            margin=settling.margin,
            by=settling.by,
            reason=settling.reason,
        )
    except UnknownNumber as unknown:
        raise click.ClickException(f"No range issued here holds {unknown}.") from unknown
    for loss in losses:
        click.echo(_sentence(loss))
    settling.finish()


def _read(text: str) -> TrackingNumber:
    try:
        number = tracking_number.read(text)
    except UnreadableNumber as unreadable:
        raise click.ClickException(f"{text} is no tracking number: {unreadable}") from unreadable
    if number.key is not None and not number.key_fits:
        raise click.ClickException(f"{text} has a wrong key: {number.expected_key} was expected.")
    return number


def _sentence(loss: NumberLoss) -> str:
    first = tracking_number.write(loss.product_code, loss.first_serial)
    last = tracking_number.write(loss.product_code, loss.last_serial)
    more = "" if loss.range_id else ", of a range that is to be recorded again"
    return f"{loss.count} numbers are lost: {first} to {last}{more}."
