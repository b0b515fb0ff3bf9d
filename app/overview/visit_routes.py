"""Beginning and ending a visit to a merchant's pages."""

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts import visits
from app.accounts.guards import advisor_required, current_person
from app.accounts.models import Merchant
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _

blueprint = Blueprint("visits", __name__)


@blueprint.post("/merchants/<int:merchant_id>/visit")
@advisor_required
def begin(merchant_id: int) -> Response:
    """Open a merchant's pages, to be read."""
    begin_write(db.session)
    merchant = db.session.get(Merchant, merchant_id) or abort(404)
    visits.begin(merchant, current_person())
    db.session.commit()
    return redirect(url_for("overview.home"), 303)


@blueprint.post("/visit/end")
@advisor_required
def end() -> Response:
    """Close them, and come back to where they were opened."""
    visit = visits.current()
    visits.end()
    if visit is None:
        return redirect(url_for("portfolio.index"), 303)
    flash(_("La visite est finie."), "success")
    return redirect(url_for("portfolio.one", merchant_id=visit.merchant.id), 303)
