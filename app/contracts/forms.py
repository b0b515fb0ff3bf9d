"""What a contract says, as a merchant or an advisor types it: numbers, dates, the sender."""

from collections.abc import Callable
from datetime import timedelta

from wtforms import StringField
from wtforms import validators as v

from app.clock import today
from app.contracts import numbers
from app.contracts.models import LINE, Contract
from app.forms import DayField, Form, TextField, check_printable
from app.language import gettext
from app.language import lazy_gettext as _

# A contract that began, or ends, further from today is a slip of the finger.
FURTHEST_DAY = timedelta(days=40 * 365)


class HolderNumbers(Form):
    """How a COCLICO and a tracking account are read, for forms that have these fields."""

    def validate_coclico(self, field: StringField) -> None:
        """Up to 8 digits, completed with zeros."""
        _read(field, numbers.read_coclico, gettext("8 chiffres au plus, par exemple 12345"))

    def validate_tracking_account(self, field: StringField) -> None:
        """6 digits."""
        _read(field, numbers.read_tracking_account, gettext("6 chiffres, par exemple 604217"))


class NumberFields(HolderNumbers):
    """The numbers of a contract; each may be unknown, where the form has a box for that."""

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
        """Letters and digits: the slip's DataMatrix carries it."""
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
        """Letters, digits and dashes: the form La Poste gives it is not certain."""
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
        """Write the numbers into the contract; an empty one is not known yet."""
        contract.coclico = self.coclico.data or None
        contract.contract_number = self.contract_number.data or None
        contract.tracking_account = self.tracking_account.data or None
        contract.set_site(self.site_name.data or "", self.site_code.data or None)

    def start_from(self, contract: Contract) -> None:
        """Show the numbers that the contract has."""
        for name in ("coclico", "contract_number", "tracking_account"):
            self[name].data = getattr(contract, name)
        if contract.site:
            self.site_name.data, self.site_code.data = contract.site.name, contract.site.code


class DateFields(Form):
    """From when, and until when, the contract runs."""

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
        """A day that a contract of today may have begun on, or begin on."""
        _check_year(field)

    def validate_ends_on(self, field: DayField) -> None:
        """Not before it begins."""
        _check_year(field)
        if self.starts_on.data and field.data < self.starts_on.data:
            raise v.ValidationError(
                gettext("Le contrat finirait avant son début. Vérifiez les deux dates.")
            )

    def fill_dates(self, contract: Contract) -> None:
        """Write the dates into the contract; an empty one is not known, or there is none."""
        contract.starts_on, contract.ends_on = self.starts_on.data, self.ends_on.data

    def start_from_dates(self, contract: Contract) -> None:
        """Show the dates that the contract has."""
        self.starts_on.data, self.ends_on.data = contract.starts_on, contract.ends_on


def _check_year(field: DayField) -> None:
    if abs(field.data - today()) > FURTHEST_DAY:
        raise v.ValidationError(
            gettext("L'année %(year)s paraît trop loin. Vérifiez la date.", year=field.data.year)
        )


class SenderFields(Form):
    """Who sends, and from where: printed on labels, slips and letters."""

    SENDER = ("sender_name", "sender_complement", "sender_street", "sender_postcode", "sender_town")

    sender_name = TextField(
        _("Nom de l'expéditeur"),
        [v.DataRequired(_("Indiquez le nom à imprimer comme expéditeur.")), check_printable],
        longest=LINE,
    )
    sender_complement = TextField(_("Complément d'adresse"), [check_printable], longest=LINE)
    sender_street = TextField(
        _("Numéro et rue"),
        [v.DataRequired(_("Indiquez le numéro et la rue de l'expéditeur.")), check_printable],
        longest=LINE,
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
    sender_town = TextField(
        _("Ville"),
        [v.DataRequired(_("Indiquez la ville.")), check_printable],
        longest=LINE - len("69002 "),
    )

    def start_from_sender(self, contract: Contract, company: str) -> None:
        """Show the address that the contract has; the company's name is known from sign-up."""
        for name in self._asked:
            self[name].data = getattr(contract, name)
        self.sender_name.data = contract.sender_name or company[:LINE]

    def fill_sender(self, contract: Contract) -> None:
        """Write the address into the contract."""
        for name in self._asked:
            setattr(contract, name, self[name].data or None)

    @property
    def _asked(self) -> list[str]:
        """A smaller form leaves the complement out, and alone."""
        return [name for name in self.SENDER if name in self]


def _read(field: StringField, read: Callable[[str], str], wanted: str) -> None:
    """Replace what was typed by the number it means, or say what was read and what to write."""
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
