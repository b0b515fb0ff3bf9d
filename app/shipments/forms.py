"""The form for importing an order file."""

from flask_wtf.file import FileField, FileRequired

from app.forms import Form
from app.language import lazy_gettext as _


class ImportForm(Form):
    """The order file to import."""

    file = FileField(
        _("Fichier de commandes"),
        [FileRequired(_("Choisissez le fichier CSV de votre boutique."))],
    )
