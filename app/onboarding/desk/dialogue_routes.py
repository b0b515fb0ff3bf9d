"""The dialogue about a contract: question, note, answer, reminder, and who looks after it."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.accounts.guards import (
    advisor_required,
    current_merchant,
    current_person,
    owner_required,
)
from app.accounts.models import User
from app.contracts.locking import locked, locked_in_transaction
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding import mails, routes
from app.onboarding.desk import draft as keeping
from app.onboarding.desk import routes as desk
from app.onboarding.dialogue import documents
from app.onboarding.dialogue import models as dialogue
from app.onboarding.dialogue.forms import (
    AnswerForm,
    ColleagueForm,
    DeskForm,
    HasLeft,
    NoteForm,
    QuestionForm,
)
from app.onboarding.dialogue.models import TooSoon
from app.onboarding.dialogue.templates import QuestionTemplate
from app.onboarding.journey import STEPS
from app.onboarding.staff import mails as handover_mails

blueprint = Blueprint("dialogue", __name__)
F = TypeVar("F", bound=DeskForm)
Page = str | Response | tuple[str, int]


@blueprint.post("/contracts/<int:contract_id>/taking")
@advisor_required
def taking(contract_id: int) -> Page:
    """Look after a request: the merchant reads who does."""
    contract = locked(desk.requested_or_404(contract_id).id)
    before, by = contract.taken_by, current_person()
    if contract.take(by):
        mails.handled_by(contract, by)
        _tell_who_had_it(contract, before, by)
    db.session.commit()
    flash(_("Vous vous occupez de cette demande. Le marchand le sait."), "success")
    return _to_request(contract_id)


@blueprint.post("/contracts/<int:contract_id>/assignment")
@advisor_required
def assignment(contract_id: int) -> Page:
    """Give a request to a colleague: they and the merchant read it."""
    form = desk.colleague_form(desk.requested_or_404(contract_id))
    return _act(contract_id, form, _assign, colleague=form)


@blueprint.post("/contracts/<int:contract_id>/questions")
@advisor_required
def questions(contract_id: int) -> Page:
    """Ask or tell the merchant something, by mail and on the timeline."""
    form = QuestionForm()
    if form.only_takes_a_text:
        return _with_text(desk.requested_or_404(contract_id), form)
    return _act(contract_id, form, _write, question=form)


def _with_text(contract: Contract, form: QuestionForm) -> Page:
    """The page with a question template below what is written; nothing is said or kept yet."""
    template = QuestionTemplate.offered_as(form.wanted_template)
    if template:
        form.add(template.text(contract.merchant.owner.language))
    return desk.request_page(contract, keeping.typed_beside(contract), question=form)


@blueprint.post("/contracts/<int:contract_id>/notes")
@advisor_required
def notes(contract_id: int) -> Page:
    """Write down something that only advisors see."""
    form = NoteForm()
    return _act(contract_id, form, _note, note=form)


def _act(contract_id: int, form: F, act: Callable[[Contract, F, User], str], **shown: Any) -> Page:
    """Do what the button says and keep what is typed beside it, or neither."""
    contract = desk.requested_or_404(contract_id)
    typed = keeping.typed_beside(contract)
    # Whatever is wrong is told at once.
    if not all([form.validate(), typed is None or typed.validate()]):
        return desk.request_page(contract, typed, **shown), 422
    begin_write(db.session)
    try:
        form.lock()
        contract = locked_in_transaction(contract_id)
        if typed and not contract.is_activated:
            keeping.keep(contract, typed, current_person())
        sentence = act(contract, form, current_person())
        db.session.commit()
    except (*keeping.FAULTS, HasLeft) as fault:
        db.session.rollback()
        if typed:
            keeping.blame(typed, fault)
        return desk.request_page(contract, typed, **shown), 422
    flash(sentence, "success")
    return _to_request(contract_id)


def _assign(contract: Contract, form: ColleagueForm, by: User) -> str:
    before, advisor = contract.taken_by, form.chosen
    if contract.assign(advisor, by):
        mails.handled_by(contract, advisor)
        if advisor.id != by.id:
            handover_mails.assigned(contract, advisor, by)
        _tell_who_had_it(contract, before, by)
    return _("%(name)s s'occupe de cette demande. Le marchand le sait.", name=advisor.name)


def _write(contract: Contract, form: QuestionForm, by: User) -> str:
    if form.asks:
        mails.question(dialogue.ask(contract, form.question.data, by))
        return _("La question est partie.")
    mails.message(dialogue.tell(contract, form.question.data, by))
    return _("Le message est parti.")


def _note(contract: Contract, form: NoteForm, by: User) -> str:
    dialogue.note(contract, form.note.data, by)
    return _("La note est gardée.")


@blueprint.post("/onboarding/answers")
@owner_required
def answers() -> Page:
    """Answer the advisor, or add something."""
    contract, form = _own_or_404(), AnswerForm()
    file = form.file.write() if form.validate() else None
    if form.errors:
        return routes.advisor_page(form), 422
    contract = locked(contract.id)
    message = dialogue.answer(contract, form.answer.data or "", current_person())
    documents.attach(message, [file] if file else [], current_person())
    mails.answer(message)
    db.session.commit()
    flash(_("Votre message est parti."), "success")
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
        flash(_too_soon(contract), "info")
    return _to_advisor_step()


def _tell_who_had_it(contract: Contract, before: User | None, by: User) -> None:
    if before and contract.taken_by:
        handover_mails.taken_over(contract, before, contract.taken_by, by)


def _too_soon(contract: Contract) -> str:
    if contract.is_activated:
        return _("Votre contrat est activé : il n'y a plus rien à relancer.")
    return _("Une relance par jour au plus : la dernière est encore récente.")


def _own_or_404() -> Contract:
    contract = Contract.of(current_merchant())
    if contract is None or not contract.is_requested:
        abort(404)
    return contract


def _to_request(contract_id: int) -> Response:
    return redirect(url_for("desk.one_request", contract_id=contract_id, _anchor="dialogue"), 303)


def _to_advisor_step() -> Response:
    return redirect(url_for("onboarding.step", slug=STEPS[-1].slug), 303)
