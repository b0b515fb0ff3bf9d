"""The journal: all of it for advisors, that of their company for owners."""

from flask import Blueprint, abort, render_template, request
from sqlalchemy import Select

from app.accounts.guards import advisor_required, current_merchant, owner_required
from app.accounts.models import AuditEvent, Merchant
from app.database import LARGEST_ID
from app.extensions import db
from app.overview import journal
from app.overview.journal_forms import JournalForm
from app.page import Page

blueprint = Blueprint("journal", __name__)


@blueprint.get("/journal")
@advisor_required
def index() -> Page:
    """Who did what when, everywhere."""
    return _page(journal.everything(), JournalForm(for_advisors=True))


@blueprint.get("/merchants/<int:merchant_id>/journal")
@advisor_required
def of_a_merchant(merchant_id: int) -> Page:
    """Who did what when for one company, and for no other of a similar name."""
    merchant = db.session.get(Merchant, merchant_id) or abort(404)
    return _page(journal.about(merchant), JournalForm(for_advisors=False), merchant)


@blueprint.get("/settings/journal")
@owner_required
def of_the_company() -> Page:
    """Who did what when in one's own company, and what advisors did for it."""
    return _page(journal.of_company(current_merchant()), JournalForm(for_advisors=False))


def _page(acts: Select[AuditEvent], form: JournalForm, merchant: Merchant | None = None) -> Page:
    valid = form.validate()
    found = journal.matching(acts, form.wanted) if valid else acts
    before = request.args.get("before", 0, type=int)
    shown = journal.stretch(found, before if 0 < before <= LARGEST_ID else None)
    kept = {name: value for name, value in request.args.items() if name in form.data and value}
    return (
        render_template(
            "overview/journal.html", form=form, shown=shown, kept=kept, merchant=merchant
        ),
        200 if valid else 422,
    )
