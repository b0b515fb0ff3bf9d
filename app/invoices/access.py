"""Look-ups of a merchant's documents for their pages; what is not found is a 404."""

from flask import abort

from app.accounts.guards import current_merchant
from app.invoices.models import Invoice
from app.onboarding.dialogue.models import Document, DocumentKind


def invoice_or_404(invoice_id: int) -> Invoice:
    """Return the current merchant's invoice with this id, even a withdrawn one, or 404."""
    return Invoice.of_merchant(current_merchant(), invoice_id) or abort(404)


def proof_or_404(document_id: int) -> Document:
    """Return a document that was added when the contract was described, or 404.

    Documents from the dialogue with an advisor are for the owner only, not for accountants.
    """
    found = Document.of_merchant(current_merchant(), document_id)
    if found is None or found.is_withdrawn or found.kind != DocumentKind.PROOF:
        abort(404)
    return found
