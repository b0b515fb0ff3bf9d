"""Beginning and ending an advisor's visit to a merchant's pages."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts import visits
from app.accounts.guards import advisor_required, current_person
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.overview.access import merchant_or_404

blueprint = Blueprint("visits", __name__)


@blueprint.post("/merchants/<int:merchant_id>/visit")
@advisor_required
def begin(merchant_id: int) -> Response:
    """Begin a visit, and go to the merchant's home page."""
    begin_write(db.session)
    merchant = merchant_or_404(merchant_id)
    visits.begin(merchant, current_person())
    db.session.commit()
    return redirect(url_for("overview.home"), 303)


@blueprint.post("/visit/end")
@advisor_required
def end() -> Response:
    """End the visit, and go back to the advisor's page of the merchant."""
    visit = visits.current()
    visits.end()
    if visit is None:
        return redirect(url_for("portfolio.index"), 303)
    flash(_("La visite est finie."), "success")
    return redirect(url_for("portfolio.one", merchant_id=visit.merchant.id), 303)
