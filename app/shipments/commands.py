"""The command that imports an order file."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.accounts.models import Merchant, User
from app.database import begin_write
from app.extensions import db
from app.shipments import importing, messages
from app.shipments.faults import UnreadableOrderFile


@click.command("import-shipments")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--merchant", "email", required=True, help="The e-mail of one of its people.")
@click.option("--dry-run", is_flag=True, help="Print the result, and change nothing.")
@with_appcontext
def import_shipments(file: Path, email: str, dry_run: bool) -> None:
    """Import FILE as the page does, and print the result as JSON."""
    person = User.by_email(email)
    if person is None or person.merchant is None:
        raise click.ClickException(f"{email} belongs to no merchant.")
    try:
        reading = importing.read_file(file.read_bytes())
    except UnreadableOrderFile as error:
        raise click.ClickException(messages.file_sentence(error)) from None
    if dry_run:
        known = importing.count_known(person.merchant, reading)
        created = len(reading.orders) - known
    else:
        created, known = _keep(person, person.merchant, reading, file.name)
    click.echo(json.dumps(_report(created, known, reading), ensure_ascii=False, indent=2))


def _keep(
    person: User, merchant: Merchant, reading: importing.Reading, filename: str
) -> tuple[int, int]:
    begin_write(db.session)
    kept = importing.keep(merchant, reading, filename=filename, by=person)
    db.session.commit()
    return kept.created, kept.known


def _report(created: int, known: int, reading: importing.Reading) -> dict[str, Any]:
    return {
        "created": created,
        "known": known,
        "refused": [refusal.report() for refusal in reading.refusals],
    }
