"""Form fields for what a contract says: numbers, dates, the sender."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from wtforms import StringField
from wtforms import validators as v

from app.clock import today
from app.contracts import numbers
from app.contracts.models import LINE, Contract
from app.forms import DayField, Form, TextField, check_printable, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.postal.shortening import abbreviations

# A date further from today than this is taken for a typing error.
FURTHEST_DAY = timedelta(days=40 * 365)


class HolderNumbers(Form):
    """Checks a COCLICO and a tracking account, in forms that have these fields."""

    def validate_coclico(self, field: StringField) -> None:
        """Accept up to 8 digits, and complete them with zeros."""
        _read(field, numbers.read_coclico, gettext("8 chiffres au plus, par exemple 12345"))

    def validate_tracking_account(self, field: StringField) -> None:
        """Accept exactly 6 digits."""
        _read(field, numbers.read_tracking_account, gettext("6 chiffres, par exemple 604217"))


class NumberFields(HolderNumbers):
    """The numbers of a contract, and its deposit site. Only the site's name is required."""

    coclico = TextField(
        _("N° COCLICO"),
        description=_(
            "Votre numéro de client, en haut à droite des factures de La Poste. "
            "8 chiffres au plus : les zéros de gauche sont ajoutés."
        ),
        longest=20,
    )
    contract_number = TextField(
        _("Numéro de contrat"),
        description=_(
            "Sur la première page du contrat port payé, souvent de la forme D-1234567-8."
        ),
        longest=20,
    )
    tracking_account = TextField(
        _("Compte de suivi"),
        description=_(
            "6 chiffres. Votre conseiller commercial de La Poste le donne avec l'accès aux "
            "numéros de suivi."
        ),
        longest=20,
    )
    site_name = TextField(
        _("Site de dépôt"),
        [
            v.DataRequired(_("Indiquez où vous déposez : par exemple « Lyon PIC ».")),
            check_printable,
        ],
        description=_("Le bureau ou la plateforme où vous remettez le courrier."),
        longest=LINE,
    )
    site_code = TextField(
        _("Code du site de dépôt"),
        description=_("Le code que La Poste donne à ce site, à côté de son nom sur votre contrat."),
        longest=10,
    )

    def validate_site_code(self, field: StringField) -> None:
        """Accept letters and digits only: the DataMatrix of the deposit slip contains the code."""
        if field.data and not (field.data.isascii() and field.data.isalnum()):
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient un signe inattendu : lettres sans accent et chiffres "
                    "seulement.",
                    read=field.data,
                )
            )
        field.data = field.data.upper() if field.data else field.data

    def validate_contract_number(self, field: StringField) -> None:
        """Accept letters, digits, dashes and spaces: La Poste's format is not known for certain."""
        signs = (field.data or "").replace("-", "").replace(" ", "")
        if signs and not (signs.isascii() and signs.isalnum()):
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient un signe inattendu : lettres, chiffres et tirets "
                    "seulement.",
                    read=field.data,
                )
            )
        field.data = field.data.upper() if field.data else field.data

    def fill(self, contract: Contract) -> None:
        """Write the numbers into the contract; an empty field becomes None: not known yet."""
        contract.coclico = self.coclico.data or None
        contract.contract_number = self.contract_number.data or None
        contract.tracking_account = self.tracking_account.data or None
        contract.set_site(self.site_name.data or "", self.site_code.data or None)

    def start_from(self, contract: Contract) -> None:
        """Fill the fields from the contract."""
        for name in ("coclico", "contract_number", "tracking_account"):
            self[name].data = getattr(contract, name)
        if contract.site:
            self.site_name.data, self.site_code.data = contract.site.name, contract.site.code


class DateFields(Form):
    """The first and the last day of the contract."""

    starts_on = DayField(
        _("Début du contrat"),
        [v.Optional()],
        description=_("La date d'effet, sur la première page du contrat."),
    )
    ends_on = DayField(
        _("Fin du contrat"),
        [v.Optional()],
        description=_("Seulement si votre contrat en a une."),
    )

    def validate_starts_on(self, field: DayField) -> None:
        """Accept a day that is not too far from today."""
        _check_year(field)

    def validate_ends_on(self, field: DayField) -> None:
        """Accept a day that is not too far from today, and not before the first day."""
        _check_year(field)
        if self.starts_on.data and field.data < self.starts_on.data:
            raise v.ValidationError(
                gettext("Le contrat finirait avant son début. Vérifiez les deux dates.")
            )

    def fill_dates(self, contract: Contract) -> None:
        """Write the dates into the contract; an empty field becomes None: not known, or no end."""
        contract.starts_on, contract.ends_on = self.starts_on.data, self.ends_on.data

    def start_from_dates(self, contract: Contract) -> None:
        """Fill the fields from the contract."""
        self.starts_on.data, self.ends_on.data = contract.starts_on, contract.ends_on


def _check_year(field: DayField) -> None:
    if abs(field.data - today()) > FURTHEST_DAY:
        raise v.ValidationError(
            gettext("L'année %(year)s paraît trop loin. Vérifiez la date.", year=field.data.year)
        )


class FitsLine:
    """Refuses what is longer than a line of an address, and proposes a shorter wording.

    Unlike WTForms' Length it sets no `maxlength`: a browser would cut a pasted line in silence.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest

    def __call__(self, form: Form, field: StringField) -> None:
        """Raise ValidationError with what was read and what to write instead."""
        written = field.data or ""
        if len(written) > self._longest:
            raise v.ValidationError(self._sentence(written))

    def _sentence(self, written: str) -> str:
        shown = written if len(written) <= _LONGEST_SHORTENED else f"{written[:LINE]}…"
        shorter = next((text for text in _shorter(written) if len(text) <= self._longest), "")
        if shorter:
            return gettext(
                "« %(read)s » dépasse %(limit)s caractères. Écrivez « %(instead)s ».",
                read=shown,
                limit=self._longest,
                instead=shorter,
            )
        return gettext(
            "%(limit)s caractères au plus : raccourcissez « %(read)s », ou écrivez la fin dans le "
            "complément d'adresse.",
            read=shown,
            limit=self._longest,
        )


# A longer text is refused without a proposal, so that no field holds a process.
_LONGEST_SHORTENED = 200


def _shorter(written: str) -> Iterator[str]:
    return abbreviations(written) if len(written) <= _LONGEST_SHORTENED else iter(())


class PostalLineField(StringField):
    """A line of an address with normalized spaces, judged by the rules for recipients' lines."""

    def __init__(
        self, label: Any, validators: Any = (), *, longest: int = LINE, **kwargs: Any
    ) -> None:
        super().__init__(label, [*validators, FitsLine(longest)], filters=[tidy], **kwargs)


class SenderFields(Form):
    """The sender's name and address, as printed on labels, slips and letters."""

    SENDER = ("sender_name", "sender_complement", "sender_street", "sender_postcode", "sender_town")

    sender_name = PostalLineField(
        _("Nom de l'expéditeur"),
        [v.DataRequired(_("Indiquez le nom à imprimer comme expéditeur.")), check_printable],
    )
    sender_complement = PostalLineField(_("Complément d'adresse"), [check_printable])
    sender_street = PostalLineField(
        _("Numéro et rue"),
        [v.DataRequired(_("Indiquez le numéro et la rue de l'expéditeur.")), check_printable],
    )
    sender_postcode = TextField(
        _("Code postal"),
        [
            v.DataRequired(_("Indiquez le code postal.")),
            v.Regexp(
                r"^[0-9]{5}$", message=_("Un code postal compte 5 chiffres, par exemple 69002.")
            ),
        ],
        longest=10,
    )
    sender_town = PostalLineField(
        _("Ville"),
        [v.DataRequired(_("Indiquez la ville.")), check_printable],
        longest=LINE - len("69002 "),
    )

    def start_from_sender(self, contract: Contract, company: str) -> None:
        """Fill the fields from the contract; a sender without a name gets the company's."""
        for name in self._asked:
            self[name].data = getattr(contract, name)
        self.sender_name.data = contract.sender_name or company[:LINE]

    def fill_sender(self, contract: Contract) -> None:
        """Write the address into the contract."""
        for name in self._asked:
            setattr(contract, name, self[name].data or None)

    @property
    def _asked(self) -> list[str]:
        """The fields that this form has: a smaller form has no complement, and leaves it unchanged."""
        return [name for name in self.SENDER if name in self]


def _read(field: StringField, read: Callable[[str], str], wanted: str) -> None:
    """Replace the text by the number that it means, or explain what was read and is expected."""
    if not field.data:
        return
    try:
        field.data = read(field.data)
    except numbers.WrongNumber as error:
        if error.digits_read is None:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient autre chose que des chiffres. Attendu : %(wanted)s.",
                    read=field.data,
                    wanted=wanted,
                )
            ) from None
        raise v.ValidationError(
            gettext(
                "« %(read)s » compte %(count)d chiffres. Attendu : %(wanted)s.",
                read=field.data,
                count=error.digits_read,
                wanted=wanted,
            )
        ) from None
