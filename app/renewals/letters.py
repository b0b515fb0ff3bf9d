"""The messages to La Poste: a certificate that does not come, a refusal. In French: La Poste reads them."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app

from app.contracts.models import Contract
from app.formats import moment
from app.language import in_language
from app.renewals.models import Renewal

# Where a number is not known yet, to be filled in by hand.
UNKNOWN = "…"


@dataclass(frozen=True, slots=True)
class LaPosteMessage:
    """A message, ready to be copied or opened in the mail program."""

    to: str
    subject: str
    text: str

    @property
    def mailto(self) -> str:
        """Its address as a link."""
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject)}&body={quote(self.text)}"


def late_certificate_message(renewal: Renewal) -> LaPosteMessage | None:
    """Ask for a late certificate; None before the request was confirmed."""
    if renewal.confirmed_at is None:
        return None
    contract = renewal.contract
    with in_language("fr"):
        confirmed = moment(renewal.confirmed_at)
    text = (
        "Bonjour,\n\n"
        f"Notre demande de renouvellement et extension de plages a été confirmée le {confirmed}, "
        "par le lien reçu par e-mail. Le certificat d'attribution de plage n'est pas arrivé.\n\n"
        f"{_as_given(renewal)}"
        "Pouvez-vous nous l'envoyer, ou nous dire ce qui manque ?\n\n"
        f"{_signed(contract)}"
    )
    return _message(f"Certificat d'attribution de plage – {_subject_of(renewal)}", text)


def refusal_message(renewal: Renewal) -> LaPosteMessage | None:
    """Ask what to correct after a refusal; None where nothing was refused."""
    if renewal.refused_at is None:
        return None
    text = (
        "Bonjour,\n\n"
        "Notre demande de renouvellement et extension de plages a été refusée, avec ce motif :\n\n"
        f"« {renewal.refusal_reason} »\n\n"
        f"{_as_given(renewal)}"
        "Pouvez-vous nous dire ce qu'il faut corriger pour que la plage soit attribuée ?\n\n"
        f"{_signed(renewal.contract)}"
    )
    return _message(f"Demande de plage refusée – {_subject_of(renewal)}", text)


def _message(subject: str, text: str) -> LaPosteMessage:
    return LaPosteMessage(current_app.config["LA_POSTE_EMAIL"], subject, text)


def _subject_of(renewal: Renewal) -> str:
    return f"COCLICO {renewal.coclico_to_give or UNKNOWN}"


def _as_given(renewal: Renewal) -> str:
    """What the form said of the company."""
    return (
        f"Société : {renewal.contract.merchant.company}\n"
        f"N° COCLICO : {renewal.coclico_to_give or UNKNOWN}\n"
        f"Compte de suivi : {renewal.account_to_give or UNKNOWN}\n"
        f"Adresse donnée dans le formulaire : {renewal.email}\n\n"
    )


def _signed(contract: Contract) -> str:
    return f"Cordialement,\n{contract.merchant.owner.name}\n"
