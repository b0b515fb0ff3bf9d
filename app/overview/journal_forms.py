"""The search form of the journal."""

from datetime import date
from typing import Any

from flask import request
from wtforms import DateField, SelectChoice, SelectField
from wtforms import validators as v

from app.accounts.audit_labels import ACTS, ADVISORS_ONLY
from app.forms import DayField, Form, TextField
from app.language import gettext
from app.language import lazy_gettext as _
from app.overview.journal import JournalFilter
from app.overview.searching import LONGEST_SEARCH

_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)


class JournalForm(Form):
    """Person, company, act and period; all optional. The values are in the URL."""

    class Meta:
        """A search changes nothing, so it needs no CSRF token."""

        csrf = False

    person = TextField(_("Personne"), [v.Optional()], longest=LONGEST_SEARCH)
    company = TextField(_("Entreprise"), [v.Optional()], longest=LONGEST_SEARCH)
    act = SelectField(_("Ce qui s'est passé"), [v.Optional()], validate_choice=False)
    since = DayField(_("Du"), [v.Optional()])
    until = DayField(_("Au"), [v.Optional()])

    def __init__(self, *, for_advisors: bool) -> None:
        super().__init__(formdata=request.args)
        if not for_advisors:
            del self.company
        offered = [act for act in ACTS if for_advisors or act not in ADVISORS_ONLY]
        words = sorted((str(ACTS[act]), act) for act in offered)
        choices = [SelectChoice("", gettext("Tout")), *(SelectChoice(a, w) for w, a in words)]
        self.act.choices = choices

    @property
    def wanted(self) -> JournalFilter:
        """The filter of a valid form."""
        typed: dict[str, Any] = {name: value for name, value in self.data.items() if value}
        return JournalFilter(**typed)

    def validate_act(self, field: SelectField) -> None:
        """Refuse an act that was not offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise v.ValidationError(gettext("Choisissez dans la liste."))

    def validate_since(self, field: DateField) -> None:
        """Require a year from 2000 to 2999, which databases can compare."""
        self._check_day(field)

    def validate_until(self, field: DateField) -> None:
        """As `since`, and require that it is not before it."""
        self._check_day(field)
        since: date | None = self.data["since"]
        if since and field.data and field.data < since:
            raise v.ValidationError(gettext("La fin de la période précède son début."))

    @staticmethod
    def _check_day(field: DateField) -> None:
        if field.data and not _FIRST_DAY <= field.data <= _LAST_DAY:
            raise v.ValidationError(gettext("Écrivez une année entre 2000 et 2999."))
