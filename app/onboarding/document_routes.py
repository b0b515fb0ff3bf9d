"""Upload, withdraw and download the documents of a contract."""

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import (
    advisor_required,
    current_merchant,
    current_person,
    owner_required,
)
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding.access import requested_or_404
from app.onboarding.dialogue.documents import TOO_MANY, TooManyProofs
from app.onboarding.dialogue.models import AlreadySent, Document
from app.onboarding.forms import PortPayeForm
from app.onboarding.journey import PORT_PAYE, Journey
from app.onboarding.late_answers import give_proof
from app.onboarding.step_page import page_beside_proofs
from app.page import Page
from app.uploads.models import Stored
from app.uploads.serving import serve

blueprint = Blueprint("documents", __name__)


@blueprint.post("/onboarding/documents")
@owner_required
def proofs() -> Page:
    """Upload a proof of the contract; the rest of the form is shown again as typed."""
    journey, form = Journey.of(current_merchant()), PortPayeForm()
    if not journey.can_visit(PORT_PAYE) or journey.is_complete:
        return _to_step()
    if not form.validate_proof() or not form.keep_file() or form.proof is None:
        return page_beside_proofs(form), 422
    return _add(form, form.proof)


def _add(form: PortPayeForm, file: Stored) -> Page:
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    journey.contract.merchant = journey.merchant
    try:
        give_proof(journey.contract, file, current_person())
        db.session.commit()
    except TooManyProofs:
        db.session.rollback()
        form.file.errors = [str(TOO_MANY)]
        return page_beside_proofs(form), 422
    return page_beside_proofs(form)


@blueprint.post("/onboarding/documents/<int:document_id>/withdrawal")
@owner_required
def withdrawal(document_id: int) -> Page:
    """Withdraw a proof until the request is sent; the rest of the form is shown again as typed."""
    document = Document.of_merchant(current_merchant(), document_id) or abort(404)
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    try:
        document.withdraw(current_person())
        db.session.commit()
    except AlreadySent:
        db.session.rollback()
        flash(_("La demande est partie : ses documents ne changent plus."), "info")
        return _to_step()
    return _to_step() if journey.is_complete else page_beside_proofs(PortPayeForm())


@blueprint.get("/onboarding/documents/<int:document_id>")
@owner_required
def own_document(document_id: int) -> Response:
    """Download a document of one's own company."""
    return _serve(Document.of_merchant(current_merchant(), document_id))


@blueprint.get("/contracts/<int:contract_id>/documents/<int:document_id>")
@advisor_required
def document(contract_id: int, document_id: int) -> Response:
    """Download a document of a request, as an advisor."""
    contract = requested_or_404(contract_id)
    return _serve(Document.of_contract(contract, document_id))


def _serve(found: Document | None) -> Response:
    if found is None or found.is_withdrawn:
        abort(404)
    return serve(found.upload)


def _to_step() -> Response:
    return redirect(url_for("onboarding.step", slug=PORT_PAYE.slug, contract="yes"), 303)
