"""The page on which advisors set what the labels of a contract say, with a preview."""

from flask import Blueprint, flash, redirect, render_template, url_for

from app.accounts.guards import advisor_required, current_person
from app.clock import today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.labels.settings_form import LabelSettingsForm
from app.labels.specimen import specimen_pdf
from app.language import gettext as _
from app.onboarding.access import requested_or_404
from app.page import Page
from app.printing.pictures import UnreadablePicture, data_uri, page_picture
from app.uploads.models import Stored, Upload

blueprint = Blueprint("label_settings", __name__)


@blueprint.route("/requests/<int:contract_id>/label-settings", methods=["GET", "POST"])
@advisor_required
def page(contract_id: int) -> Page:
    """Show the settings with a specimen label, and save them for later batches."""
    contract, form = requested_or_404(contract_id), LabelSettingsForm()
    if not form.is_submitted():
        form.start_from(contract.label_settings)
        return _page(contract, form)
    valid = form.validate()
    if form.only_checks:
        return _page(contract, form)
    if not valid:
        return _page(contract, form), 422
    file = form.artwork.write()
    if form.artwork.errors:
        return _page(contract, form), 422
    return _keep(contract_id, form, file)


def _keep(contract_id: int, form: LabelSettingsForm, file: Stored | None) -> Page:
    contract = lock_contract(contract_id)
    artwork_id = contract.label_settings.artwork_id
    if file:
        upload = Upload.add(file)
        db.session.flush()
        artwork_id = upload.id
    if contract.set_label_settings(form.settings(artwork_id), current_person()):
        flash(_("Réglages gardés. Les lots déjà créés ne changent pas."), "success")
    db.session.commit()
    return redirect(url_for("label_settings.page", contract_id=contract_id), 303)


def _page(contract: Contract, form: LabelSettingsForm) -> str:
    return render_template(
        "labels/settings.html", contract=contract, form=form, preview=_preview(contract, form)
    )


def _preview(contract: Contract, form: LabelSettingsForm) -> str | None:
    """Return a specimen label as a picture; None if the form has errors."""
    if form.errors:
        return None
    settings = form.settings(contract.label_settings.artwork_id)
    try:
        paper = specimen_pdf(contract, today(), settings, form.chosen_picture)
    except UnreadablePicture:
        form.artwork.errors = [_("Cette image ne s'imprime pas. Envoyez-la en PNG ou en JPEG.")]
        return None
    return data_uri(page_picture(paper))
