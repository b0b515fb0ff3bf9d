"""The portfolio of merchants, as a page and as CSV, and an advisor's page of one merchant."""

from collections.abc import Iterator

from flask import Blueprint, Response, render_template, request

from app.accounts.guards import advisor_required
from app.clock import today
from app.csv_file import csv_lines
from app.deposits.models import DepositSlip
from app.extensions import db
from app.forms import tidy
from app.language import gettext as _
from app.overview import journal
from app.overview.access import merchant_or_404
from app.overview.portfolio import PortfolioRow, load_rows, portfolio, reserves_of
from app.overview.searching import LONGEST_SEARCH
from app.overview.wording import matter_in_words, state_in_words
from app.paging import page_among

blueprint = Blueprint("portfolio", __name__)
LAST_ACTS, LAST_SLIPS = 10, 5
WORDS = {"matter": matter_in_words, "state": state_in_words}


@blueprint.get("/merchants")
@advisor_required
def index() -> str:
    """List all merchants, those that need attention first."""
    search = _search()
    page = page_among(portfolio(search))
    rows = load_rows(page.rows)
    return render_template(
        "overview/merchants.html",
        page=page,
        rows=rows,
        search=search,
        reserves=reserves_of(rows),
        **WORDS,
    )


@blueprint.get("/merchants.csv")
@advisor_required
def as_csv() -> Response:
    """Download the same merchants, in the same order, as CSV."""
    # A list, because translation needs the request, which is over while the file is streamed.
    rows = list(_cells(load_rows(portfolio(_search()))))
    name = f"marchands-{today().isoformat()}.csv"
    return Response(
        csv_lines(rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/merchants/<int:merchant_id>")
@advisor_required
def one(merchant_id: int) -> str:
    """Show a merchant's status, and a button to visit their pages."""
    merchant = merchant_or_404(merchant_id)
    (row,) = load_rows(portfolio(merchant=merchant))
    slips = db.session.scalars(DepositSlip.all_of(merchant).limit(LAST_SLIPS)).all()
    acts = journal.acts_about(merchant)
    return render_template(
        "overview/merchant.html",
        row=row,
        reserve=reserves_of([row]).get(row.contract.id) if row.contract else None,
        merchant=merchant,
        slips=slips,
        counts=DepositSlip.counts(slips),
        journal=journal.read_page(acts, size=LAST_ACTS),
        **WORDS,
    )


def _search() -> str:
    return (tidy(request.args.get("q")) or "")[:LONGEST_SEARCH]


def _cells(rows: list[PortfolioRow]) -> Iterator[list[object]]:
    yield [
        _("Entreprise"),
        _("SIRET"),
        _("À regarder"),
        _("Contrat"),
        _("Numéro de contrat"),
        _("Numéros restants"),
        _("Taille de la plage en cours"),
        _("Numéros en réserve derrière elle"),
        _("Fin projetée"),
        _("Dernier dépôt"),
        _("Conseiller"),
        _("Restants présumés"),
    ]
    whole = reserves_of(rows)
    for row in rows:
        found = (
            whole[row.contract.id].forecast if row.contract and row.contract.id in whole else None
        )
        reserve, deposit = row.status.reserve, row.status.last_deposit
        yield [
            row.merchant.company,
            row.merchant.siret_in_groups,
            matter_in_words(row.attention),
            state_in_words(row.contract)[0],
            (row.contract and row.contract.contract_number) or "",
            reserve.left if reserve else "",
            reserve.size if reserve else "",
            reserve.queued if reserve else "",
            found.day.isoformat() if found and found.day else "",
            deposit.isoformat() if deposit else "",
            row.advisor or "",
            _("oui") if reserve and reserve.is_presumed else "",
        ]
