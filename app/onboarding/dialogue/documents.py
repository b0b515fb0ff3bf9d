"""Adding documents to a contract: its proofs, and the attachments of an answer."""

from collections.abc import Sequence

from app.accounts.models import User, record
from app.contracts.models import Contract
from app.extensions import db
from app.language import lazy_gettext as _
from app.onboarding.dialogue.models import Document, DocumentKind, Message
from app.uploads.models import Stored, Upload

# Enough for a contract of several pages, photographed one by one.
MOST_PROOFS = 8


TOO_MANY = _(
    "Il y a déjà %(most)s documents : retirez-en un, ou réunissez-les en un PDF.", most=MOST_PROOFS
)


class TooManyProofs(Exception):
    """The contract has `MOST_PROOFS` proofs already."""


def add_proof(contract: Contract, file: Stored, by: User) -> Document:
    """Add a proof; if the contract has the same file already, return that document.

    The company must be locked. A new contract is inserted. Raises `TooManyProofs`.
    """
    db.session.add(contract)
    db.session.flush()
    proofs = Document.proofs(contract)
    for known in proofs:
        if known.upload.sha256 == file.sha256:
            return known
    if len(proofs) >= MOST_PROOFS:
        raise TooManyProofs
    return _add(contract, DocumentKind.PROOF, file, by, None)


def attach(message: Message, files: Sequence[Stored], by: User | None) -> list[Document]:
    """Add the attachments of a message. `by` is None if its author has no account."""
    return [_add(message.contract, DocumentKind.ANSWER, file, by, message) for file in files]


def _add(
    contract: Contract, kind: DocumentKind, file: Stored, by: User | None, message: Message | None
) -> Document:
    document = Document(
        contract=contract,
        upload=Upload.add(file),
        kind=kind,
        message=message,
        added_by_id=by.id if by else None,
    )
    db.session.add(document)
    record("document.added", document, contract.merchant, by, kind=kind)
    return document
