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
from app.shipments.models import ShipmentImport


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
        reading = importing.read_file(file.read_bytes(), importing.rules())
    except UnreadableOrderFile as error:
        raise click.ClickException(messages.file_sentence(error)) from None
    if dry_run:
        compared = importing.compare(person.merchant, reading)
        created, known = len(compared.new), len(compared.known)
        refusals = [*reading.refusals, *compared.changed]
    else:
        kept = _keep(person, person.merchant, reading, file.name)
        created, known = kept.created, kept.known
        refusals = [importing.Refusal.from_stored(stored) for stored in kept.refused]
    click.echo(json.dumps(_report(created, known, refusals, reading), ensure_ascii=False, indent=2))


def _keep(
    person: User, merchant: Merchant, reading: importing.Reading, filename: str
) -> ShipmentImport:
    begin_write(db.session)
    kept = importing.keep(merchant, reading, filename=filename, by=person)
    db.session.commit()
    return kept


def _report(
    created: int, known: int, refusals: list[importing.Refusal], reading: importing.Reading
) -> dict[str, Any]:
    refusals = sorted(refusals, key=lambda refusal: refusal.line)
    return {
        "created": created,
        "known": known,
        "refused": [refusal.report() for refusal in refusals],
        "asked": sorted({refusal.line for refusal in refusals if refusal.fault.is_question}),
        "left_out": [
            {
                "line": left_out.line,
                "reference": left_out.reference,
                "reason": messages.left_out_sentence(left_out),
            }
            for left_out in sorted(reading.left_out, key=lambda one: one.line)
        ],
        "remarks": [
            {"line": line, "field": str(remark.field), "remark": messages.remark_sentence(remark)}
            for line, remark in reading.remarks
        ],
    }
