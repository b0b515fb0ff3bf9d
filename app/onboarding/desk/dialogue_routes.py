"""The dialogue about a contract at the desk: who looks after it, questions, messages, notes."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import advisor_required, current_person
from app.accounts.models import User
from app.contracts.locking import lock_contract, lock_in_transaction
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding.access import requested_or_404
from app.onboarding.desk.draft import (
    DRAFT_ERRORS,
    explain_draft_error,
    save_draft,
    submitted_draft,
)
from app.onboarding.desk.request_page import colleague_form, request_page
from app.onboarding.dialogue import messages
from app.onboarding.dialogue.forms import (
    ColleagueForm,
    DeskForm,
    HasLeft,
    NoteForm,
    QuestionForm,
)
from app.onboarding.dialogue.mails import send_message, send_question
from app.onboarding.dialogue.templates import QuestionTemplate
from app.onboarding.mails import send_handler_notice
from app.onboarding.staff.mails import send_assignment_notice, send_takeover_notice
from app.page import Page

blueprint = Blueprint("dialogue", __name__)
F = TypeVar("F", bound=DeskForm)


@blueprint.post("/contracts/<int:contract_id>/taking")
@advisor_required
def taking(contract_id: int) -> Page:
    """Take charge of a request; the merchant is told by mail."""
    contract = lock_contract(requested_or_404(contract_id).id)
    before, by = contract.taken_by, current_person()
    if contract.take(by):
        send_handler_notice(contract, by)
        _tell_former_handler(contract, before, by)
    db.session.commit()
    flash(_("Vous vous occupez de cette demande. Le marchand le sait."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/assignment")
@advisor_required
def assignment(contract_id: int) -> Page:
    """Give a request to a colleague; both they and the merchant are told by mail."""
    form = colleague_form(requested_or_404(contract_id))
    return _act(contract_id, form, _assign, colleague=form)


@blueprint.post("/contracts/<int:contract_id>/questions")
@advisor_required
def questions(contract_id: int) -> Page:
    """Send the merchant a question or a message, by mail and on the timeline."""
    form = QuestionForm()
    if form.only_takes_a_text:
        return _with_text(requested_or_404(contract_id), form)
    return _act(contract_id, form, _write, question=form)


def _with_text(contract: Contract, form: QuestionForm) -> Page:
    """Add the chosen question template to the text field; nothing is sent or saved."""
    template = QuestionTemplate.active_by_id(form.wanted_template)
    if template:
        form.add(template.text(contract.merchant.owner.language))
    return request_page(contract, submitted_draft(contract), question=form)


@blueprint.post("/contracts/<int:contract_id>/notes")
@advisor_required
def notes(contract_id: int) -> Page:
    """Save a note that only advisors see."""
    form = NoteForm()
    return _act(contract_id, form, _note, note=form)


def _act(contract_id: int, form: F, act: Callable[[Contract, F, User], str], **shown: Any) -> Page:
    """Do what the button says and save the draft beside it, both or neither."""
    contract = requested_or_404(contract_id)
    draft = submitted_draft(contract)
    # Validate both, to show all errors at once.
    if not all([form.validate(), draft is None or draft.validate()]):
        return request_page(contract, draft, **shown), 422
    begin_write(db.session)
    try:
        form.lock()
        contract = lock_in_transaction(contract_id)
        if draft and not contract.is_activated:
            save_draft(contract, draft, current_person())
        sentence = act(contract, form, current_person())
        db.session.commit()
    except (*DRAFT_ERRORS, HasLeft) as error:
        db.session.rollback()
        if draft:
            explain_draft_error(draft, error)
        return request_page(contract, draft, **shown), 422
    flash(sentence, "success")
    return _to_request(contract_id)


def _assign(contract: Contract, form: ColleagueForm, by: User) -> str:
    before, advisor = contract.taken_by, form.chosen
    if contract.assign(advisor, by):
        send_handler_notice(contract, advisor)
        if advisor.id != by.id:
            send_assignment_notice(contract, advisor, by)
        _tell_former_handler(contract, before, by)
    return _("%(name)s s'occupe de cette demande. Le marchand le sait.", name=advisor.name)


def _write(contract: Contract, form: QuestionForm, by: User) -> str:
    if form.asks:
        send_question(messages.ask(contract, form.question.data, by))
        return _("La question est partie.")
    send_message(messages.tell(contract, form.question.data, by))
    return _("Le message est parti.")


def _note(contract: Contract, form: NoteForm, by: User) -> str:
    messages.note(contract, form.note.data, by)
    return _("La note est gardée.")


def _tell_former_handler(contract: Contract, before: User | None, by: User) -> None:
    if before and contract.taken_by:
        send_takeover_notice(contract, before, contract.taken_by, by)


def _to_request(contract_id: int) -> Response:
    return redirect(url_for("desk.one_request", contract_id=contract_id, _anchor="dialogue"), 303)
