"""What an import asks for."""

from flask_wtf.file import FileField, FileRequired

from app.forms import Form
from app.language import lazy_gettext as _


class ImportForm(Form):
    """An order file."""

    file = FileField(
        _("Fichier de commandes"),
        [FileRequired(_("Choisissez le fichier CSV de votre boutique."))],
    )
