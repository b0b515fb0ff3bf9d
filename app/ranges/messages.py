"""The sentences about findings: what was read, what was expected, how to go on.

A finding is said in two places. By itself – beside a certificate, next to a tick – its sentence
names the number that it is about. Below the field of a typed number it may be shorter, and a remedy
follows: for a merchant, or for an advisor, who may go on with a reason in writing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from flask_babel import LazyString

from app.formats import number
from app.language import gettext, ngettext
from app.language import lazy_gettext as _
from app.ranges.findings import Finding, FindingKind
from app.ranges.models import NumberRange
from app.ranges.tracking_number import SERIAL_DIGITS, in_groups

# A function where the sentence has a plural, or says more than what was read and expected.
Sentence: TypeAlias = LazyString | Callable[[Finding], str]


@dataclass(frozen=True, slots=True)
class Wording:
    """How one kind of finding is said.

    `alone` stands by itself, `on_field` in its place below the field; `is_number` tells that what was
    read is a tracking number, shown in groups where it stands by itself. The remedies follow on the field.
    """

    alone: Sentence
    on_field: Sentence | None = None
    is_number: bool = False
    merchant: LazyString | None = None
    advisor: LazyString | None = None


def _number_too_short(finding: Finding) -> str:
    digits = _digits_behind_code(finding)
    return gettext(
        "« %(read)s » est trop court. Chiffres lus après le code produit : %(digits)s ; attendus : "
        "10, ou 11 avec la clé. Il en manque %(missing)s.",
        read=finding.read,
        digits=digits,
        missing=SERIAL_DIGITS - digits,
    )


def _number_too_long(finding: Finding) -> str:
    digits = _digits_behind_code(finding)
    return gettext(
        "« %(read)s » est trop long. Chiffres lus après le code produit : %(digits)s ; attendus : "
        "10, ou 11 avec la clé. Il y en a %(surplus)s de trop.",
        read=finding.read,
        digits=digits,
        surplus=digits - SERIAL_DIGITS - 1,
    )


def _digits_behind_code(finding: Finding) -> int:
    return max(0, len(finding.read) - len("2L"))


def _unlikely_size(finding: Finding) -> str:
    size = int(finding.read)
    return ngettext(
        "La plage compterait %(read)s numéro : un chiffre est sans doute faux.",
        "La plage compterait %(read)s numéros : un chiffre est sans doute faux.",
        size,
        read=number(size),
    )


def _uncertified_size(finding: Finding) -> str:
    """Always plurals: both are large."""
    return gettext(
        "La plage compterait %(read)s numéros. Au-delà de %(expected)s, il faut un certificat qui donne "
        "exactement cette plage.",
        read=number(int(finding.read)),
        expected=number(int(finding.expected)),
    )


def _other_count(finding: Finding) -> str:
    stated = int(finding.read)
    return ngettext(
        "Le certificat annonce %(read)s numéro ; de la première borne à la dernière il y en a "
        "%(expected)s.",
        "Le certificat annonce %(read)s numéros ; de la première borne à la dernière il y en a "
        "%(expected)s.",
        stated,
        read=number(stated),
        expected=number(int(finding.expected)),
    )


def _derived_end(finding: Finding) -> str:
    """Always a plural: the end of a range is derived from a count of two and more only."""
    return gettext(
        "Le certificat ne donne pas le dernier numéro : %(read)s est calculé, du premier et des "
        "%(expected)s numéros annoncés. Comparez avec lui.",
        read=in_groups(finding.read),
        expected=number(int(finding.expected)),
    )


_WORDINGS: Mapping[FindingKind, Wording] = {
    FindingKind.NUMBER_MISSING: Wording(_("Indiquez ce numéro.")),
    FindingKind.NOT_DIGITS: Wording(
        _("« %(read)s » contient autre chose que des chiffres après le code produit.")
    ),
    FindingKind.NUMBER_TOO_SHORT: Wording(_number_too_short),
    FindingKind.NUMBER_TOO_LONG: Wording(_number_too_long),
    FindingKind.NO_PRODUCT_CODE: Wording(
        _(
            "Des numéros sont là, mais pas le code produit (un chiffre et une lettre, par exemple 2L). "
            "Tapez les deux numéros avec leur code."
        ),
        on_field=_(
            "« %(read)s » ne commence pas par un code produit : un chiffre et une lettre, "
            "par exemple 2L. Écrivez 2L 000 001 0001 4."
        ),
    ),
    FindingKind.WRONG_KEY: Wording(
        _("La clé de %(read)s devrait être %(expected)s : un chiffre est sans doute faux."),
        on_field=_(
            "Clé lue : %(read)s, clé attendue : %(expected)s. Un chiffre est sans doute faux : relisez "
            "le certificat."
        ),
        is_number=True,
        advisor=_("Si La Poste confirme ce numéro, donnez le motif en bas du formulaire."),
    ),
    FindingKind.LETTER: Wording(
        _(
            "« %(read)s » lu comme %(expected)s : une lettre tient la place d'un chiffre. Comparez avec "
            "le certificat."
        ),
        on_field=_(
            "« %(read)s » lu comme %(expected)s : une lettre tient la place d'un chiffre. Comparez avec "
            "le certificat ; écrivez le chiffre si c'est bien lui."
        ),
    ),
    FindingKind.LACKS_A_DIGIT: Wording(
        _("%(read)s : un chiffre manque peut-être, ou la clé. Comparez avec le certificat."),
        on_field=_(
            "« %(read)s » : 10 chiffres lus, et 11 dans une autre case. La clé manque ici, ou un chiffre. "
            "Comparez avec le certificat, et écrivez la clé si elle y est."
        ),
        is_number=True,
    ),
    FindingKind.OTHER_PRODUCT: Wording(
        _("Le dernier numéro porte le code %(read)s, le premier %(expected)s."),
        on_field=_("Code produit lu : %(read)s ; le premier numéro porte %(expected)s."),
    ),
    FindingKind.SPECIMEN: Wording(
        _(
            "%(read)s est le code des spécimens de Sillage : La Poste ne l'attribue pas. Relisez le "
            "certificat."
        )
    ),
    FindingKind.QUESTIONED_PRODUCT: Wording(
        _("%(read)s désignait en 2015 le dépôt en nombre, soumis à d'autres règles."),
        merchant=_("Relisez le certificat."),
        advisor=_(
            "Vérifiez le certificat ; si c'est bien cette plage, donnez le motif en bas du formulaire."
        ),
    ),
    FindingKind.DISORDER: Wording(
        _("Le dernier numéro, %(read)s, vient avant le premier."),
        on_field=_("%(read)s vient avant le premier numéro, %(expected)s."),
        is_number=True,
    ),
    FindingKind.AFTER_LAST: Wording(_("%(read)s vient après le dernier numéro, %(expected)s.")),
    FindingKind.UNLIKELY_SIZE: Wording(
        _unlikely_size,
        advisor=_("Si c'est bien sa taille, donnez le motif en bas du formulaire."),
    ),
    FindingKind.NO_NUMBER: Wording(
        _("Aucun numéro de suivi trouvé. Collez le texte du certificat, ou tapez ses deux numéros.")
    ),
    FindingKind.MALFORMED: Wording(
        _(
            "« %(read)s » commence comme un numéro, mais n'en a pas la longueur : le code produit, "
            "10 chiffres, puis la clé si elle est donnée."
        )
    ),
    FindingKind.BROKEN: Wording(
        _("%(read)s est coupé sur deux lignes : comparez avec le certificat."), is_number=True
    ),
    FindingKind.ONE_BOUND: Wording(
        _("Un seul numéro trouvé, %(read)s : il faut le premier et le dernier."), is_number=True
    ),
    FindingKind.UNPAIRED: Wording(
        _("%(read)s reste seul : premier ou dernier de quelle plage ?"), is_number=True
    ),
    FindingKind.AMBIGUOUS: Wording(
        _(
            "Plusieurs lectures sont possibles : vérifiez quel numéro est le premier, lequel le dernier."
        )
    ),
    FindingKind.DERIVED_END: Wording(_derived_end),
    FindingKind.NOT_INCLUDED: Wording(
        _(
            "Le certificat dit que %(read)s n'est pas compris : la plage finit peut-être un numéro plus "
            "tôt, ou commence un numéro plus tard."
        ),
        is_number=True,
    ),
    FindingKind.FORMER_RANGE: Wording(
        _(
            "Les mots du certificat mettent en doute la plage qui commence à %(read)s : ancienne, refusée "
            "ou donnée en exemple ? Ne la prenez que si elle vous est attribuée."
        ),
        is_number=True,
    ),
    FindingKind.NO_GRANT: Wording(
        _(
            "Aucune phrase sûre n'attribue la plage qui commence à %(read)s : refus, réservation, facture "
            "ou mode d'emploi ? Ne la prenez que si La Poste vous l'attribue."
        ),
        is_number=True,
    ),
    FindingKind.UNNAMED: Wording(
        _("Rien ne dit que %(read)s soit un numéro de suivi : comparez avec le certificat."),
        is_number=True,
    ),
    FindingKind.OVERLAP: Wording(
        _("Les plages du certificat se touchent à %(read)s."), is_number=True
    ),
    FindingKind.COUNT: Wording(_other_count),
    FindingKind.SEVERAL_ACCOUNTS: Wording(_("Plusieurs comptes de suivi sont nommés : %(read)s.")),
    FindingKind.SEVERAL_COCLICOS: Wording(_("Plusieurs COCLICO sont nommés : %(read)s.")),
    FindingKind.TOO_LONG: Wording(
        _("Le texte est trop long pour un certificat : seul son début est lu.")
    ),
    FindingKind.OTHER_ACCOUNT: Wording(
        _("Le certificat nomme le compte de suivi %(read)s ; celui du contrat est %(expected)s.")
    ),
    FindingKind.OTHER_COCLICO: Wording(
        _("Le certificat nomme le COCLICO %(read)s ; celui du contrat est %(expected)s.")
    ),
    FindingKind.OTHER_HOLDER: Wording(
        _(
            "Ni le compte de suivi ni le COCLICO ne sont les vôtres : ce certificat est sans doute celui "
            "d'un autre marchand."
        )
    ),
    FindingKind.UNCERTIFIED_SIZE: Wording(
        _uncertified_size,
        advisor=_("Si La Poste l'a bien attribuée, donnez le motif en bas du formulaire."),
    ),
    FindingKind.OTHER_NUMBERS: Wording(
        _("Le certificat donne une autre plage, qui commence à %(read)s."), is_number=True
    ),
    FindingKind.KNOWN_RANGE: Wording(
        _(
            "La plage qui commence à %(read)s touche une plage déjà connue : un numéro ne peut servir "
            "deux fois."
        ),
        is_number=True,
    ),
    FindingKind.EMPTY_FILE: Wording(_("Le fichier est vide.")),
    FindingKind.LARGE_FILE: Wording(_("Le fichier est trop lourd : 10 Mo au plus.")),
    FindingKind.DAMAGED_FILE: Wording(
        _("Ce PDF ne se lit pas : il est abîmé. Collez le texte du certificat à la place.")
    ),
    FindingKind.ENCRYPTED_FILE: Wording(
        _("Ce PDF demande un mot de passe. Collez le texte du certificat à la place.")
    ),
    FindingKind.TOO_MANY_PAGES: Wording(
        _("Ce PDF a plus de 20 pages : ce n'est pas un certificat.")
    ),
    FindingKind.PHOTO: Wording(_("C'est une photo : tapez les deux numéros qu'elle montre.")),
    FindingKind.DAMAGED_PICTURE: Wording(
        _("Cette photo ne s'ouvre pas : reprenez-la, ou tapez les deux numéros du certificat.")
    ),
    FindingKind.RECOGNISED: Wording(
        _(
            "Ces numéros ont été lus sur une image par un programme, qui se trompe parfois : comparez chaque "
            "chiffre avec elle."
        )
    ),
    FindingKind.OUTLOOK_FILE: Wording(
        _(
            "C'est un message Outlook (.msg) ou un ancien document Office : Sillage ne sait pas le lire. "
            "Envoyez le PDF qu'il contient, ou collez le texte de l'e-mail."
        )
    ),
    FindingKind.TNEF_FILE: Wording(
        _(
            "Le fichier winmail.dat vient d'un Outlook réglé sur « texte enrichi » : Sillage ne sait pas le "
            "lire. Transférez l'e-mail au format HTML, ou envoyez le PDF du certificat."
        )
    ),
    FindingKind.ARCHIVE: Wording(
        _(
            "C'est une archive (zip) ou un document Word ou Excel : Sillage ne l'ouvre pas. Sortez-en le "
            "certificat et envoyez-le en PDF, ou collez son texte."
        )
    ),
    FindingKind.NO_TEXT: Wording(
        _("Ce PDF est une image sans texte. Tapez les deux numéros qu'il montre.")
    ),
}


def sentence(finding: Finding) -> str:
    """A finding by itself, with the number that it is about."""
    wording = _WORDINGS[finding.kind]
    read = in_groups(finding.read) if wording.is_number else finding.read
    return _say(wording.alone, finding, read)


def field_sentence(finding: Finding, *, is_advisor: bool) -> str:
    """A finding about a typed number, for below its field: the number as it was typed, the remedy."""
    wording = _WORDINGS[finding.kind]
    said = _say(wording.on_field or wording.alone, finding, finding.read)
    remedy = wording.advisor if is_advisor else wording.merchant
    return f"{said} {remedy}" if remedy else said


def _say(said: Sentence, finding: Finding, read: str) -> str:
    if callable(said):
        return said(finding)
    return str(said) % {"read": read, "expected": finding.expected}


def overlap(known: NumberRange, *, may_know: bool = True) -> str:
    """A range overlaps a known one: which one is said only to those whom it concerns."""
    if may_know:
        return gettext(
            "Cette plage touche une plage déjà connue, de %(first)s à %(last)s : un numéro ne peut "
            "servir deux fois.",
            first=known.first_number,
            last=known.last_number,
        )
    return gettext(
        "Cette plage touche une plage déjà connue : un numéro ne peut servir deux fois. Relisez le "
        "certificat ; si ces numéros y sont, écrivez à votre conseiller."
    )
