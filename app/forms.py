"""Base class, fields and validators that the forms of every package share."""

import re
from hashlib import sha256
from typing import Any, ClassVar

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField
from wtforms.validators import Length, StopValidation, ValidationError

from app.language import gettext
from app.language import lazy_gettext as _
from app.printing.text_fit import printable

# Characters that are copied along with a value: no-break and zero-width spaces, control characters.
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")


def trace_of(shown: str) -> str:
    """Return a short hash of the text beside a check box, for use as the box's value.

    When the box comes ticked with this value, the person has ticked it beside this very text.
    """
    return sha256(shown.encode()).hexdigest()[:16]


class Form(FlaskForm):
    """Base class of every form."""

    @property
    def only_checks(self) -> bool:
        """Whether the form was sent to validate it only, without saving anything."""
        return "check" in request.form

    def forgive_what_is_empty(self) -> None:
        """Drop the errors of empty fields: those were not filled in yet when the form is checked."""
        for field in self:
            if not field.data:
                field.errors = []


class TextField(StringField):
    """One line of text with normalized spaces, of at most `longest` characters."""

    def __init__(self, label: Any, validators: Any = (), *, longest: int, **kwargs: Any) -> None:
        too_long = Length(max=longest, message=_("%(max)d caractères au plus.", max=longest))
        super().__init__(label, [*validators, too_long], filters=[tidy], **kwargs)


class DayField(DateField):
    """A date, as a browser sends it (2026-11-24) or as it is written in France (24/11/2026)."""

    data: Any

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Parse the date; raise ValueError with what was read and what to write instead."""
        written = [value.strip() for value in valuelist if value.strip()]
        try:
            super().process_formdata(written)
        except ValueError:
            raise ValueError(
                gettext(
                    "« %(read)s » n'est pas une date. Écrivez le jour, le mois et l'année : "
                    "24/11/2026.",
                    read=" ".join(written),
                )
            ) from None

    def pre_validate(self, form: Any) -> None:
        """Skip the other validators if the date could not be parsed."""
        if self.process_errors:
            raise StopValidation


class ValueRequired:
    """Refuses a field without a value. Unlike WTForms' DataRequired it accepts zero."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any) -> None:
        self._message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Raise StopValidation if the field's parsed value is None and it has no other error."""
        if field.data is None and not field.errors:
            raise StopValidation(str(self._message))


def check_printable(form: Form, field: StringField) -> None:
    """Refuse characters that cannot be printed on labels and slips, and name them."""
    read = (field.data or "").replace("\n", " ")
    signs = dict.fromkeys(
        sign for sign, shown in zip(read, printable(read), strict=True) if sign != shown
    )
    if signs:
        raise ValidationError(
            gettext(
                "« %(signs)s » ne s'imprime pas sur une étiquette. Employez des lettres, des "
                "chiffres et la ponctuation ordinaire.",
                signs="".join(signs),
            )
        )


class ChoiceField(RadioField):
    """Radio buttons; no choice, or one that was not offered, is refused with the text `missing`."""

    def __init__(self, label: Any, *, missing: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=choices, **kwargs)
        self.flags.required = True
        self._missing = missing

    def pre_validate(self, form: Any) -> None:
        """Refuse what is not among the choices."""
        if self.data not in {choice.value for choice in self.choices or ()}:
            raise StopValidation(str(self._missing))


def tidy(value: str | None) -> str | None:
    """Return the text without spaces around it and with single spaces inside."""
    return _SPACES.sub(" ", value).strip() if value else value


def tidy_lines(value: str | None) -> str | None:
    """Tidy each line of the text and remove the empty ones."""
    return "\n".join(filter(None, map(tidy, value.splitlines()))) if value else value


def digits(value: str) -> str:
    """Return a number as typed, without spaces, dots, dashes and slashes."""
    return re.sub(r"[\s\u00a0\u202f.\-/]", "", value)
