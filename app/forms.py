"""What the forms of every package share: a base, and fields that tidy what was typed."""

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

# What people copy along with a value: no-break and zero-width spaces, control characters.
_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b\ufeff]+")


def trace_of(shown: str) -> str:
    """What is shown beside a tick, in short: it comes back with the tick, which is for just that."""
    return sha256(shown.encode()).hexdigest()[:16]


class Form(FlaskForm):
    """A form of the program."""

    @property
    def only_checks(self) -> bool:
        """Whether the page was sent to be looked at again, not to be kept."""
        return "check" in request.form

    def forgive_what_is_empty(self) -> None:
        """Find no fault with fields that were not reached yet: for a check half-way."""
        for field in self:
            if not field.data:
                field.errors = []


class TextField(StringField):
    """One line of text, its spaces tidied, at most `longest` characters."""

    def __init__(self, label: Any, validators: Any = (), *, longest: int, **kwargs: Any) -> None:
        too_long = Length(max=longest, message=_("%(max)d caractères au plus.", max=longest))
        super().__init__(label, [*validators, too_long], filters=[tidy], **kwargs)


class DayField(DateField):
    """A calendar day, as a browser sends it or as it is written in France."""

    data: Any

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it, or say what was read and what to write; nothing is no day."""
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
        """What is no day needs no further judgement."""
        if self.process_errors:
            raise StopValidation


class Given:
    """Refuses a field that was left empty or blank; zero is something."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: Any) -> None:
        self._message = message

    def __call__(self, form: Any, field: Any) -> None:
        """Look at what was read, not at what was typed: spaces are nothing."""
        if field.data is None and not field.errors:
            raise StopValidation(str(self._message))


def check_printable(form: Form, field: StringField) -> None:
    """Refuse a sign that no label or slip can show, naming it."""
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
    """One of those offered; nothing, and what was not offered, is refused by `missing`."""

    def __init__(self, label: Any, *, missing: Any, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(label, choices=choices, **kwargs)
        self.flags.required = True
        self._missing = missing

    def pre_validate(self, form: Any) -> None:
        """Compare with what was offered."""
        if self.data not in {choice.value for choice in self.choices or ()}:
            raise StopValidation(str(self._missing))


def tidy(value: str | None) -> str | None:
    """Text without spaces around it and with single ones inside."""
    return _SPACES.sub(" ", value).strip() if value else value


def tidy_lines(value: str | None) -> str | None:
    """Several lines of text, each tidied, the empty ones closed up."""
    return "\n".join(filter(None, map(tidy, value.splitlines()))) if value else value


def digits(value: str) -> str:
    """A number as typed, without the spaces, dots and dashes that people put into it."""
    return re.sub(r"[\s\u00a0\u202f.\-/]", "", value)
