"""Rendering the page of a request, for every route whose form stands on it."""

from flask import render_template

from app.accounts.guards import current_person
from app.accounts.models import User
from app.accounts.replacement import on_duty
from app.clock import today
from app.contracts.models import Contract
from app.onboarding.answers import Answers
from app.onboarding.desk.checklist import CHECKLIST, checks
from app.onboarding.desk.forms import ActivationForm
from app.onboarding.dialogue.forms import ColleagueForm, NoteForm, QuestionForm
from app.onboarding.dialogue.models import Document, Message
from app.onboarding.dialogue.templates import QuestionTemplate
from app.onboarding.dialogue.timeline import timeline
from app.ranges.bounds import Bounds
from app.ranges.reserve import Reserve


def request_page(
    contract: Contract,
    form: ActivationForm | None = None,
    *,
    bounds: Bounds | None = None,
    colleague: ColleagueForm | None = None,
    question: QuestionForm | None = None,
    note: NoteForm | None = None,
) -> str:
    """Render the page of a request; forms that are given are shown as typed, with their errors."""
    answers = Answers.about(contract)
    if form is None:
        form = ActivationForm(formdata=None)
        form.start_from(contract)
    form.note_shown_values(answers)
    return render_template(
        "onboarding/request.html",
        contract=contract,
        answers=answers,
        checks=checks(answers),
        first_range=CHECKLIST[-1].value(answers),
        proofs=Document.proofs(contract),
        reserve=Reserve.of(contract) if contract.is_activated else None,
        form=form,
        bounds=bounds,
        stand_in=stand_in_for(contract),
        colleague=colleague or colleague_form(contract),
        entries=timeline(contract, Message.about(contract), for_advisor=True),
        templates=QuestionTemplate.active(),
        question=question or QuestionForm(formdata=None),
        note=note or NoteForm(formdata=None),
    )


def colleague_form(contract: Contract) -> ColleagueForm:
    """The form that gives a request to a colleague."""
    form = ColleagueForm()
    form.offer(User.advisors(), contract.taken_by or current_person())
    return form


def stand_in_for(contract: Contract) -> User | None:
    """Who replaces the contract's advisor today; None if the advisor is there."""
    advisor = contract.taken_by
    found = on_duty(advisor, today()) if advisor else None
    return None if found is advisor else found
