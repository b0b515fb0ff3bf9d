"""The field of a form that takes a document."""

from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from app.language import lazy_gettext as _
from app.uploads import messages
from app.uploads.content import Checked, Refused
from app.uploads.models import Stored, check_upload, write_file
from app.uploads.store import StoreUnavailable

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"
_UNAVAILABLE = _("Les documents ne peuvent pas être gardés pour l'instant : réessayez bientôt.")

_NO_PICTURE = _("Ce document n'est pas une image. Envoyez le visuel en PNG ou en JPEG.")


class DocumentField(FileField):
    """A PDF or a picture, checked while the form is validated."""

    checked: Checked | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the file and check what it holds."""
        if not self.data:
            return
        try:
            self.checked = check_upload(self.data.stream.read())
        except Refused as error:
            raise StopValidation(messages.sentence(error)) from error

    def write(self) -> Stored | None:
        """Write the checked file, outside of any transaction; None where none was sent.

        Where the store is away the field says so, and `errors` is not empty.
        """
        if self.checked is None:
            return None
        try:
            return write_file(self.checked, self.data.filename)
        except StoreUnavailable:
            self.errors = [str(_UNAVAILABLE)]
            return None


class PictureField(DocumentField):
    """A picture, checked while the form is validated."""

    def pre_validate(self, form: Any) -> None:
        """Read the file; a document that is no picture is refused too."""
        super().pre_validate(form)
        if self.checked and not self.checked.media_type.startswith("image/"):
            self.checked = None
            raise StopValidation(str(_NO_PICTURE))
