"""What is typed on the page of the reserve: busy days, the last number used, when to warn."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectMultipleField, StringField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import Membership, Role
from app.clock import today
from app.forms import ChoiceField, DayField, Form, TextField, ValueRequired
from app.language import gettext
from app.language import lazy_gettext as _
from app.renewals.forms import QuantityField

MOST_THRESHOLDS = 8
# In the choice of a second person.
NOBODY = "nobody"


class PeakForm(Form):
    """Busy days to come."""

    first_day = DayField(_("Du"), [v.DataRequired(_("Indiquez le premier jour."))])
    last_day = DayField(_("Au"), [v.DataRequired(_("Indiquez le dernier jour."))])
    quantity = QuantityField(
        _("Envois prévus en tout"),
        [ValueRequired(_("Indiquez combien d'envois vous prévoyez sur ces jours."))],
    )

    def validate_last_day(self, field: DayField) -> None:
        """Not before the first day, not past, at most a year later."""
        if field.data and field.data < today():
            raise v.ValidationError(gettext("Cette période est passée."))
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise v.ValidationError(gettext("Le dernier jour vient avant le premier."))
        if self.first_day.data and field.data and (field.data - self.first_day.data).days > 366:
            raise v.ValidationError(gettext("Une période d'un an au plus."))


class UseForm(Form):
    """The last number used at Sendcloud, typed or in a file of labels."""

    last_used = TextField(_("Dernier numéro utilisé"), longest=40)
    file = FileField(_("Fichier CSV de vos étiquettes Sendcloud"))

    @property
    def has_file(self) -> bool:
        """Whether a file was chosen."""
        return bool(self.file.data and self.file.data.filename)

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for a number or a file."""
        valid = bool(super().validate(extra_validators))
        if not self.last_used.data and not self.has_file:
            self.last_used.errors = [gettext("Indiquez le dernier numéro, ou déposez le fichier.")]
            return False
        return valid


class ThresholdsForm(Form):
    """When to warn: in days before the projected end, or by what is left where none is projected."""

    days = TextField(
        _("Prévenir tant de jours avant la fin"),
        [v.DataRequired(_("Indiquez au moins un nombre de jours, par exemple 20, 10, 5, 2."))],
        description=_("Des nombres de jours séparés par des virgules, par exemple 20, 10, 5, 2."),
        longest=60,
    )
    percents = TextField(
        _("Prévenir quand il reste tant de pour cent"),
        [v.DataRequired(_("Indiquez au moins un pourcentage, par exemple 20, 10, 5."))],
        description=_("Ne compte que tant qu'il n'y a pas de prévision. Par exemple 20, 10, 5."),
        longest=60,
    )

    def validate_days(self, field: StringField) -> None:
        """A few whole numbers of days."""
        wrong = _wrong_number(field.data, most=120)
        if wrong is not None:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » : écrivez au plus 8 nombres de jours entre 1 et 120, par exemple "
                    "20, 10, 5, 2.",
                    read=wrong,
                )
            )

    def validate_percents(self, field: StringField) -> None:
        """A few whole numbers of per cent."""
        wrong = _wrong_number(field.data, most=99)
        if wrong is not None:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » : écrivez au plus 8 pourcentages entre 1 et 99, par exemple "
                    "20, 10, 5.",
                    read=wrong,
                )
            )

    @property
    def thresholds(self) -> tuple[list[int], list[int]]:
        """The days and the percentages, the largest first."""
        return _largest_first(self.days.data), _largest_first(self.percents.data)


class PeopleForm(Form):
    """Who in the team is warned too, and which packers may renew."""

    second = ChoiceField(
        _("Qui d'autre est averti ?"), missing=_("Choisissez une personne de votre équipe.")
    )
    renewers = SelectMultipleField(
        _("Peuvent aussi renouveler la réserve"),
        validate_choice=False,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )

    def offer(self, members: Sequence[Membership]) -> None:
        """Offer the people of the team; only packers may be let renew."""
        named = [SelectChoice(str(one.id), one.user.name) for one in members]
        self.second.choices = [SelectChoice(NOBODY, _("Personne d'autre")), *named]
        self.renewers.choices = [
            (str(one.id), one.user.name) for one in members if one.role == Role.SHIPPER
        ]

    def fill_in(self, members: Sequence[Membership]) -> None:
        """Show what holds today."""
        self.second.data = next((str(one.id) for one in members if one.is_warned), NOBODY)
        self.renewers.data = [str(one.id) for one in members if one.may_renew]


def _wrong_number(typed: str | None, *, most: int) -> str | None:
    """The part of a list that is no whole number up to `most`; all of it if there are too many."""
    for part in _parts(typed):
        if not (part.isascii() and part.isdecimal() and 1 <= int(part[:6]) <= most):
            return part
    return None if 1 <= len(_parts(typed)) <= MOST_THRESHOLDS else typed or ""


def _largest_first(typed: str | None) -> list[int]:
    return sorted({int(part) for part in _parts(typed)}, reverse=True)


def _parts(typed: str | None) -> list[str]:
    return (typed or "").replace(";", " ").replace(",", " ").replace("%", " ").split()
