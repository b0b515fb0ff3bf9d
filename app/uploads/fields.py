"""Form fields for uploading documents and pictures."""

from typing import Any

from flask_wtf.file import FileField
from wtforms.validators import StopValidation

from app.language import lazy_gettext as _
from app.uploads import messages
from app.uploads.content import CheckedFile, FileRefused
from app.uploads.models import Stored, check_upload, write_file
from app.uploads.store import StoreUnavailable

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/jpeg,image/png,image/heic"
_UNAVAILABLE = _("Les documents ne peuvent pas être gardés pour l'instant : réessayez bientôt.")

_NO_PICTURE = _("Ce document n'est pas une image. Envoyez le visuel en PNG ou en JPEG.")


class DocumentField(FileField):
    """A PDF or a picture, checked while the form is validated."""

    checked: CheckedFile | None = None

    def pre_validate(self, form: Any) -> None:
        """Read the file and check its content."""
        if not self.data:
            return
        try:
            self.checked = check_upload(self.data.stream.read())
        except FileRefused as error:
            raise StopValidation(messages.sentence(error)) from error

    def write(self) -> Stored | None:
        """Write the checked file into the store, outside of any transaction; None without a file.

        If the store does not answer, it returns None and adds an error to the field.
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
        """Read and check the file; refuse a PDF too."""
        super().pre_validate(form)
        if self.checked and not self.checked.media_type.startswith("image/"):
            self.checked = None
            raise StopValidation(str(_NO_PICTURE))
