"""The form of a proof."""

from flask_wtf.file import FileRequired

from app.forms import Form
from app.language import lazy_gettext as _
from app.uploads.fields import DocumentField


class ProofForm(Form):
    """A proof of the contract."""

    file = DocumentField(
        _("Votre contrat, ou une facture de La Poste"),
        [FileRequired(_("Choisissez un PDF ou une photo de votre contrat."))],
    )
