"""The slips of a month with their amounts, as a page and as CSV."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import accountant_required, current_merchant
from app.clock import today
from app.csv_file import csv_lines
from app.deposits.months import SlipMonth, slips_of_month
from app.file_responses import attachment
from app.language import gettext as _
from app.months import first_of, month_after, read_month

blueprint = Blueprint("months", __name__)
CENTS = 100


@blueprint.get("/deposit-slips/month")
@accountant_required
def month() -> str:
    """Show the slips of a month and what they cost."""
    first = _requested_month()
    return render_template(
        "deposits/month.html",
        month=slips_of_month(current_merchant(), first),
        before=month_after(first, -1),
        after=month_after(first),
        # The next month is offered, because slips can be made for its first days.
        has_after=first <= first_of(today()),
    )


@blueprint.get("/deposit-slips/month.csv")
@accountant_required
def as_csv() -> Response:
    """Download the same slips, in the same order, as CSV."""
    first = _requested_month()
    # A list, because translation needs the request, which is over while the file is streamed.
    rows = list(_cells(slips_of_month(current_merchant(), first)))
    pieces = (line.encode() for line in csv_lines(rows))
    return attachment(pieces, f"bordereaux-{first:%Y-%m}.csv", "text/csv")


def _requested_month() -> date:
    written = request.args.get("month")
    if written is None:
        return first_of(today())
    return read_month(written) or abort(404)


def _cells(month: SlipMonth) -> Iterator[list[object]]:
    yield [
        _("Numéro"),
        _("Jour du dépôt"),
        _("Site de dépôt"),
        _("COCLICO"),
        _("Objets"),
        _("Montant (€)"),
    ]
    for line in month.lines:
        slip = line.slip
        yield [
            slip.full_number,
            slip.deposit_date.isoformat(),
            slip.identification["site_name"],
            slip.coclico,
            line.count,
            _euros(line.amount),
        ]
    yield [_("Total"), "", "", "", month.count, _euros(month.amount)]


def _euros(cents: int | None) -> str:
    """Return cents in euros as French spreadsheets read them: « 1234,56 »."""
    return "" if cents is None else f"{cents // CENTS},{cents % CENTS:02d}"
