"""The form in which an advisor sets what the labels of a contract say."""

import re
from collections.abc import Sequence

from wtforms import BooleanField, StringField, TextAreaField
from wtforms import validators as v

from app.contracts.label_settings import (
    HIGHEST_BARS_MM,
    LONGEST_FRANKING,
    LONGEST_PRODUCT,
    LOWEST_BARS_MM,
    LabelSettings,
)
from app.forms import Form, TextField, check_printable, tidy_lines
from app.labels.printing import check_mentions, most_franking_lines
from app.language import gettext
from app.language import lazy_gettext as _
from app.printing.text_fit import TextDoesNotFit
from app.uploads.fields import PictureField

BAR_HEIGHTS_MM = range(LOWEST_BARS_MM, HIGHEST_BARS_MM + 1)
_WHOLE = re.compile("[0-9]{1,3}")


class LabelSettingsForm(Form):
    """The franking mention or its artwork, the product mention and the height of the barcode."""

    franking = TextAreaField(
        _("Mention d'affranchissement"),
        [
            v.DataRequired(_("Indiquez au moins une ligne, par exemple PORT PAYÉ.")),
            v.Length(
                max=LONGEST_FRANKING,
                message=_("%(max)d caractères au plus.", max=LONGEST_FRANKING),
            ),
            check_printable,
        ],
        description=_(
            "Une ligne par ligne, telle que La Poste la demande. La première s'imprime en gras."
        ),
        filters=[tidy_lines],
    )
    product = TextField(
        _("Mention du produit"),
        [v.DataRequired(_("Indiquez le produit, par exemple LETTRE SUIVIE.")), check_printable],
        description=_("En blanc sur fond noir, sous l'affranchissement."),
        longest=LONGEST_PRODUCT,
    )
    bar_height = TextField(
        _("Hauteur du code-barres, en mm"),
        [v.DataRequired(_("Indiquez une hauteur, par exemple 15."))],
        description=_(
            "De %(lowest)d à %(highest)d. Plus haut, il se lit mieux, et l'adresse a moins de "
            "place.",
            lowest=LOWEST_BARS_MM,
            highest=HIGHEST_BARS_MM,
        ),
        longest=10,
    )

    artwork = PictureField(
        _("Visuel fourni par La Poste"),
        description=_("PNG ou JPEG. Il s'imprime à la place de la mention, sans être déformé."),
    )
    without_artwork = BooleanField(_("Revenir à la mention en lettres"))

    def start_from(self, settings: LabelSettings) -> None:
        """Fill in the current settings."""
        self.franking.data = "\n".join(settings.franking)
        self.product.data = settings.product
        self.bar_height.data = str(settings.bar_height_mm)

    def validate_franking(self, field: StringField) -> None:
        """Require that every line fits in the frame at a legible size."""
        lines = field.data.splitlines()
        if len(lines) > most_franking_lines():
            raise v.ValidationError(
                gettext(
                    "%(count)d lignes lues : le cadre en tient %(most)d au plus.",
                    count=len(lines),
                    most=most_franking_lines(),
                )
            )
        _check_fit(field, franking=lines)

    def validate_product(self, field: StringField) -> None:
        """Require that the mention fits in its frame at a legible size."""
        _check_fit(field, product=field.data)

    def validate_bar_height(self, field: StringField) -> None:
        """Require whole millimetres between the limits."""
        if not _WHOLE.fullmatch(field.data) or int(field.data) not in BAR_HEIGHTS_MM:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » n'est pas un nombre entier de millimètres de %(lowest)d à "
                    "%(highest)d.",
                    read=field.data,
                    lowest=LOWEST_BARS_MM,
                    highest=HIGHEST_BARS_MM,
                )
            )

    def settings(self, artwork_id: int | None) -> LabelSettings:
        """Return the settings of a valid form, with this artwork unless it is to be removed."""
        return LabelSettings(
            tuple(self.franking.data.splitlines()),
            self.product.data,
            int(self.bar_height.data),
            None if self.without_artwork.data else artwork_id,
        )

    @property
    def chosen_picture(self) -> bytes | None:
        """The uploaded picture, unless artwork is to be removed."""
        checked = self.artwork.checked
        return checked.data if checked and not self.without_artwork.data else None


def _check_fit(field: StringField, franking: Sequence[str] = (), product: str = "") -> None:
    """Raise ValidationError for a line that is too long, unless the field has an error already."""
    if field.errors:
        return
    try:
        check_mentions(franking, product)
    except TextDoesNotFit as error:
        raise v.ValidationError(
            gettext(
                "« %(read)s » ne tient pas dans son cadre : ce serait trop petit pour être lu. "
                "Raccourcissez cette ligne.",
                read=error.text,
            )
        ) from None
