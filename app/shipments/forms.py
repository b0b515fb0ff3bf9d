"""The form for importing an order file."""

from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import ValidationError

from app.forms import Form, TextField
from app.language import lazy_gettext as _
from app.shipments.cells import Unit
from app.shipments.faults import FieldFault
from app.shipments.messages import sentence
from app.shipments.weights import check_total, check_weight


class ImportForm(Form):
    """The order file to import, and what its orders weigh if it does not say so."""

    file = FileField(
        _("Fichier de commandes"),
        [FileRequired(_("Choisissez le fichier de votre boutique."))],
    )
    usual_weight = TextField(_("Poids d'un envoi, si le fichier n'en donne pas"), longest=20)

    def validate_usual_weight(self, field: StringField) -> None:
        """The same rules as for a weight in the file; a bare number is in grams."""
        fault = self._usual_weight_fault()
        if fault:
            raise ValidationError(sentence(fault))

    @property
    def usual_grams(self) -> int | None:
        """What an order weighs if the file does not say so; None if that was not typed."""
        grams = check_weight(self.usual_weight.data, Unit.GRAMS) if self.usual_weight.data else None
        return None if isinstance(grams, FieldFault) else grams

    def _usual_weight_fault(self) -> FieldFault | None:
        typed = self.usual_weight.data
        grams = check_weight(typed, Unit.GRAMS) if typed else 0
        return grams if isinstance(grams, FieldFault) else check_total(grams, typed, Unit.GRAMS)
