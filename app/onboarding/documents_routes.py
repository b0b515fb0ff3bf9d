"""Adding a proof, taking it back, and reading the documents of a contract."""

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
from app.onboarding import desk, routes
from app.onboarding.documents import (
    MOST_PROOFS,
    AlreadySent,
    Document,
    TooManyProofs,
    add_proof,
)
from app.onboarding.documents_form import ProofForm
from app.onboarding.journey import STEPS, Journey, Step
from app.uploads.models import Stored
from app.uploads.serving import serve

blueprint = Blueprint("documents", __name__)
Page = str | Response | tuple[str, int]
PORT_PAYE: Step = STEPS[1]


@blueprint.post("/onboarding/documents")
@owner_required
def proofs() -> Page:
    """Add a proof of the contract."""
    journey, form = Journey.of(current_merchant()), ProofForm()
    if not journey.can_visit(PORT_PAYE) or journey.is_complete:
        return _to_step()
    file = form.file.write() if form.validate() else None
    return _add(form, file) if file else _refused(form)


def _add(form: ProofForm, file: Stored) -> Page:
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    journey.contract.merchant = journey.merchant
    try:
        add_proof(journey.contract, file, current_person())
        db.session.commit()
    except TooManyProofs:
        db.session.rollback()
        form.file.errors = [
            _(
                "Il y a déjà %(most)s documents : retirez-en un, ou réunissez-les en un PDF.",
                most=MOST_PROOFS,
            )
        ]
        return _refused(form)
    return _to_step()


@blueprint.post("/onboarding/documents/<int:document_id>/withdrawal")
@owner_required
def withdrawal(document_id: int) -> Page:
    """Take a proof back, until the request is sent."""
    document = Document.of_merchant(current_merchant(), document_id) or abort(404)
    begin_write(db.session)
    Journey.of(current_merchant(), lock=True)
    try:
        document.withdraw(current_person())
        db.session.commit()
    except AlreadySent:
        db.session.rollback()
        flash(_("La demande est partie : ses documents ne changent plus."), "info")
    return _to_step()


@blueprint.get("/onboarding/documents/<int:document_id>")
@owner_required
def own_document(document_id: int) -> Response:
    """A document of one's own."""
    return _serve(Document.of_merchant(current_merchant(), document_id))


@blueprint.get("/contracts/<int:contract_id>/documents/<int:document_id>")
@advisor_required
def document(contract_id: int, document_id: int) -> Response:
    """A document of a request, for advisors."""
    contract = desk.requested_or_404(contract_id)
    return _serve(Document.of_contract(contract, document_id))


def _serve(found: Document | None) -> Response:
    if found is None or found.is_withdrawn:
        abort(404)
    return serve(found.upload)


def _refused(form: ProofForm) -> Page:
    return routes.proof_page(form), 422


def _to_step() -> Response:
    return redirect(url_for("onboarding.step", slug=PORT_PAYE.slug, contract="yes"), 303)
