"""What is written in the dialogue about a contract."""

import re

from wtforms import TextAreaField
from wtforms import validators as v

from app.forms import Form
from app.language import lazy_gettext as _
from app.onboarding.dialogue import LONGEST_MESSAGE
from app.uploads.fields import DocumentField

# Whatever cannot be seen, but the ends of lines.
_UNSEEN = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]|[\ud800-\udfff]")


def _readable(text: str | None) -> str | None:
    return _UNSEEN.sub(" ", text.replace("\r\n", "\n")).strip() if text else text


def _message(label: object, missing: object) -> TextAreaField:
    """A field for a few sentences; its line breaks are kept."""
    too_long = _("%(max)d caractères au plus.", max=LONGEST_MESSAGE)
    return TextAreaField(
        label,
        [v.DataRequired(missing), v.Length(max=LONGEST_MESSAGE, message=too_long)],
        filters=[_readable],
    )


class QuestionForm(Form):
    """An advisor's question."""

    question = _message(_("Question au marchand"), _("Écrivez votre question."))


class NoteForm(Form):
    """A note among advisors."""

    note = _message(_("Note pour les conseillers"), _("Écrivez votre note."))


class AnswerForm(Form):
    """A merchant's answer."""

    answer = _message(_("Votre réponse"), _("Écrivez votre réponse."))
    file = DocumentField(_("Document joint"))
