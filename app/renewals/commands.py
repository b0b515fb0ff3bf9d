"""Reading a certificate from the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from app.language import in_language
from app.ranges.findings import Finding
from app.ranges.messages import sentence
from app.renewals.certificate.files import read_file
from app.renewals.certificate.parse import Certificate
from app.renewals.certificate.unreadable import UnreadableCertificate
from app.renewals.character_recognition import text_of_picture


@click.command("read-certificate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_appcontext
def read_certificate_command(file: Path) -> None:
    """Print what a certificate (text, HTML or PDF) says, as JSON. Nothing is written anywhere."""
    with in_language("fr"):
        try:
            found = _as_json(read_file(file.read_bytes(), text_of_picture).certificate)
        except UnreadableCertificate as unreadable:
            found = _as_nothing(unreadable.finding)
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))


def _as_json(certificate: Certificate) -> dict[str, Any]:
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
                "problem": str(finding.kind),
                "read": finding.read,
                "expected": finding.expected,
                "line": finding.line,
                "message": sentence(finding),
            }
            for finding in certificate.findings
        ],
    }


def _as_nothing(finding: Finding) -> dict[str, Any]:
    return {
        "ranges": [],
        "tracking_account": None,
        "coclico": None,
        "problems": [{"problem": str(finding.kind), "message": sentence(finding)}],
    }
