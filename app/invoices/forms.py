"""The form for adding an invoice."""

from datetime import date
from typing import Any

from flask_wtf.file import FileRequired
from wtforms import StringField
from wtforms.validators import StopValidation, ValidationError

from app.clock import today
from app.formats import month
from app.forms import Form, ValueRequired, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.months import first_of, month_after, read_month
from app.uploads.fields import DocumentField

_LONGEST_SHOWN = 30


class MonthField(StringField):
    """A month; `data` is its first day."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the month; raise ValueError with what was read and what to write instead."""
        typed = tidy(valuelist[0]) if valuelist else None
        self.data = read_month(typed) if typed else None
        if typed and self.data is None:
            raise ValueError(
                gettext(
                    "« %(read)s » n'est pas un mois. Écrivez le mois et l'année : 11/2026.",
                    read=typed[:_LONGEST_SHOWN],
                )
            )

    def pre_validate(self, form: Any) -> None:
        """Skip the other validators if the month could not be parsed."""
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%m/%Y}" if isinstance(self.data, date) else ""


class InvoiceForm(Form):
    """An invoice of La Poste, and the month that it charges."""

    month = MonthField(
        _("Mois facturé"),
        [ValueRequired(_("Indiquez le mois que la facture compte : 11/2026."))],
        description=_("Le mois et l'année, par exemple 11/2026."),
    )
    file = DocumentField(
        _("Facture de La Poste"),
        [FileRequired(_("Choisissez un PDF ou une photo de la facture."))],
    )

    def validate_month(self, field: MonthField) -> None:
        """Refuse a future month."""
        if field.data and field.data > first_of(today()):
            raise ValidationError(
                gettext(
                    "« %(read)s » est à venir : écrivez un mois jusqu'à %(this)s.",
                    read=month(field.data),
                    this=month(today()),
                )
            )

    def begin(self) -> "InvoiceForm":
        """Preselect the previous month; return the form."""
        self.month.data = month_after(first_of(today()), -1)
        return self
