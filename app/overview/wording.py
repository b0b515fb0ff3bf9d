"""Texts about a merchant in the portfolio."""

from datetime import datetime

from app.clock import now, today
from app.contracts.models import Contract
from app.language import gettext as _
from app.language import ngettext
from app.overview.attention import Attention, Matter


def matter_in_words(attention: Attention) -> str:
    """Describe the reason: « Demande sans réponse depuis 4 jours »; empty if there is none."""
    said = {
        Matter.EXHAUSTED: _("Réserve épuisée"),
        Matter.SUSPENDED: _("Contrat suspendu"),
        Matter.LOW: _("Réserve presque épuisée"),
        Matter.UNANSWERED: _("Demande sans réponse"),
        Matter.MERCHANT_SILENT: _("Question sans réponse du marchand"),
        Matter.LA_POSTE_SILENT: _("Attend La Poste"),
        Matter.NOT_BEGUN: _("Inscrit, rien de demandé"),
        Matter.NEVER_DEPOSITED: _("Actif, aucun dépôt"),
        Matter.NO_LONGER_DEPOSITS: _("Plus de dépôt"),
        Matter.NOTHING: "",
    }[attention.matter]
    since = attention.since
    if since is None:
        return said
    days = (now() - since).days if isinstance(since, datetime) else (today() - since).days
    if not days:
        return said
    return ngettext(
        "%(said)s depuis %(num)s jour", "%(said)s depuis %(num)s jours", days, said=said
    )


def state_in_words(contract: Contract | None) -> tuple[str, str]:
    """Describe how far a contract is; return the text and the tone (CSS class) of its badge."""
    if contract is None or not (contract.is_described or contract.is_waiting_for_la_poste):
        return _("Pas encore décrit"), "neutral"
    if contract.is_suspended:
        return _("Suspendu"), "attention"
    if contract.is_active:
        return _("Actif"), "done"
    if contract.is_waiting_for_la_poste:
        return _("En attente de La Poste"), "waiting"
    return (_("Demandé"), "todo") if contract.is_requested else (_("Décrit"), "waiting")
