"""Sentences about refused files: what was read, and what to send instead."""

from app.formats import number
from app.language import gettext as _
from app.language import lazy_gettext
from app.uploads.content import (
    DamagedFile,
    EmptyFile,
    Encrypted,
    FileKind,
    FileRefused,
    TooLarge,
    TooManyPages,
    TooManyPixels,
    WrongKind,
)

KINDS = {
    FileKind.ZIP: lazy_gettext("une archive ZIP ou un document de bureautique"),
    FileKind.OFFICE: lazy_gettext("un document de bureautique"),
    FileKind.GIF: lazy_gettext("une image GIF"),
    FileKind.TIFF: lazy_gettext("une image TIFF"),
    FileKind.BMP: lazy_gettext("une image BMP"),
    FileKind.WEBP: lazy_gettext("une image WebP"),
    FileKind.TEXT: lazy_gettext("du texte"),
    FileKind.SEVERAL: lazy_gettext("un PDF qui cache une archive"),
    FileKind.UNKNOWN: lazy_gettext("un fichier d'un genre inconnu"),
}


def sentence(error: FileRefused) -> str:
    """Return the sentence about a refused file."""
    match error:
        case EmptyFile():
            return _("Le fichier est vide : choisissez-le de nouveau, ou exportez-le encore.")
        case TooLarge():
            return _(
                "Le fichier dépasse %(most)s Mo : envoyez une photo plus petite, ou un PDF allégé.",
                most=number(error.megabytes),
            )
        case WrongKind():
            return _(
                "Ce fichier est %(read)s : envoyez un PDF ou une photo (JPEG, PNG, HEIC).",
                read=KINDS[error.read],
            )
        case DamagedFile(is_pdf=True):
            return _("Ce PDF est abîmé et ne s'ouvre pas : exportez-le de nouveau.")
        case DamagedFile():
            return _("Cette photo est abîmée et ne s'ouvre pas : reprenez-la.")
        case Encrypted():
            return _("Ce PDF demande un mot de passe : enregistrez-le sans, puis renvoyez-le.")
        case TooManyPages():
            return _(
                "Ce PDF compte %(pages)s pages : envoyez les seules pages utiles, %(most)s au plus.",
                pages=number(error.pages),
                most=number(error.most),
            )
        case TooManyPixels():
            return _(
                "Cette image compte plus de %(most)s millions de pixels : réduisez-la.",
                most=number(error.most_megapixels),
            )
    raise LookupError(type(error).__name__)
