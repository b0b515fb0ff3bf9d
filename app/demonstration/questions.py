"""Question templates for the demonstration."""

from app.accounts.models import User
from app.onboarding.dialogue.templates import QuestionTemplate

# French title and text, English title and text.
_QUESTIONS = (
    (
        "Certificat d’attribution de plage",
        "Pouvez-vous nous donner le premier et le dernier numéro du certificat d’attribution de "
        "plage que La Poste vous a envoyé par e-mail ?\nSi la plage est déjà entamée, indiquez "
        "aussi le premier numéro encore libre.",
        "Range certificate",
        "Could you give us the first and the last number of the certificat d’attribution de plage "
        "that La Poste sent you by e-mail?\nIf some numbers are already used, please add the first "
        "one that is still free.",
    ),
    (
        "Compte de suivi manquant",
        "Il nous manque votre compte de suivi : 6 chiffres, que La Poste donne avec l’accès aux "
        "numéros de suivi. Votre conseiller commercial La Poste peut vous le redonner.",
        "Tracking account missing",
        "We still need your tracking account: 6 digits, given by La Poste together with the access "
        "to tracking numbers. Your sales contact at La Poste can tell you again.",
    ),
    (
        "Sites de dépôt autorisés",
        "Quels sites de dépôt votre contrat autorise-t-il ? Pour chacun, il nous faut le nom et "
        "le code qui figurent sur le contrat.",
        "Authorised deposit sites",
        "Which deposit sites does your contract allow? For each of them we need the name and the "
        "code as written in the contract.",
    ),
    (
        "Spécimen à montrer au site",
        "Avant l’activation, montrez le spécimen d’étiquette à votre site de dépôt, et dites-nous "
        "s’il l’accepte tel quel.",
        "Specimen to show to the site",
        "Before we activate the contract, please show the specimen label to your deposit site, and "
        "tell us whether they accept it as it is.",
    ),
)


def load(admin: User) -> None:
    """Create the question templates."""
    for title_fr, text_fr, title_en, text_en in _QUESTIONS:
        title, text = {"fr": title_fr, "en": title_en}, {"fr": text_fr, "en": text_en}
        QuestionTemplate().write(title, text, admin)
