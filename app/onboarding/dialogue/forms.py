"""The forms of the dialogue about a contract."""

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import SelectChoice, SelectField, TextAreaField
from wtforms import validators as v

from app.accounts.models import User
from app.contracts.suspension import LONGEST_REASON
from app.forms import Form, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.dialogue.models import LONGEST_MESSAGE
from app.uploads.fields import DocumentField

# Control characters and lone surrogates, except the end of a line.
_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")


def _tidy_text(text: str | None) -> str | None:
    return _INVISIBLE.sub(" ", text.replace("\r\n", "\n")).strip() if text else text


def message_field(label: object, missing: object) -> TextAreaField:
    """A required field for a few sentences; line breaks are kept."""
    return TextAreaField(label, [v.DataRequired(missing), _length_limit()], filters=[_tidy_text])


def _length_limit() -> v.Length:
    return v.Length(
        max=LONGEST_MESSAGE, message=_("%(max)d caractères au plus.", max=LONGEST_MESSAGE)
    )


class HasLeft(Exception):
    """The chosen advisor was deactivated after the page was shown."""


class DeskForm(Form):
    """A form that stands beside the activation form on the page of a request."""

    def lock(self) -> None:
        """Lock what this form refers to, before the contract is locked."""


class ColleagueForm(DeskForm):
    """The colleague to give a request to."""

    advisor = SelectField(_("Confier à"), coerce=int, validate_choice=False)

    def offer(self, advisors: Sequence[User], chosen: User | None) -> None:
        """Offer these advisors; `chosen` is preselected."""
        self._advisors = {advisor.id: advisor for advisor in advisors}
        self.advisor.choices = [SelectChoice(a.id, a.name) for a in advisors]
        if not self.is_submitted() and chosen:
            self.advisor.data = chosen.id

    def validate_advisor(self, field: SelectField) -> None:
        """Require one of the advisors offered."""
        if field.data not in self._advisors:
            field.errors = []
            raise v.StopValidation(gettext("Choisissez un conseiller."))

    def lock(self) -> None:
        """Lock the chosen advisor until the commit. Raises `HasLeft` if they are deactivated."""
        if not self.chosen.locked().is_active:
            self.advisor.errors = [gettext("Choisissez un conseiller.")]
            raise HasLeft

    @property
    def chosen(self) -> User:
        """The chosen advisor; only after validation."""
        return self._advisors[self.advisor.data]


class ReasonForm(Form):
    """The reason for suspending or resuming a contract; the merchant sees it."""

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


class QuestionForm(DeskForm):
    """A question or a message to the merchant: one text field, a button for each."""

    question = message_field(_("Votre message"), _("Écrivez votre message."))

    @property
    def asks(self) -> bool:
        """Whether it is a question, which expects an answer."""
        return "only_tells" not in request.form

    @property
    def only_takes_a_text(self) -> bool:
        """Whether only a question template is to be added to the text; nothing is sent."""
        return "take" in request.form

    @property
    def wanted_template(self) -> int | None:
        """The id of that template; None if none is chosen."""
        return request.form.get("template", type=int)

    def add(self, text: str) -> None:
        """Append a paragraph to the text."""
        self.question.data = "\n\n".join(filter(None, (self.question.data, text)))


class NoteForm(DeskForm):
    """A note that only advisors see."""

    note = message_field(_("Note pour les conseillers"), _("Écrivez votre note."))


class AnswerForm(Form):
    """A merchant's answer: a text, a document, or both."""

    answer = TextAreaField(
        _("Votre message"), [v.Optional(), _length_limit()], filters=[_tidy_text]
    )
    file = DocumentField(_("Document joint"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Require a text or a document."""
        valid = bool(super().validate(extra_validators))
        if not valid or self.answer.data or self.file.checked:
            return valid
        self.answer.errors = [gettext("Écrivez votre message, ou joignez un document.")]
        return False
