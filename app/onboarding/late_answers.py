"""What a merchant changes after sending the request: the advisor is told, as by an answer."""

from app.accounts.models import User
from app.contracts.models import Contract
from app.onboarding.dialogue import documents, messages
from app.onboarding.dialogue.mails import send_answer
from app.uploads.models import Stored

ContractAnswers = dict[str, object]


def contract_answers(contract: Contract) -> ContractAnswers:
    """What the merchant has entered, by its name in `COMPLETED`, to compare after a change."""
    site = contract.site
    return {
        "coclico": contract.coclico,
        "contract_number": contract.contract_number,
        "tracking_account": contract.tracking_account,
        "starts_on": contract.starts_on,
        "ends_on": contract.ends_on,
        "site": (site.name, site.code) if site else None,
        "sender": contract.sender_lines,
    }


def tell_changes(contract: Contract, before: ContractAnswers, by: User) -> None:
    """Mail the advisor what the merchant has changed, if the request is already sent."""
    after = contract_answers(contract)
    changed = [name for name in after if after[name] != before[name]]
    if changed and contract.is_requested:
        send_answer(messages.answer(contract, "", by, completed=changed))


def give_proof(contract: Contract, file: Stored, by: User) -> None:
    """Add a proof; once the request is sent, as an answer that the advisor gets by mail.

    The company must be locked. Raises `TooManyProofs`.
    """
    if not contract.is_requested:
        documents.add_proof(contract, file, by)
        return
    message = messages.answer(contract, "", by)
    documents.attach(message, [file], by)
    send_answer(message)
