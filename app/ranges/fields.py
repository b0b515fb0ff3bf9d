"""A form's field about ranges."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.language import lazy_gettext as _
from app.ranges.models import Issuer


class IssuerField(RadioField):
    """Which one system issues the numbers of a range; `validators` say whether it may be empty."""

    def __init__(self, label: Any, validators: Sequence[Any], **kwargs: Any) -> None:
        is_known = v.AnyOf(list(Issuer), message=_("Choisissez qui donne ces numéros."))
        choices = [
            SelectChoice(Issuer.SILLAGE.value, "Sillage"),
            SelectChoice(Issuer.SENDCLOUD.value, "Sendcloud"),
        ]
        super().__init__(
            label, [*validators, is_known], choices=choices, validate_choice=False, **kwargs
        )
