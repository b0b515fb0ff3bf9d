"""The deposit sites of a contract: adding and withdrawing them."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.accounts.models import record
from app.contracts.forms import NumberFields
from app.contracts.locking import lock_contract
from app.contracts.models import Contract, DepositSite, LastSite
from app.extensions import db
from app.forms import Form, TextField
from app.language import gettext as _
from app.onboarding.access import requested_or_404
from app.onboarding.desk.forms import POSTCODE_OF_SITE, check_site_postcode
from app.page import Page

blueprint = Blueprint("sites", __name__)


class SiteForm(Form):
    """Another site where the merchant may deposit."""

    site_name = NumberFields.site_name
    site_code = NumberFields.site_code
    validate_site_code = NumberFields.validate_site_code
    site_postcode = TextField(POSTCODE_OF_SITE, [check_site_postcode], longest=10)


@blueprint.route("/requests/<int:contract_id>/sites", methods=["GET", "POST"])
@advisor_required
def of_contract(contract_id: int) -> Page:
    """List the sites that La Poste authorises, and add one, or correct the one of that name."""
    contract, form = requested_or_404(contract_id), SiteForm()
    if not form.validate_on_submit():
        return _page(contract, form), 422 if form.is_submitted() else 200
    contract = lock_contract(contract_id)
    site = contract.allow_site(form.site_name.data, form.site_code.data or None)
    site.postcode = form.site_postcode.data or None
    record("site.allowed", site, contract.merchant, current_person())
    db.session.commit()
    flash(_("Site de dépôt « %(site)s » gardé.", site=site.name), "success")
    return _to_sites(contract_id)


@blueprint.post("/contracts/<int:contract_id>/sites/<int:site_id>/withdrawal")
@advisor_required
def withdrawal(contract_id: int, site_id: int) -> Page:
    """Withdraw a site."""
    requested_or_404(contract_id)
    contract = lock_contract(contract_id)
    site = db.session.get(DepositSite, site_id)
    if site is None or site.contract_id != contract_id:
        abort(404)
    try:
        contract.withdraw_site(site, current_person())
        db.session.commit()
        flash(_("Site de dépôt « %(site)s » retiré.", site=site.name), "success")
    except LastSite:
        db.session.rollback()
        flash(_("C'est le seul site de ce contrat : ajoutez d'abord l'autre."), "warning")
    return _to_sites(contract_id)


def _page(contract: Contract, form: SiteForm) -> str:
    return render_template("onboarding/sites.html", contract=contract, form=form)


def _to_sites(contract_id: int) -> Response:
    return redirect(url_for("sites.of_contract", contract_id=contract_id), 303)
