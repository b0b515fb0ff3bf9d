"""What is typed about a contested range: the certificate of whoever contests, an advisor's decision."""

from typing import Any

from wtforms import TextAreaField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.forms import ChoiceField, Form, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.renewals.contests.models import LONGEST_REASON, Decision
from app.renewals.forms import RangeEnds
from app.uploads.fields import DocumentField


class ContestForm(RangeEnds):
    """The numbers granted, and the certificate that grants them unless the renewal has it."""

    file = DocumentField(_("Certificat (PDF ou photo)"))
    text = TextAreaField(
        _("Texte de l'e-mail"),
        [v.Length(max=50_000, message=_("%(max)d caractères au plus.", max=50_000))],
    )
    # Whether the renewal has a certificate already; set by the route.
    has_certificate = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a certificate where none is there."""
        valid = bool(super().validate(extra_validators))
        has_file = bool(self.file.data and self.file.data.filename)
        if not (self.has_certificate or has_file or (self.text.data or "").strip()):
            self.file.errors = [
                gettext("Joignez le certificat qui vous attribue ces numéros, ou collez son texte.")
            ]
            return False
        return valid


class DecisionForm(Form):
    """An advisor's decision, in writing."""

    decision = ChoiceField(
        _("Votre décision"),
        missing=_("Choisissez l'une des deux décisions."),
        choices=[
            SelectChoice(Decision.KEEP.value, _("La plage reste où elle est")),
            SelectChoice(Decision.RELEASE.value, _("Le reste de la plage est rendu")),
        ],
    )
    reason = TextAreaField(
        _("Motif"),
        [
            v.DataRequired(_("Donnez le motif : les deux marchands le liront.")),
            v.Length(
                max=LONGEST_REASON, message=_("%(max)d caractères au plus.", max=LONGEST_REASON)
            ),
        ],
        description=_("Ce que disent les certificats, ou La Poste. Les deux marchands le liront."),
        filters=[tidy],
    )
