"""The advisor's desk: the requests, and one request."""

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.accounts.models import User
from app.accounts.replacement import in_charge_of, on_duty
from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.answers import Answers
from app.onboarding.desk import request_list
from app.onboarding.desk.checklist import CHECKLIST, checks
from app.onboarding.desk.forms import ActivationForm
from app.onboarding.desk.request_list import Assignee, RequestFilter, RequestState
from app.onboarding.dialogue.documents import Document
from app.onboarding.dialogue.forms import ColleagueForm, NoteForm, QuestionForm
from app.onboarding.dialogue.models import Message, timeline
from app.onboarding.dialogue.templates import QuestionTemplate
from app.paging import page_of
from app.ranges.bounds import Bounds
from app.ranges.reserve import Reserve

blueprint = Blueprint("desk", __name__)
Page = str | Response | tuple[str, int]


@blueprint.get("/requests")
@advisor_required
def requests() -> Page:
    """The contracts whose activation was asked for: searched, filtered, a page at a time."""
    wanted, own = RequestFilter.read(request.args), in_charge_of(current_person(), today())
    page = page_of(request_list.listed(wanted, own))
    return render_template(
        "onboarding/requests.html",
        page=page,
        lines=request_list.lines(page.rows),
        counts=request_list.counts(wanted, own),
        wanted=wanted,
        states=RequestState,
        owners=Assignee,
    )


@blueprint.get("/requests/<int:contract_id>")
@advisor_required
def one_request(contract_id: int) -> Page:
    """One request: what the merchant told, the checklist, the activation, the dialogue."""
    return request_page(requested_or_404(contract_id))


def request_page(
    contract: Contract,
    form: ActivationForm | None = None,
    *,
    bounds: Bounds | None = None,
    colleague: ColleagueForm | None = None,
    question: QuestionForm | None = None,
    note: NoteForm | None = None,
) -> str:
    """The page of a request, with what was typed into a form that was refused."""
    answers = Answers.about(contract)
    if form is None:
        form = ActivationForm(formdata=None)
        form.start_from(contract)
    form.look_at(answers)
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
        templates=QuestionTemplate.offered(),
        question=question or QuestionForm(formdata=None),
        note=note or NoteForm(formdata=None),
    )


def colleague_form(contract: Contract) -> ColleagueForm:
    """The choice of who looks after a request."""
    form = ColleagueForm()
    form.offer(User.advisors(), contract.taken_by or current_person())
    return form


def stand_in_for(contract: Contract) -> User | None:
    """Who stands in today for the advisor who looks after this contract, if somebody does."""
    advisor = contract.taken_by
    found = on_duty(advisor, today()) if advisor else None
    return None if found is advisor else found


def requested_or_404(contract_id: int) -> Contract:
    """The contract whose activation was asked for."""
    contract = db.session.get(Contract, contract_id)
    if contract is None or not contract.is_requested:
        abort(404)
    return contract
