"""The pages of the journal: all of it for advisors, that of their company for owners."""

from flask import Blueprint, render_template, request
from sqlalchemy import Select

from app.accounts.guards import advisor_required, current_merchant, owner_required
from app.accounts.models import AuditEvent, Merchant
from app.database import LARGEST_ID
from app.overview import journal
from app.overview.access import merchant_or_404
from app.overview.journal_forms import JournalForm
from app.page import Page

blueprint = Blueprint("journal", __name__)


@blueprint.get("/journal")
@advisor_required
def index() -> Page:
    """Show the whole journal."""
    return _page(journal.all_acts(), JournalForm(for_advisors=True))


@blueprint.get("/merchants/<int:merchant_id>/journal")
@advisor_required
def of_a_merchant(merchant_id: int) -> Page:
    """Show the journal of one company."""
    merchant = merchant_or_404(merchant_id)
    return _page(journal.acts_about(merchant), JournalForm(for_advisors=False), merchant)


@blueprint.get("/settings/journal")
@owner_required
def of_the_company() -> Page:
    """Show the owner the journal of their company, without advisors' notes."""
    return _page(journal.acts_for_owner(current_merchant()), JournalForm(for_advisors=False))


def _page(acts: Select[AuditEvent], form: JournalForm, merchant: Merchant | None = None) -> Page:
    valid = form.validate()
    found = journal.filter_acts(acts, form.wanted) if valid else acts
    before = request.args.get("before", 0, type=int)
    shown = journal.read_page(found, before if 0 < before <= LARGEST_ID else None)
    kept = {name: value for name, value in request.args.items() if name in form.data and value}
    return (
        render_template(
            "overview/journal.html", form=form, shown=shown, kept=kept, merchant=merchant
        ),
        200 if valid else 422,
    )
