"""What is typed on the way to a new range: La Poste's form, its certificate."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms import validators as v
from wtforms.widgets import TextInput

from app.accounts.forms import check_email
from app.forms import Form, digits, tidy
from app.language import gettext
from app.language import lazy_gettext as _

LARGEST_QUANTITY = 10_000_000


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
