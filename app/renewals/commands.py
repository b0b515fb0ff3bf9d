"""Reading a certificate from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.language import in_language
from app.renewals import messages
from app.renewals.certificate.files import UnreadableFile, read_file
from app.renewals.certificate.parse import Certificate


@click.command("read-certificate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def read_certificate_command(file: Path) -> None:
    """Print what a certificate (text, HTML or PDF) says, as JSON. Nothing is written anywhere."""
    with in_language("fr"):
        try:
            told = _told(read_file(file.read_bytes()))
        except UnreadableFile as unreadable:
            told = _nothing(str(unreadable.fault), messages.fault(unreadable.fault))
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _told(certificate: Certificate) -> dict[str, Any]:
    return {
        "ranges": [
            {
                "product_code": found.product_code,
                "first": found.first,
                "last": found.last,
                "first_serial": found.first_serial,
                "last_serial": found.last_serial,
                "count": found.count,
            }
            for found in certificate.ranges
        ],
        "tracking_account": certificate.tracking_account,
        "coclico": certificate.coclico,
        "problems": [
            {
                "problem": str(trouble.problem),
                "read": trouble.read,
                "expected": trouble.expected,
                "line": trouble.line,
                "message": messages.sentence(trouble),
            }
            for trouble in certificate.troubles
        ],
    }


def _nothing(problem: str, message: str) -> dict[str, Any]:
    return {
        "ranges": [],
        "tracking_account": None,
        "coclico": None,
        "problems": [{"problem": problem, "message": message}],
    }
