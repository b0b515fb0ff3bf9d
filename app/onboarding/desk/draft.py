"""Saving what an advisor has typed and ticked, whichever button of the page they press."""

from flask import request

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.checklist import NothingToVerify
from app.onboarding.desk.forms import ActivationForm, ChangedMeanwhile

DRAFT_ERRORS = (ChangedMeanwhile, NothingToVerify)


def submitted_draft(contract: Contract) -> ActivationForm | None:
    """The activation form sent along with another form of the page.

    None if there is none, or the contract is activated.
    """
    is_submitted = "coclico" in request.form
    return ActivationForm() if is_submitted and not contract.is_activated else None


def save_draft(contract: Contract, form: ActivationForm, by: User) -> None:
    """Save the ticks, the numbers and the typed range; the contract must be locked.

    Raises `DRAFT_ERRORS`.
    """
    answers = Answers.about(contract)
    form.check_shown_values(answers)
    form.fill(contract)
    checklist.record_numbers(contract, by)
    db.session.flush()
    checklist.verify(answers, form.ticked, by)


def explain_draft_error(form: ActivationForm, error: Exception) -> None:
    """Put the error on every tick it is about."""
    if isinstance(error, ChangedMeanwhile):
        form.add_tick_errors(
            error.items, _("Ceci vient de changer : relisez, puis cochez de nouveau.")
        )
    elif isinstance(error, NothingToVerify):
        form.add_tick_errors(error.items, _("Il n'y a encore rien à vérifier ici."))
