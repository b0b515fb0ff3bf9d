"""The dialogue about a contract: question, note, answer, reminder, and who looks after it."""

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import (
    advisor_required,
    current_merchant,
    current_person,
    owner_required,
)
from app.contracts.locking import locked
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.onboarding import desk, dialogue, documents, mails, routes
from app.onboarding.dialogue import TooSoon
from app.onboarding.dialogue_forms import AnswerForm, NoteForm, QuestionForm
from app.onboarding.journey import STEPS

blueprint = Blueprint("dialogue", __name__)
Page = str | Response | tuple[str, int]


@blueprint.post("/contracts/<int:contract_id>/taking")
@advisor_required
def taking(contract_id: int) -> Page:
    """Look after a request: the merchant reads who does."""
    contract = locked(desk.requested_or_404(contract_id).id)
    if contract.take(current_person()):
        mails.handled_by(contract, current_person())
    db.session.commit()
    flash(_("Vous vous occupez de cette demande. Le marchand le sait."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/assignment")
@advisor_required
def assignment(contract_id: int) -> Page:
    """Give a request to a colleague: they and the merchant read it."""
    contract = desk.requested_or_404(contract_id)
    form = desk.colleague_form(contract)
    if not form.validate():
        return desk.request_page(contract, colleague=form), 422
    contract, advisor, by = locked(contract_id), form.chosen, current_person()
    if contract.assign(advisor, by):
        mails.handled_by(contract, advisor)
        if advisor.id != by.id:
            mails.assigned(contract, advisor, by)
    db.session.commit()
    flash(
        _("%(name)s s'occupe de cette demande. Le marchand le sait.", name=advisor.name), "success"
    )
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/questions")
@advisor_required
def questions(contract_id: int) -> Page:
    """Ask the merchant something, by mail and on the timeline."""
    contract, form = desk.requested_or_404(contract_id), QuestionForm()
    if not form.validate():
        return desk.request_page(contract, question=form), 422
    contract = locked(contract_id)
    mails.question(dialogue.ask(contract, form.question.data, current_person()))
    db.session.commit()
    flash(_("La question est partie."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/notes")
@advisor_required
def notes(contract_id: int) -> Page:
    """Write down something that only advisors see."""
    contract, form = desk.requested_or_404(contract_id), NoteForm()
    if not form.validate():
        return desk.request_page(contract, note=form), 422
    contract = locked(contract_id)
    dialogue.note(contract, form.note.data, current_person())
    db.session.commit()
    return _to_request(contract_id)


@blueprint.post("/onboarding/answers")
@owner_required
def answers() -> Page:
    """Answer the advisor, or add something."""
    contract, form = _own_or_404(), AnswerForm()
    file = form.file.write() if form.validate() else None
    if form.errors:
        return routes.advisor_page(form), 422
    contract = locked(contract.id)
    message = dialogue.answer(contract, form.answer.data, current_person())
    documents.attach(message, [file] if file else [], current_person())
    mails.answer(message)
    db.session.commit()
    flash(_("Votre réponse est partie."), "success")
    return _to_advisor_step()


@blueprint.post("/onboarding/reminders")
@owner_required
def reminders() -> Page:
    """Remind the advisor, at most once a day, in the thread of the request."""
    contract = locked(_own_or_404().id)
    try:
        mails.reminder(dialogue.remind(contract, current_person()))
        db.session.commit()
        flash(_("La relance est partie."), "success")
    except TooSoon:
        db.session.rollback()
        flash(_("Une relance par jour au plus : la dernière est encore récente."), "info")
    return _to_advisor_step()


def _own_or_404() -> Contract:
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_requested:
        abort(404)
    return contract


def _to_request(contract_id: int) -> Response:
    return redirect(url_for("desk.one_request", contract_id=contract_id), 303)


def _to_advisor_step() -> Response:
    return redirect(url_for("onboarding.step", slug=STEPS[-1].slug), 303)
