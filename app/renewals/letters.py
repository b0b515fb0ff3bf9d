"""The message to La Poste about a certificate that does not come. In French: La Poste reads it."""

from dataclasses import dataclass
from urllib.parse import quote

from flask import current_app

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
        f"Société : {contract.merchant.company}\n"
        f"N° COCLICO : {contract.coclico or UNKNOWN}\n"
        f"Compte de suivi : {contract.tracking_account or UNKNOWN}\n"
        f"Adresse donnée dans le formulaire : {renewal.email}\n\n"
        "Pouvez-vous nous l'envoyer, ou nous dire ce qui manque ?\n\n"
        "Cordialement,\n"
        f"{contract.merchant.owner.name}\n"
    )
    subject = f"Certificat d'attribution de plage – COCLICO {contract.coclico or UNKNOWN}"
    return LaPosteMessage(current_app.config["LA_POSTE_EMAIL"], subject, text)
