"""What the journal calls each act and each of its details, for people.

Every act passed to `models.record` needs an entry here; a test reads the source and names those
that are missing.
"""

from collections.abc import Mapping
from datetime import date

from flask_babel import LazyString

from app.formats import month, number, short_day
from app.language import gettext
from app.language import lazy_gettext as _

ACTS: Mapping[str, LazyString] = {
    "account.address_changed": _("Adresse e-mail changée"),
    "account.renamed": _("Nom changé"),
    "address.confirmed": _("Adresse confirmée"),
    "admin.created": _("Premier administrateur créé"),
    "batch.created": _("Étiquettes créées"),
    "checklist.unverified": _("Vérification retirée"),
    "checklist.verified": _("Point vérifié"),
    "contest.begun": _("Plage contestée"),
    "contest.keep": _("Contestation tranchée : la plage reste"),
    "contest.release": _("Contestation tranchée : le reste de la plage est rendu"),
    "contract.activated": _("Contrat activé"),
    "contract.assigned": _("Marchand confié à un conseiller"),
    "contract.completed": _("Numéros du contrat complétés"),
    "contract.described": _("Contrat décrit"),
    "contract.label_settings_changed": _("Réglages des étiquettes changés"),
    "contract.requested": _("Activation demandée"),
    "contract.resumed": _("Contrat repris"),
    "contract.sender_given": _("Expéditeur indiqué"),
    "contract.suspended": _("Contrat suspendu"),
    "contract.taken": _("Demande prise par un conseiller"),
    "contract.waiting_for_la_poste": _("Contrat attendu de La Poste"),
    "contract.warnings_set": _("Avertissements réglés"),
    "deposit_slip.created": _("Bordereau de dépôt créé"),
    "deposit_slip.lost": _("Numéros de bordereau perdus avec une restauration"),
    "dialogue.answer": _("Réponse écrite"),
    "dialogue.message": _("Message d'un conseiller écrit"),
    "dialogue.note": _("Note de conseiller écrite"),
    "dialogue.question": _("Question posée"),
    "dialogue.reminder": _("Relance envoyée"),
    "document.added": _("Document ajouté"),
    "document.withdrawn": _("Document retiré"),
    "la_poste.reminded": _("Rappel de La Poste envoyé"),
    "la_poste.reminder_chosen": _("Rappel de La Poste prévu"),
    "la_poste.reminder_silenced": _("Rappel de La Poste arrêté"),
    "la_poste.ticked": _("Point réglé avec La Poste"),
    "la_poste.unticked": _("Point à régler avec La Poste"),
    "label.voided": _("Étiquette annulée"),
    "merchant.signed_up": _("Compte d'entreprise créé"),
    "merchant.visited": _("Pages ouvertes en lecture par un conseiller"),
    "invoice.added": _("Facture de La Poste ajoutée"),
    "invoice.withdrawn": _("Facture de La Poste retirée"),
    "password.changed": _("Mot de passe changé"),
    "peak.declared": _("Période chargée annoncée"),
    "peak.withdrawn": _("Période chargée retirée"),
    "plan.confirmed": _("Abonnement indiqué"),
    "plan.demo_requested": _("Démonstration demandée"),
    "prices.set": _("Prix saisis"),
    "prices.withdrawn": _("Prix retirés"),
    "question_template.archived": _("Texte de question archivé"),
    "question_template.written": _("Texte de question écrit"),
    "range.certified": _("Plage de numéros : certificat joint"),
    "range.contradicted": _("Plage confirmée malgré ce qui ne concordait pas"),
    "range.corrected": _("Plage de numéros corrigée avant usage"),
    "range.lost": _("Numéros de suivi perdus avec une restauration"),
    "range.entered_at_sendcloud": _("Plage enregistrée chez Sendcloud"),
    "range.opened": _("Plage de numéros ouverte"),
    "range.overridden": _("Plage confirmée malgré un doute, avec un motif"),
    "range.released": _("Reste d'une plage rendu, par décision d'un conseiller"),
    "range.used_elsewhere": _("Numéros utilisés chez Sendcloud"),
    "renewal.abandoned": _("Renouvellement abandonné"),
    "renewal.begun": _("Renouvellement commencé"),
    "renewal.confirmed": _("Lien de La Poste cliqué"),
    "renewal.prepared": _("Valeurs du formulaire changées"),
    "renewal.received": _("Certificat reçu"),
    "renewal.recorded": _("Nouvelle plage enregistrée"),
    "renewal.holder_corrected": _("Numéros donnés à La Poste corrigés"),
    "renewal.refused": _("Demande refusée par La Poste"),
    "renewal.submitted": _("Formulaire de La Poste validé"),
    "renewal.submitted_again": _("Formulaire de La Poste validé de nouveau"),
    "replacement.planned": _("Remplacement prévu"),
    "replacement.withdrawn": _("Remplacement retiré"),
    "restoration.noticed": _("Base de données restaurée : plus rien n'est émis"),
    "restoration.settled": _("Restauration réglée"),
    "shipments.imported": _("Commandes importées"),
    "site.allowed": _("Site de dépôt autorisé"),
    "site.withdrawn": _("Site de dépôt retiré"),
    "staff.deactivated": _("Conseiller désactivé"),
    "staff.invitation_withdrawn": _("Invitation d'un conseiller retirée"),
    "staff.invited": _("Conseiller invité"),
    "staff.joined": _("Conseiller arrivé"),
    "staff.reactivated": _("Conseiller réactivé"),
    "team.invitation_withdrawn": _("Invitation retirée"),
    "team.invited": _("Personne invitée dans l'équipe"),
    "team.joined": _("Personne arrivée dans l'équipe"),
    "team.not_warned": _("Plus averti de la fin de la réserve"),
    "team.owner_changed": _("Propriétaire changé"),
    "team.removed": _("Personne retirée de l'équipe"),
    "team.renews": _("Peut renouveler la réserve"),
    "team.renews_not": _("Ne peut plus renouveler la réserve"),
    "team.warned": _("Averti aussi de la fin de la réserve"),
}
# Acts that merchants do not see: advisors' notes to each other.
ADVISORS_ONLY = frozenset({"dialogue.note"})

DETAILS: Mapping[str, LazyString] = {
    "address": _("adresse"),
    "advisor": _("conseiller"),
    "bar_height_mm": _("hauteur des barres en mm"),
    "created": _("envois créés"),
    "first": _("du numéro"),
    "item": _("point"),
    "items": _("objets"),
    "kind": _("nature"),
    "labels": _("étiquettes"),
    "last": _("au numéro"),
    "month": _("mois"),
    "plan": _("abonnement"),
    "quantity": _("quantité"),
    "refused": _("lignes refusées"),
    "role": _("rôle"),
    "substitute": _("remplaçant"),
    "thing": _("point"),
    "valid_from": _("à partir du"),
}
# Names of the contradictions in spite of which a certificate was accepted. Their values say what
# was read, followed by ≠ and what was expected.
CONTRADICTIONS: Mapping[str, LazyString] = {
    "ambiguous": _("plusieurs lectures"),
    "broken": _("numéro coupé"),
    "count": _("nombre annoncé"),
    "derived_end": _("dernier numéro calculé"),
    "disorder": _("ordre des numéros"),
    "former_range": _("plage mise en doute"),
    "no_grant": _("rien n'attribue la plage"),
    "recognised": _("numéros lus sur une image"),
    "lacks_a_digit": _("chiffre manquant"),
    "letter": _("lettre lue comme un chiffre"),
    "malformed": _("numéro mal formé"),
    "not_included": _("borne non comprise"),
    "one_bound": _("un seul numéro"),
    "other_account": _("compte de suivi du certificat"),
    "other_coclico": _("COCLICO du certificat"),
    "other_numbers": _("certificat d'une autre plage"),
    "other_product": _("code produit"),
    "overlap": _("plages qui se touchent"),
    "questioned_product": _("produit mis en question"),
    "several_accounts": _("plusieurs comptes de suivi"),
    "several_coclicos": _("plusieurs COCLICO"),
    "specimen": _("code des spécimens"),
    "too_long": _("texte trop long"),
    "unlikely_size": _("taille invraisemblable"),
    "unnamed": _("numéro que rien ne nomme"),
    "unpaired": _("numéro seul"),
    "wrong_key": _("clé fausse"),
}
# Details whose value is the id of a user, shown as their name.
USER_DETAILS = frozenset({"advisor", "substitute"})
# Serials of tracking numbers, shown without separators.
_SERIAL_DETAILS = frozenset({"first", "last"})
# Details whose value is an ISO date, such as `2026-01-01`.
_DAY_DETAILS = frozenset({"valid_from"})
_MONTH_DETAILS = frozenset({"month"})
_VALUES: Mapping[str, LazyString] = {
    "owner": _("propriétaire"),
    "shipper": _("préparateur"),
    "accountant": _("comptable"),
    "advisor": _("conseiller"),
    "admin": _("administrateur"),
    "changed": _("une autre"),
    "seen": _("vu"),
    "ranges": _("numéros de suivi"),
    "slips": _("numéros de bordereau"),
}


def act_in_words(act: str) -> str:
    """Return what was done, for people; of an act that is no longer listed, its identifier."""
    return str(ACTS.get(act, act))


def details_in_words(
    details: Mapping[str, str | int],
    names: Mapping[int, str],
    words: Mapping[str, Mapping[str, object]],
) -> str:
    """Return the details for people: « étiquettes : 24 », separated by commas.

    `names` maps ids of users to their names. `words` maps details to what their values are called:
    « item » → « plan » → « Abonnement confirmé ».
    """
    return ", ".join(
        gettext(
            "%(term)s : %(value)s",
            term=_term(key),
            value=words.get(key, {}).get(str(value)) or _value(key, value, names),
        )
        for key, value in details.items()
    )


def _term(key: str) -> str:
    return str(DETAILS.get(key) or CONTRADICTIONS.get(key, key))


def _value(key: str, value: str | int, names: Mapping[int, str]) -> object:
    if key in USER_DETAILS:
        return names.get(int(value), value)
    if key in _DAY_DETAILS:
        return short_day(date.fromisoformat(str(value)))
    if key in _MONTH_DETAILS:
        return month(date.fromisoformat(str(value)))
    if isinstance(value, int) and key not in _SERIAL_DETAILS:
        return number(value)
    return _VALUES.get(str(value), value)
