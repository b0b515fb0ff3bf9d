"""The page of a company's documents, for its owner and accountants: invoices and proofs."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import (
    accountant_required,
    current_merchant,
    current_person,
    reads_only,
)
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.invoices.access import invoice_or_404, proof_or_404
from app.invoices.forms import InvoiceForm
from app.invoices.models import MOST_A_MONTH, Invoice, TooManyInvoices, add_invoice
from app.language import gettext as _
from app.onboarding.dialogue.models import Document
from app.page import Page
from app.uploads.models import Stored
from app.uploads.serving import serve

blueprint = Blueprint("invoices", __name__)


@blueprint.get("/documents")
@accountant_required
def index() -> Page:
    """List the invoices, and the documents that were added when the contract was described."""
    return _page(Contract.of(current_merchant()), InvoiceForm(formdata=None).begin())


@blueprint.post("/documents")
@accountant_required
def invoices() -> Page:
    """Add an invoice. Before the contract is activated, only proofs are added, in onboarding."""
    contract, form = Contract.of(current_merchant()), InvoiceForm()
    if contract is None or not contract.is_activated:
        return redirect(url_for("invoices.index"), 303)
    file = form.file.write() if form.validate() else None
    return _keep(contract, form, file) if file else (_page(contract, form), 422)


@blueprint.get("/documents/invoices/<int:invoice_id>")
@accountant_required
def invoice(invoice_id: int) -> Response:
    """Download an invoice."""
    found = invoice_or_404(invoice_id)
    return abort(404) if found.is_withdrawn else serve(found.upload)


@blueprint.post("/documents/invoices/<int:invoice_id>/withdrawal")
@accountant_required
def withdrawal(invoice_id: int) -> Response:
    """Withdraw an invoice that was added by mistake."""
    lock_contract(invoice_or_404(invoice_id).contract_id)
    db.session.get_one(Invoice, invoice_id).withdraw(current_person())
    db.session.commit()
    return redirect(url_for("invoices.index"), 303)


@blueprint.get("/documents/<int:document_id>")
@accountant_required
def proof(document_id: int) -> Response:
    """Download a document that was added when the contract was described."""
    return serve(proof_or_404(document_id).upload)


def _keep(contract: Contract, form: InvoiceForm, file: Stored) -> Page:
    month: date = form.month.data
    contract = lock_contract(contract.id)
    try:
        add_invoice(contract, file, month, current_person())
        db.session.commit()
    except TooManyInvoices:
        db.session.rollback()
        form.file.errors = [
            _(
                "Ce mois a déjà %(most)s documents : retirez-en un, ou réunissez-les en un PDF.",
                most=MOST_A_MONTH,
            )
        ]
        return _page(contract, form), 422
    flash(_("La facture est gardée."), "success")
    return redirect(url_for("invoices.index"), 303)


def _page(contract: Contract | None, form: InvoiceForm) -> str:
    may_add = contract is not None and contract.is_activated and not reads_only()
    return render_template(
        "invoices/index.html",
        invoices=Invoice.all_of(current_merchant()),
        proofs=Document.proofs(contract) if contract else [],
        form=form if may_add else None,
    )
