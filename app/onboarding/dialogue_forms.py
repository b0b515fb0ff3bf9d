"""What is written in the dialogue about a contract."""

import re
from collections.abc import Sequence

from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms import validators as v

from app.accounts.models import User
from app.contracts.models import LONGEST_REASON
from app.forms import Form, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.dialogue import LONGEST_MESSAGE
from app.uploads.fields import DocumentField

# Whatever cannot be seen, but the ends of lines.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")


def _readable(text: str | None) -> str | None:
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip() if text else text


def message_field(label: object, missing: object) -> TextAreaField:
    """A field for a few sentences; its line breaks are kept."""
    too_long = _("%(max)d caractères au plus.", max=LONGEST_MESSAGE)
    return TextAreaField(
        label,
        [v.DataRequired(missing), v.Length(max=LONGEST_MESSAGE, message=too_long)],
        filters=[_readable],
    )


class ColleagueForm(Form):
    """Which advisor looks after a request."""

    advisor = SelectField(_("Confier à"), coerce=int, validate_choice=False)

    def offer(self, advisors: Sequence[User], chosen: User | None) -> None:
        """Offer these advisors, by name."""
        self._advisors = {advisor.id: advisor for advisor in advisors}
        self.advisor.choices = [SelectChoice(a.id, a.name) for a in advisors]
        if not self.is_submitted() and chosen:
            self.advisor.data = chosen.id

    def validate_advisor(self, field: SelectField) -> None:
        """One of those offered."""
        if field.data not in self._advisors:
            field.errors = []
            raise v.StopValidation(gettext("Choisissez un conseiller."))

    @property
    def chosen(self) -> User:
        """The advisor that was chosen."""
        return self._advisors[self.advisor.data]


class ReasonForm(Form):
    """Why a contract is suspended, or goes on: the merchant reads it."""

    reason = TextAreaField(
        _("Motif"),
        [
            v.DataRequired(_("Indiquez le motif : le marchand le lira.")),
            v.Length(
                max=LONGEST_REASON, message=_("%(max)d caractères au plus.", max=LONGEST_REASON)
            ),
        ],
        filters=[tidy],
    )


class QuestionForm(Form):
    """An advisor's question."""

    question = message_field(_("Question au marchand"), _("Écrivez votre question."))


class NoteForm(Form):
    """A note among advisors."""

    note = message_field(_("Note pour les conseillers"), _("Écrivez votre note."))


class AnswerForm(Form):
    """A merchant's answer."""

    answer = message_field(_("Votre réponse"), _("Écrivez votre réponse."))
    file = DocumentField(_("Document joint"))
