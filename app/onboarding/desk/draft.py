"""What an advisor has typed and ticked is kept, whichever button of the page they press."""

from flask import request

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.checklist import NothingToVerify
from app.onboarding.desk.forms import ActivationForm, ChangedMeanwhile

FAULTS = (ChangedMeanwhile, NothingToVerify)


def typed_beside(contract: Contract) -> ActivationForm | None:
    """What is typed on the page of a request; None where nothing came along, or it is activated."""
    came_along = "coclico" in request.form
    return ActivationForm() if came_along and not contract.is_activated else None


def keep(contract: Contract, form: ActivationForm, by: User) -> None:
    """Keep ticks, numbers and the range as noted; raises `FAULTS`. With the contract locked."""
    answers = Answers.about(contract)
    form.check_seen(answers)
    form.fill(contract)
    checklist.record_numbers(contract, by)
    db.session.flush()
    checklist.verify(answers, form.ticked, by)


def blame(form: ActivationForm, fault: Exception) -> None:
    """Say of each tick that stood in the way why it did."""
    if isinstance(fault, ChangedMeanwhile):
        form.blame_ticks(fault.items, _("Ceci vient de changer : relisez, puis cochez de nouveau."))
    elif isinstance(fault, NothingToVerify):
        form.blame_ticks(fault.items, _("Il n'y a encore rien à vérifier ici."))
