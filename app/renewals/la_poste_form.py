"""La Poste's web form, field by field, in its order and words. Pure: the guidance is data.

Source: the vendor's help article on renewing a range (seen 2026); the form itself is not public.
La Poste's words stay French. When La Poste changes its form, this file changes and nothing else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString

from app.language import lazy_gettext as _

# How many minutes after the form La Poste's mail with the link has come at the latest: 5 to 10, by the
# article. It sets no deadline for the click.
LINK_MINUTES = 10
# After how many minutes to ask whether it came. An assumption: a mail may be a little late.
LINK_ASKED_MINUTES = 15
# After how many minutes to suggest validating the form again. An assumption: sooner, two links would
# be under way, and only the newer one counts.
AGAIN_MINUTES = 60
# How many hours La Poste takes at most to send the certificate, by the same article.
CERTIFICATE_HOURS = 24


class FieldKind(StrEnum):
    """Whether a field is typed or chosen from a list."""

    TEXT = "text"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class FormFacts:
    """What the form asks of a merchant; an empty text is unknown."""

    coclico: str
    tracking_account: str
    yearly_estimate: str
    email: str


@dataclass(frozen=True, slots=True)
class FormField:
    """One field: La Poste's name for it, its value, where that comes from."""

    slug: str
    # La Poste's words, in French whatever the reader's language.
    name: str
    kind: FieldKind
    value: Callable[[FormFacts], str]
    source: LazyString


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field with its value for one merchant."""

    field: FormField
    value: str

    @property
    def is_known(self) -> bool:
        """Whether there is anything to copy."""
        return bool(self.value)


FIELDS = (
    FormField(
        "coclico",
        "N° COCLICO",
        FieldKind.TEXT,
        lambda facts: facts.coclico,
        _("Votre numéro de client, sur 8 chiffres : les zéros de devant comptent."),
    ),
    FormField(
        "you-are",
        "Vous êtes",
        FieldKind.CHOICE,
        lambda facts: "client final",
        _("Vous expédiez vos propres envois."),
    ),
    FormField(
        "request",
        "Nature de la demande",
        FieldKind.CHOICE,
        lambda facts: "Demande de renouvellement et extension de plages",
        _("Ce choix fait apparaître le champ du compte de suivi."),
    ),
    FormField(
        "tracking-account",
        "Compte de suivi",
        FieldKind.TEXT,
        lambda facts: facts.tracking_account,
        _("6 chiffres, de votre contrat."),
    ),
    FormField(
        "solution",
        "Type de solution de préparation",
        FieldKind.CHOICE,
        lambda facts: "SOLUTION INTERNE OU SOLUTION PROPRIETAIRE",
        _("Vos étiquettes viennent de votre propre outil."),
    ),
    FormField(
        "estimate",
        "Estimation de consommation",
        FieldKind.TEXT,
        lambda facts: facts.yearly_estimate,
        _("Vos envois des douze prochains mois."),
    ),
    FormField(
        "email",
        "E-mail",
        FieldKind.TEXT,
        lambda facts: facts.email,
        _("La Poste y envoie le lien de confirmation, puis le certificat."),
    ),
)


def fill(facts: FormFacts) -> Iterator[FilledField]:
    """The form with the values of one merchant, in La Poste's order."""
    for field in FIELDS:
        yield FilledField(field, field.value(facts))


def as_text(facts: FormFacts) -> str:
    """The form as plain text, a line for each field."""
    return "".join(f"{one.field.name} : {one.value or '…'}\n" for one in fill(facts))
