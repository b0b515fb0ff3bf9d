"""What is typed on the way to a new range: La Poste's form, its certificate."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from app.accounts.forms import check_email
from app.contracts.forms import HolderNumbers
from app.forms import ChoiceField, Form, TextField, digits, tidy, tidy_lines
from app.language import gettext
from app.language import lazy_gettext as _
from app.renewals.models import LONGEST_REFUSAL

LARGEST_QUANTITY = 10_000_000
NO_FIELD = "none"


class QuantityField(IntegerField):
    """A whole number of items, from 0 to `LARGEST_QUANTITY`."""

    data: Any
    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it as people write it, « 12 000 » or « 12.000 », or say what to write."""
        typed = "".join(valuelist).strip()
        written = "" if typed.startswith("-") else digits(typed)
        figures = written.lstrip("0")[:9] or "0"
        if not typed:
            self.data = None
        elif written.isascii() and written.isdecimal() and int(figures) <= LARGEST_QUANTITY:
            self.data = int(figures)
        else:
            raise ValueError(
                gettext(
                    "« %(read)s » : écrivez un nombre entier, 10 000 000 au plus.",
                    read=" ".join(valuelist)[:40],
                )
            )

    def pre_validate(self, form: Any) -> None:
        """Skip the validators where no number could be read."""
        if self.process_errors:
            raise v.StopValidation


class EmailForm(Form):
    """The address that La Poste is given."""

    email = StringField(
        _("E-mail donné à La Poste"),
        [v.DataRequired(_("Indiquez l'adresse où La Poste enverra le lien et le certificat."))],
        description=_("La Poste y envoie le lien de confirmation, puis le certificat."),
        filters=[tidy],
    )

    def validate_email(self, field: StringField) -> None:
        """An address that a mail can be sent to."""
        check_email(self, field)


class SubmittedAgainForm(EmailForm):
    """La Poste's form was sent again: with which address, replacing which submission."""

    again = HiddenField()


class ValuesForm(EmailForm):
    """What La Poste's form asks and only the merchant knows."""

    yearly_estimate = QuantityField(
        _("Estimation de consommation"),
        [
            v.Optional(),
            v.NumberRange(
                1,
                LARGEST_QUANTITY,
                message=_("Écrivez un nombre entier entre 1 et 10 000 000."),
            ),
        ],
        description=_("Vos envois des douze prochains mois, tous ensemble."),
    )


class CorrectedValuesForm(ValuesForm, HolderNumbers):
    """The same after a refusal, when the numbers of the contract may be what La Poste refuses."""

    coclico = TextField(
        _("N° COCLICO"), [v.DataRequired(_("Indiquez le numéro que La Poste attend."))], longest=20
    )
    tracking_account = TextField(
        _("Compte de suivi"),
        [v.DataRequired(_("Indiquez le compte que La Poste attend."))],
        longest=20,
    )


class RefusalForm(Form):
    """La Poste's refusal, as its mail says it."""

    reason = TextAreaField(
        _("Motif, dans les mots de La Poste"),
        [
            v.DataRequired(_("Recopiez le motif de l'e-mail.")),
            v.Length(
                max=LONGEST_REFUSAL, message=_("%(max)d caractères au plus.", max=LONGEST_REFUSAL)
            ),
        ],
        filters=[tidy_lines],
    )
    field = ChoiceField(
        _("Quel champ est en cause ?"),
        missing=_("Choisissez le champ que La Poste nomme, ou « rien de cela »."),
        choices=[
            SelectChoice("coclico", _("Le n° COCLICO")),
            SelectChoice("tracking-account", _("Le compte de suivi")),
            SelectChoice("estimate", _("L'estimation de consommation")),
            SelectChoice("email", _("L'adresse e-mail")),
            SelectChoice(NO_FIELD, _("Rien de cela, ou ce n'est pas dit")),
        ],
    )

    @property
    def refused_field(self) -> str | None:
        """The slug of the field, None where none is to blame."""
        return None if self.field.data == NO_FIELD else self.field.data


class RangeEnds(Form):
    """The ends of a range, named as Sendcloud names them."""

    first = TextField(
        _("Début de votre réserve de numéros de suivi"),
        [v.DataRequired(_("Indiquez le premier numéro du certificat."))],
        longest=40,
    )
    last = TextField(
        _("Fin de votre réserve de numéros de suivi"),
        [v.DataRequired(_("Indiquez le dernier numéro du certificat."))],
        longest=40,
    )


class CertificateForm(Form):
    """The certificate: as a file, as the text of its mail, or its two numbers typed."""

    file = FileField(_("Certificat (PDF, photo, page ou texte)"))
    text = TextAreaField(
        _("Texte de l'e-mail"),
        [v.Length(max=50_000, message=_("%(max)d caractères au plus.", max=50_000))],
    )

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return bool(self.file.data and self.file.data.filename)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a file or a text."""
        valid = bool(super().validate(extra_validators))
        if not (self.text.data or "").strip() and not self.has_file:
            self.file.errors = [gettext("Déposez le certificat, ou collez le texte de l'e-mail.")]
            return False
        return valid
