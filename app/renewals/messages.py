"""What is said of a certificate: each trouble with what was read and what was expected."""

from app.formats import number
from app.language import lazy_gettext
from app.ranges import messages as range_messages
from app.ranges.bounds import Doubt, Finding
from app.ranges.tracking_number import in_groups
from app.renewals.certificate.files import Fault
from app.renewals.certificate.parse import Problem, Trouble

_SENTENCES = {
    Problem.NO_NUMBER: lazy_gettext(
        "Aucun numéro de suivi trouvé. Collez le texte du certificat, ou tapez ses deux numéros."
    ),
    Problem.NO_PRODUCT_CODE: lazy_gettext(
        "Des numéros sont là, mais pas le code produit (un chiffre et une lettre, par exemple 2L). "
        "Tapez les deux numéros avec leur code."
    ),
    Problem.MALFORMED: lazy_gettext(
        "« %(read)s » commence comme un numéro, mais n'en a pas la longueur : le code produit, "
        "10 chiffres, puis la clé si elle est donnée."
    ),
    Problem.ONE_BOUND: lazy_gettext(
        "Un seul numéro trouvé, %(read)s : il faut le premier et le dernier."
    ),
    Problem.UNPAIRED: lazy_gettext("%(read)s reste seul : premier ou dernier de quelle plage ?"),
    Problem.AMBIGUOUS: lazy_gettext(
        "Plusieurs lectures sont possibles : vérifiez quel numéro est le premier, lequel le dernier."
    ),
    Problem.WRONG_KEY: lazy_gettext(
        "La clé de %(read)s devrait être %(expected)s : un chiffre est sans doute faux."
    ),
    Problem.OTHER_PRODUCT: lazy_gettext(
        "Le dernier numéro porte le code %(read)s, le premier %(expected)s."
    ),
    Problem.DISORDER: lazy_gettext("Le dernier numéro, %(read)s, vient avant le premier."),
    Problem.OVERLAP: lazy_gettext("Les plages du certificat se touchent à %(read)s."),
    Problem.COUNT: lazy_gettext(
        "Le certificat annonce %(read)s numéros ; de la première borne à la dernière il y en a "
        "%(expected)s."
    ),
    Problem.QUESTIONED_PRODUCT: lazy_gettext(
        "%(read)s désignait en 2015 le dépôt en nombre, soumis à d'autres règles."
    ),
    Problem.UNLIKELY_SIZE: lazy_gettext(
        "La plage compterait %(read)s numéros : un chiffre est sans doute faux."
    ),
    Problem.SEVERAL_ACCOUNTS: lazy_gettext("Plusieurs comptes de suivi sont nommés : %(read)s."),
    Problem.SEVERAL_COCLICOS: lazy_gettext("Plusieurs COCLICO sont nommés : %(read)s."),
    Problem.NOT_INCLUDED: lazy_gettext(
        "Le certificat dit que %(read)s n'est pas compris : la plage finit peut-être un numéro plus "
        "tôt, ou commence un numéro plus tard."
    ),
    Problem.LACKS_A_DIGIT: lazy_gettext(
        "%(read)s : un chiffre manque peut-être, ou la clé. Comparez avec le certificat."
    ),
    Problem.LETTER: lazy_gettext(
        "« %(read)s » lu comme %(expected)s : une lettre tient la place d'un chiffre. Comparez avec "
        "le certificat."
    ),
    Problem.BROKEN: lazy_gettext(
        "%(read)s est coupé sur deux lignes : comparez avec le certificat."
    ),
    Problem.DERIVED_END: lazy_gettext(
        "Le certificat ne donne pas le dernier numéro : %(read)s est calculé, du premier et des "
        "%(expected)s numéros annoncés. Comparez avec lui."
    ),
    Problem.FORMER_RANGE: lazy_gettext(
        "Les mots du certificat mettent en doute la plage qui commence à %(read)s : ancienne, refusée "
        "ou donnée en exemple ? Ne la prenez que si elle vous est attribuée."
    ),
    Problem.UNNAMED: lazy_gettext(
        "Rien ne dit que %(read)s soit un numéro de suivi : comparez avec le certificat."
    ),
    Problem.TOO_LONG: lazy_gettext(
        "Le texte est trop long pour un certificat : seul son début est lu."
    ),
    Problem.OTHER_ACCOUNT: lazy_gettext(
        "Le certificat nomme le compte de suivi %(read)s ; celui du contrat est %(expected)s."
    ),
    Problem.OTHER_COCLICO: lazy_gettext(
        "Le certificat nomme le COCLICO %(read)s ; celui du contrat est %(expected)s."
    ),
    Problem.OTHER_NUMBERS: lazy_gettext(
        "Le certificat donne une autre plage, qui commence à %(read)s."
    ),
    Problem.KNOWN_RANGE: lazy_gettext(
        "La plage qui commence à %(read)s touche une plage déjà connue : un numéro ne peut servir "
        "deux fois."
    ),
}
_COUNTED = frozenset({Problem.COUNT, Problem.UNLIKELY_SIZE})
_NUMBERED = frozenset(
    {
        Problem.ONE_BOUND,
        Problem.UNPAIRED,
        Problem.WRONG_KEY,
        Problem.DISORDER,
        Problem.NOT_INCLUDED,
        Problem.BROKEN,
        Problem.FORMER_RANGE,
        Problem.LACKS_A_DIGIT,
        Problem.UNNAMED,
        Problem.OVERLAP,
        Problem.KNOWN_RANGE,
        Problem.OTHER_NUMBERS,
    }
)
_FAULTS = {
    Fault.EMPTY: lazy_gettext("Le fichier est vide."),
    Fault.TOO_LARGE: lazy_gettext("Le fichier est trop lourd : 10 Mo au plus."),
    Fault.BROKEN: lazy_gettext(
        "Ce PDF ne se lit pas : il est abîmé. Collez le texte du certificat à la place."
    ),
    Fault.ENCRYPTED: lazy_gettext(
        "Ce PDF demande un mot de passe. Collez le texte du certificat à la place."
    ),
    Fault.TOO_MANY_PAGES: lazy_gettext("Ce PDF a plus de 20 pages : ce n'est pas un certificat."),
    Fault.NO_TEXT: lazy_gettext(
        "Ce PDF est une image sans texte. Tapez les deux numéros qu'il montre."
    ),
}

# Whom no reason helps is not asked for one.
_WITHOUT_A_REASON = {
    Doubt.WRONG_KEY: lazy_gettext(
        "Clé lue : %(read)s, clé attendue : %(expected)s. Un chiffre est sans doute faux : relisez "
        "le certificat."
    ),
    Doubt.QUESTIONED_PRODUCT: lazy_gettext(
        "%(read)s désignait en 2015 le dépôt en nombre, soumis à d'autres règles. Relisez le "
        "certificat."
    ),
    Doubt.UNLIKELY_SIZE: lazy_gettext(
        "La plage compterait %(read)s numéros : un chiffre est sans doute faux."
    ),
}

# For whom the other range is none of their business.
OVERLAP = lazy_gettext(
    "Cette plage touche une plage déjà connue : un numéro ne peut servir deux fois. Relisez le "
    "certificat ; si ces numéros y sont, écrivez à votre conseiller."
)


def sentence(trouble: Trouble) -> str:
    """One trouble in words."""
    read, expected = trouble.read, trouble.expected
    if trouble.problem in _COUNTED:
        read, expected = number(int(read)), number(int(expected)) if expected else ""
    elif trouble.problem is Problem.DERIVED_END:
        read, expected = in_groups(read), number(int(expected))
    elif trouble.problem in _NUMBERED:
        read = in_groups(read)
    return str(_SENTENCES[trouble.problem]) % {"read": read, "expected": expected}


def about_bound(finding: Finding, *, may_override: bool) -> str:
    """A doubt about a number that was typed; how to go on, for who may."""
    if may_override or finding.doubt not in _WITHOUT_A_REASON:
        return range_messages.sentence(finding)
    read = finding.read
    if finding.doubt is Doubt.UNLIKELY_SIZE:
        read = number(int(read))
    return str(_WITHOUT_A_REASON[finding.doubt]) % {"read": read, "expected": finding.expected}


def fault(found: Fault) -> str:
    """Why a file tells nothing, and what to do instead."""
    return str(_FAULTS[found])
