"""What an advisor completes when activating: the numbers that were missing, and the first range."""

from typing import Any

from wtforms import TextAreaField
from wtforms import validators as v

from app.contracts.forms import NumberFields
from app.forms import TextField, tidy
from app.language import gettext
from app.language import lazy_gettext as _


class ActivationForm(NumberFields):
    """What an advisor completes and the first range."""

    NEEDED = ("coclico", "contract_number", "tracking_account")

    first = TextField(
        _("Premier numéro de la plage"),
        [v.DataRequired(_("Indiquez le premier numéro du certificat."))],
        longest=40,
    )
    last = TextField(
        _("Dernier numéro de la plage"),
        [v.DataRequired(_("Indiquez le dernier numéro du certificat."))],
        longest=40,
    )
    first_free = TextField(
        _("Premier numéro encore libre"),
        [v.DataRequired(_("Indiquez le premier numéro encore libre."))],
        description=_(
            "Plage neuve : le premier numéro. Plage entamée : celui qui suit le dernier utilisé."
        ),
        longest=40,
    )
    reason = TextAreaField(
        _("Motif, si vous confirmez malgré un doute"),
        [v.Length(max=500, message=_("%(max)d caractères au plus.", max=500))],
        filters=[tidy],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An active contract has all three of its numbers: labels and slips carry them."""
        valid = bool(super().validate(extra_validators))
        missing = [name for name in self.NEEDED if not self[name].data]
        for name in missing:
            self[name].errors = [
                *self[name].errors,
                gettext(
                    "Ce numéro manque encore : il figure sur les étiquettes ou les bordereaux."
                ),
            ]
        if self.only_checks:
            self.forgive_what_is_empty()
        return valid and not missing
