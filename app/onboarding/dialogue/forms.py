"""What is written in the dialogue about a contract."""

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

# Whatever cannot be seen, but the ends of lines.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")


def _readable(text: str | None) -> str | None:
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip() if text else text


def message_field(label: object, missing: object) -> TextAreaField:
    """A field for a few sentences; its line breaks are kept."""
    return TextAreaField(label, [v.DataRequired(missing), _not_too_long()], filters=[_readable])


def _not_too_long() -> v.Length:
    return v.Length(
        max=LONGEST_MESSAGE, message=_("%(max)d caractères au plus.", max=LONGEST_MESSAGE)
    )


class HasLeft(Exception):
    """The advisor was deactivated since the page was shown."""


class DeskForm(Form):
    """A form beside the verification of a request."""

    def lock(self) -> None:
        """Hold what must not change while this is done, before the contract is locked."""


class ColleagueForm(DeskForm):
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

    def lock(self) -> None:
        """Let nobody deactivate the chosen advisor before the commit; raises `HasLeft`."""
        if not self.chosen.locked().is_active:
            self.advisor.errors = [gettext("Choisissez un conseiller.")]
            raise HasLeft

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


class QuestionForm(DeskForm):
    """What an advisor asks a merchant, or only tells them: each has a button."""

    question = message_field(_("Votre message"), _("Écrivez votre message."))

    @property
    def asks(self) -> bool:
        """Whether an answer is waited for."""
        return "only_tells" not in request.form

    @property
    def only_takes_a_text(self) -> bool:
        """Whether nothing is to be sent yet: a text is wanted into the message."""
        return "take" in request.form

    @property
    def wanted_template(self) -> int | None:
        """The number of that text."""
        return request.form.get("template", type=int)

    def add(self, text: str) -> None:
        """Put a text below what is written already."""
        self.question.data = "\n\n".join(filter(None, (self.question.data, text)))


class NoteForm(DeskForm):
    """A note among advisors."""

    note = message_field(_("Note pour les conseillers"), _("Écrivez votre note."))


class AnswerForm(Form):
    """A merchant's answer: words, a document, or both."""

    answer = TextAreaField(_("Votre message"), [v.Optional(), _not_too_long()], filters=[_readable])
    file = DocumentField(_("Document joint"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be said, or shown."""
        valid = bool(super().validate(extra_validators))
        if not valid or self.answer.data or self.file.checked:
            return valid
        self.answer.errors = [gettext("Écrivez votre message, ou joignez un document.")]
        return False
