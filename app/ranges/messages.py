"""What is said of a doubtful bound: what was read, and what was expected."""

from app.formats import number
from app.language import gettext as _
from app.language import lazy_gettext
from app.ranges.bounds import Doubt, Finding
from app.ranges.models import NumberRange
from app.ranges.tracking_number import SERIAL_DIGITS, Mistake

_UNREADABLE = {
    Mistake.EMPTY: lazy_gettext("Indiquez ce numéro."),
    Mistake.NO_PRODUCT_CODE: lazy_gettext(
        "« %(read)s » ne commence pas par un code produit : un chiffre et une lettre, "
        "par exemple 2L. Écrivez 2L 000 001 0001 4."
    ),
    Mistake.NOT_DIGITS: lazy_gettext(
        "« %(read)s » contient autre chose que des chiffres après le code produit."
    ),
    Mistake.TOO_SHORT: lazy_gettext(
        "« %(read)s » est trop court. Chiffres lus après le code produit : %(digits)s ; attendus : "
        "10, ou 11 avec la clé. Il en manque %(missing)s."
    ),
    Mistake.TOO_LONG: lazy_gettext(
        "« %(read)s » est trop long. Chiffres lus après le code produit : %(digits)s ; attendus : "
        "10, ou 11 avec la clé. Il y en a %(surplus)s de trop."
    ),
}
_SENTENCES = {
    Doubt.WRONG_KEY: lazy_gettext(
        "Clé lue : %(read)s, clé attendue : %(expected)s. Un chiffre est sans doute faux : relisez "
        "le certificat. Si La Poste confirme ce numéro, donnez le motif en bas du formulaire."
    ),
    Doubt.OTHER_PRODUCT: lazy_gettext(
        "Code produit lu : %(read)s ; le premier numéro porte %(expected)s."
    ),
    Doubt.SPECIMEN: lazy_gettext(
        "%(read)s est le code des spécimens de Sillage : La Poste ne l'attribue pas. Relisez le "
        "certificat."
    ),
    Doubt.BEFORE_FIRST: lazy_gettext("%(read)s vient avant le premier numéro, %(expected)s."),
    Doubt.AFTER_LAST: lazy_gettext("%(read)s vient après le dernier numéro, %(expected)s."),
    Doubt.QUESTIONED_PRODUCT: lazy_gettext(
        "%(read)s désignait en 2015 le dépôt en nombre, soumis à d'autres règles. Vérifiez le "
        "certificat ; si c'est bien cette plage, donnez le motif en bas du formulaire."
    ),
    Doubt.UNLIKELY_SIZE: lazy_gettext(
        "La plage compterait %(read)s numéros : un chiffre est sans doute faux. Si c'est bien sa "
        "taille, donnez le motif en bas du formulaire."
    ),
    Doubt.LETTER: lazy_gettext(
        "« %(read)s » lu comme %(expected)s : une lettre tient la place d'un chiffre. Comparez avec "
        "le certificat ; écrivez le chiffre si c'est bien lui."
    ),
    Doubt.LACKS_A_DIGIT: lazy_gettext(
        "« %(read)s » : 10 chiffres lus, et 11 dans une autre case. La clé manque ici, ou un chiffre. "
        "Comparez avec le certificat, et écrivez la clé si elle y est."
    ),
}


def sentence(finding: Finding) -> str:
    """One finding in words."""
    if finding.mistake is not None:
        digits = max(0, len(finding.read) - len("2L"))
        return str(_UNREADABLE[finding.mistake]) % {
            "read": finding.read,
            "digits": digits,
            "missing": SERIAL_DIGITS - digits,
            "surplus": digits - SERIAL_DIGITS - 1,
        }
    read = finding.read
    if finding.doubt is Doubt.UNLIKELY_SIZE:
        read = number(int(read))
    return str(_SENTENCES[finding.doubt]) % {"read": read, "expected": finding.expected}


def overlap(known: NumberRange) -> str:
    """The range meets one that is known: which one, without naming whose."""
    return _(
        "Cette plage touche une plage déjà connue, de %(first)s à %(last)s : un numéro ne peut "
        "servir deux fois.",
        first=known.first_number,
        last=known.last_number,
    )
