"""The forms for getting a contract from La Poste: letter, checklist, reminder."""

from datetime import timedelta

from wtforms import SelectChoice, SelectMultipleField
from wtforms import validators as v

from app.accounts.forms import phone_field
from app.clock import today
from app.contracts.forms import SenderFields
from app.forms import DayField, Form
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.onboarding.la_poste.models import LA_POSTE_ITEMS

FURTHEST_REMINDER = timedelta(days=366)


class LetterForm(SenderFields):
    """The sender of the letter. It is saved with the contract, and later printed on the labels."""

    phone = phone_field(
        _("Téléphone"), description=_("Pour que votre conseiller de La Poste vous rappelle.")
    )

    def start(self, answers: Answers) -> None:
        """Fill in what is known."""
        self.start_from_sender(answers.contract, answers.merchant.company)
        self.phone.data = answers.merchant.phone

    def fill(self, answers: Answers) -> None:
        """Save the address with the contract, the telephone with the company."""
        self.fill_sender(answers.contract)
        answers.merchant.phone = self.phone.data or None


class ChecklistForm(Form):
    """The ticked items of the checklist."""

    thing = SelectMultipleField(
        _("Ce que vous avez obtenu"),
        choices=[SelectChoice(item.code, item.title) for item in LA_POSTE_ITEMS],
        validate_choice=False,  # an item that no longer exists is ignored
    )


class ReminderForm(Form):
    """The day of the next reminder."""

    remind_on = DayField(
        _("Me le rappeler le"),
        [v.DataRequired(_("Choisissez un jour, ou laissez celui qui est prévu."))],
    )

    def validate_remind_on(self, field: DayField) -> None:
        """Require a day after today, within a year."""
        if not today() < field.data <= today() + FURTHEST_REMINDER:
            raise v.ValidationError(gettext("Choisissez un jour après aujourd'hui, dans l'année."))
